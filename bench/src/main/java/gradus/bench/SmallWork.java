package gradus.bench;

/// Work that is dominated by the overhead of the engine.
public enum SmallWork {
  /// A training step of the Titanic network on all rows: 713 inputs of 12 features, 20 hidden units
  /// with ReLU, one logit; binary cross-entropy, its gradients, and plain gradient descent.
  TITANIC_STEP("Titanic step, 713x12 -> 20 -> 1"),
  /// x + y, 16 elements each.
  ADD("add, 16 elements"),
  /// The same, recorded for gradients.
  ADD_RECORDED("add, 16 elements, recorded"),
  /// (4, 4) times (4, 4), recorded for gradients.
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
