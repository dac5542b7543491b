package gradus.bench;

import gradus.engine.Tensor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// An implementation that keeps the last result.
final class LastTensor implements SmallEntry {
  private final Supplier<Tensor> run;
  private final UnaryOperator<Tensor> scalar;
  private Tensor last;

  /// Creates one.
  ///
  /// @param run the work
  /// @param scalar makes the value of the last result
  LastTensor(Supplier<Tensor> run, UnaryOperator<Tensor> scalar) {
    this.run = run;
    this.scalar = scalar;
  }

  @Override
  public double seconds(long repetitions) {
    long start = System.nanoTime();
    for (long i = 0; i < repetitions; i++) {
      last = run.get();
    }
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public double value() {
    return scalar.apply(last.detach()).item();
  }
}
