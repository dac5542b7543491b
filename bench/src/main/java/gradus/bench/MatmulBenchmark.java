package gradus.bench;

import gradus.engine.Backends;
import gradus.engine.Generator;
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

/// The product of two square matrices, F32, on each backend: both in one run, so that their ratio
/// means something on a machine that does other work as well. A product of size n takes 2n³
/// operations.
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

  /// Rows and columns.
  @Param({"64", "256", "1024"})
  public int size;

  private Tensor a;
  private Tensor b;

  /// For JMH.
  public MatmulBenchmark() {}

  /// Draws the matrices.
  @Setup
  public void draw() {
    Generator generator = new Generator(1);
    Supplier<Tensor> matrix = () -> Tensor.randn(generator, size, size);
    a = Backends.using(Backends.named(backend), matrix);
    b = Backends.using(Backends.named(backend), matrix);
  }

  /// {@return the product}
  @Benchmark
  public Tensor product() {
    return a.matmul(b);
  }
}
