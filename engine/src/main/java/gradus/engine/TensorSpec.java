package gradus.engine;

/// The shape and type of a tensor, the input and output of shape rules.
///
/// @param shape the shape
/// @param dtype the type of the elements
public record TensorSpec(Shape shape, DType dtype) {
  /// Returns this, for operations that do not accept integers.
  TensorSpec floating() {
    if (!dtype.isFloating()) {
      throw new IllegalArgumentException("needs f32 or f64; convert with to(DType.F32)");
    }
    return this;
  }

  /// Returns the type of an operation with a number: this one, unless it is I32 and the number is
  /// not an integer.
  DType dtypeFor(double number) {
    return dtype == DType.I32 && number != (int) number ? DType.F32 : dtype;
  }

  /// Returns this for an operation with a number that integers may be unable to represent.
  TensorSpec holding(double number) {
    return dtypeFor(number) == dtype ? this : floating();
  }

  /// Returns, for example, `f32[2, 3]`.
  @Override
  public String toString() {
    return dtype.toString() + shape;
  }
}
