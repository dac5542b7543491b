package gradus.bench;

import gradus.engine.Backend;
import gradus.engine.Backends;
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

/// The matrix product on each backend. A product of shape M x K x N takes 2·M·K·N operations.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class MatmulBenchmark {
  /// The backend.
  @Param({"simd", "reference"})
  public String backend;

  /// The shape's label.
  @Param({"64x64x64", "1024x1024x1024", "64x784x128", "891x10x20", "TN 784x64x128"})
  public String shape;

  /// The type of the elements.
  @Param({"F32"})
  public DType dtype;

  private Runnable kernel;
  private Runnable eager;

  /// For JMH.
  public MatmulBenchmark() {}

  /// Draws the matrices.
  @Setup
  public void draw() {
    MatmulProblem problem = new MatmulProblem(MatmulShape.parse(shape), dtype);
    Backend chosen = Backends.named(backend);
    kernel = problem.kernel(chosen).action();
    eager = Backends.using(chosen, problem::eager).action();
  }

  /// Runs the kernel with a preallocated output.
  @Benchmark
  public void kernel() {
    kernel.run();
  }

  /// Runs the tensor operation, which allocates its result.
  @Benchmark
  public void eager() {
    eager.run();
  }
}
