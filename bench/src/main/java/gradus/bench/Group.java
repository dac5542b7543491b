package gradus.bench;

/// The groups of benchmarks that peers take part in.
public enum Group {
  /// The matrix product.
  MATMUL,
  /// The convolution, and networks of convolutions.
  CONV,
  /// Element-wise operations, reductions, copies.
  ELEMENTWISE,
  /// Small work, dominated by overhead.
  STEP,
  /// Language models.
  TEXT
}
