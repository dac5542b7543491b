package gradus.bench;

/// Work so small that what it costs is the engine's own overhead.
public enum SmallWork {
  /// A step of training the Titanic's net on all rows at once: 713 rows of 12 columns, 20 hidden
  /// sums cut off below 0, one sum; binary cross-entropy of logits, its gradients, and plain
  /// gradient descent.
  TITANIC_STEP("Titanic step, 713x12 -> 20 -> 1"),
  /// x + y of 16 elements each.
  ADD("add, 16 elements"),
  /// The same where a gradient will be asked for.
  ADD_RECORDED("add, 16 elements, recorded"),
  /// (4, 4) by (4, 4), where a gradient will be asked for.
  MATMUL_RECORDED("matmul, 4x4x4, recorded");

  private final String label;

  SmallWork(String label) {
    this.label = label;
  }

  /// {@return its name in tables}
  public String label() {
    return label;
  }
}
