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

  /// The type that a number joins in: this one, unless that is I32 and the number isn't whole.
  DType dtypeFor(double number) {
    return dtype == DType.I32 && number != (int) number ? DType.F32 : dtype;
  }

  /// This, for operations with a number that integers may be unable to hold.
  TensorSpec holding(double number) {
    return dtypeFor(number) == dtype ? this : floating();
  }

  /// Such as `f32[2, 3]`.
  @Override
  public String toString() {
    return dtype.toString() + shape;
  }
}
