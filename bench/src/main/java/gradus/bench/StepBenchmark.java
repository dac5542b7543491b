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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A training step of the Titanic network through the public API: [SmallWork#TITANIC_STEP].
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class StepBenchmark {
  private Supplier<Tensor> step;

  /// For JMH.
  public StepBenchmark() {}

  /// Draws the inputs and the weights.
  @Setup
  public void draw() {
    step = SmallProblem.draw().work(SmallWork.TITANIC_STEP, DType.F32);
  }

  /// {@return the loss before the step}
  @Benchmark
  public Tensor step() {
    return step.get();
  }
}
