package gradus.engine;

/// What is known of a tensor before it has values: what a shape rule reads and returns.
///
/// @param shape its shape
/// @param dtype its elements' type
public record TensorSpec(Shape shape, DType dtype) {
  /// This, for operations that integers have no part in.
  TensorSpec floating() {
    if (!dtype.isFloating()) {
      throw new IllegalArgumentException("needs f32 or f64; convert with to(DType.F32)");
    }
    return this;
  }

  /// Such as `f32[2, 3]`.
  @Override
  public String toString() {
    return dtype.toString() + shape;
  }
}
