package gradus.engine;

import java.util.Locale;

/// Element-wise comparisons, with NumPy's broadcasting. The result is I32: 1 for true and 0 for
/// false. Comparisons with NaN are false, except NE. They have no gradient.
public enum Comparison implements Elementwise {
  /// a = b
  EQ,
  /// a ≠ b
  NE,
  /// a < b
  LT,
  /// a ≤ b
  LE,
  /// a > b
  GT,
  /// a ≥ b
  GE;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Arity arity() {
    return Arity.TWO;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return new TensorSpec(Binary.broadcast(inputs[0], inputs[1]).shape(), DType.I32);
  }

  @Override
  public Tensor gradient(Node n, int input, Tensor g) {
    throw new IllegalStateException(label() + " has no gradient: its result is an integer");
  }
}
