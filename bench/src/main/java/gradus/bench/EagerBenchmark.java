package gradus.bench;

import gradus.engine.DType;
import gradus.engine.Tensor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The time of an operation on few elements, with and without recording the graph.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class EagerBenchmark {
  /// The operation.
  @Param({"ADD", "ADD_RECORDED", "MATMUL_RECORDED"})
  public SmallWork work;

  private Supplier<Tensor> operation;

  /// For JMH.
  public EagerBenchmark() {}

  /// Draws the numbers.
  @Setup
  public void draw() {
    operation = SmallProblem.draw().work(work, DType.F32);
  }

  /// {@return the result}
  @Benchmark
  public Tensor operation() {
    return operation.get();
  }
}
