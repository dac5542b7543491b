package gradus.bench;

import gradus.engine.DType;
import java.util.concurrent.TimeUnit;
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

/// Reductions, including softmax.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class ReductionBenchmark {
  /// The reduction.
  @Param({"SUM", "SUM_ROWS", "SUM_COLUMNS", "MAX", "SOFTMAX"})
  public ElementwiseOp op;

  /// The number of rows and of columns.
  @Param({"64", "4096"})
  public int side;

  /// The type of the elements.
  @Param({"F32"})
  public DType dtype;

  private Runnable kernel;

  /// For JMH.
  public ReductionBenchmark() {}

  /// Draws the matrices.
  @Setup
  public void draw() {
    kernel = new ElementwiseProblem(op, side, dtype).kernel().action();
  }

  /// Runs the kernel with a preallocated output.
  @Benchmark
  public void kernel() {
    kernel.run();
  }
}
