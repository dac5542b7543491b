package gradus.nn.learn;

import gradus.engine.Tensor;
import java.util.function.Supplier;

/// A figure of a validation. [Metrics] has the usual ones.
///
/// @param name its name in the results, such as `accuracy`
/// @param start begins a new tally, once per validation
public record Metric(String name, Supplier<Tally> start) {
  /// Gathers the predictions of one validation.
  public interface Tally {
    /// Adds a batch.
    ///
    /// @param prediction the model's output
    /// @param target the targets
    void add(Tensor prediction, Tensor target);

    /// {@return the figure of all batches so far}
    double value();
  }
}
