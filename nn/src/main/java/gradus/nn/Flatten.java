package gradus.nn;

import gradus.engine.Tensor;

/// Flattens all axes except the first: each row of a batch becomes a vector.
public record Flatten() implements Layer {
  /// {@inheritDoc}
  ///
  /// @param x (rows, …), at least two axes
  /// @return (rows, elements of a row)
  @Override
  public Tensor forward(Tensor x) {
    if (x.rank() < 2) {
      throw new IllegalArgumentException(
          "Flatten: needs rows of at least one more axis, but got " + x.spec());
    }
    return x.flatten(1);
  }
}
