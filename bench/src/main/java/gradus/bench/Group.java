package gradus.bench;

/// What peers can be compared in.
public enum Group {
  /// The matrix product.
  MATMUL,
  /// Element-wise operations, reductions, copies.
  ELEMENTWISE,
  /// Small work.
  STEP
}
