package gradus.bench;

/// The groups of benchmarks that peers take part in.
public enum Group {
  /// The matrix product.
  MATMUL,
  /// Element-wise operations, reductions, copies.
  ELEMENTWISE,
  /// Small work, dominated by overhead.
  STEP
}
