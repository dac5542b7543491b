package gradus.engine;

import java.util.Locale;

/// The comparisons, tests and logical operations of a [Tensor]. Their results are I32, 1 for true
/// and 0 for false; a number counts as true if it is not 0, NaN included.
sealed interface TensorLogic permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  private Tensor apply(Comparison op, Tensor other) {
    DType common = DType.promote(self().dtype(), other.dtype());
    return op.apply(self().to(common), other.to(common));
  }

  /// {@return I32: 1 where this = other, 0 elsewhere}
  ///
  /// @param other the tensor to compare with
  default Tensor eq(Tensor other) {
    return apply(Comparison.EQ, other);
  }

  /// {@return I32: 1 where this = number, 0 elsewhere}
  ///
  /// @param number the number to compare with
  default Tensor eq(double number) {
    return eq(self().like(number));
  }

  /// {@return I32: 1 where this ≠ other, 0 elsewhere}
  ///
  /// @param other the tensor to compare with
  default Tensor ne(Tensor other) {
    return apply(Comparison.NE, other);
  }

  /// {@return I32: 1 where this ≠ number, 0 elsewhere}
  ///
  /// @param number the number to compare with
  default Tensor ne(double number) {
    return ne(self().like(number));
  }

  /// {@return I32: 1 where this < other, 0 elsewhere}
  ///
  /// @param other the tensor to compare with
  default Tensor lt(Tensor other) {
    return apply(Comparison.LT, other);
  }

  /// {@return I32: 1 where this < number, 0 elsewhere}
  ///
  /// @param number the number to compare with
  default Tensor lt(double number) {
    return lt(self().like(number));
  }

  /// {@return I32: 1 where this ≤ other, 0 elsewhere}
  ///
  /// @param other the tensor to compare with
  default Tensor le(Tensor other) {
    return apply(Comparison.LE, other);
  }

  /// {@return I32: 1 where this ≤ number, 0 elsewhere}
  ///
  /// @param number the number to compare with
  default Tensor le(double number) {
    return le(self().like(number));
  }

  /// {@return I32: 1 where this > other, 0 elsewhere}
  ///
  /// @param other the tensor to compare with
  default Tensor gt(Tensor other) {
    return apply(Comparison.GT, other);
  }

  /// {@return I32: 1 where this > number, 0 elsewhere}
  ///
  /// @param number the number to compare with
  default Tensor gt(double number) {
    return gt(self().like(number));
  }

  /// {@return I32: 1 where this ≥ other, 0 elsewhere}
  ///
  /// @param other the tensor to compare with
  default Tensor ge(Tensor other) {
    return apply(Comparison.GE, other);
  }

  /// {@return I32: 1 where this ≥ number, 0 elsewhere}
  ///
  /// @param number the number to compare with
  default Tensor ge(double number) {
    return ge(self().like(number));
  }

  /// {@return 1 where x is NaN}
  default Tensor isNaN() {
    return self().ne(self());
  }

  /// {@return 1 where x is ∞ or -∞}
  default Tensor isInfinite() {
    return self().floating().abs().eq(Double.POSITIVE_INFINITY);
  }

  /// {@return 1 where x is neither infinite nor NaN}
  default Tensor isFinite() {
    return self().floating().abs().lt(Double.POSITIVE_INFINITY);
  }

  /// {@return 1 where both are true}
  ///
  /// @param other the other tensor; broadcasts
  default Tensor logicalAnd(Tensor other) {
    return self().ne(0).mul(other.ne(0));
  }

  /// {@return 1 where at least one is true}
  ///
  /// @param other the other tensor; broadcasts
  default Tensor logicalOr(Tensor other) {
    return self().ne(0).maximum(other.ne(0));
  }

  /// {@return 1 where exactly one is true}
  ///
  /// @param other the other tensor; broadcasts
  default Tensor logicalXor(Tensor other) {
    return self().ne(0).ne(other.ne(0));
  }

  /// {@return 1 where this is not true}
  default Tensor logicalNot() {
    return self().eq(0);
  }

  /// {@return 1 where two numbers are close: |this - other| ≤ atol + rtol · |other|, or both are
  /// the same infinity; the difference is computed in F64}
  ///
  /// @param other the expected values; broadcasts
  /// @param rtol the relative tolerance, not negative
  /// @param atol the absolute tolerance, not negative
  /// @param equalNaN whether NaN is close to NaN
  default Tensor isClose(Tensor other, double rtol, double atol, boolean equalNaN) {
    if (!(rtol >= 0 && atol >= 0)) {
      throw self()
          .rejected(
              "isClose",
              String.format(
                  Locale.ROOT, "the tolerances must not be negative: %s and %s", rtol, atol),
              other);
    }
    Tensor a = self().detach().to(DType.F64);
    Tensor b = other.detach().to(DType.F64);
    // Infinite numbers are close only if they are equal: their tolerance would be infinite.
    Tensor near = a.sub(b).abs().le(b.abs().mul(rtol).add(atol)).mul(b.isFinite());
    Tensor close = near.maximum(a.eq(b));
    return equalNaN ? close.maximum(a.isNaN().mul(b.isNaN())) : close;
  }

  /// {@return whether all elements are close: within 10⁻⁵ of the other's absolute value plus 10⁻⁸}
  ///
  /// @param other the expected values; broadcasts
  default boolean allClose(Tensor other) {
    return allClose(other, 1e-5, 1e-8, false);
  }

  /// {@return whether all elements are close, as in [#isClose]}
  ///
  /// @param other the expected values; broadcasts
  /// @param rtol the relative tolerance, not negative
  /// @param atol the absolute tolerance, not negative
  /// @param equalNaN whether NaN is close to NaN
  default boolean allClose(Tensor other, double rtol, double atol, boolean equalNaN) {
    return isClose(other, rtol, atol, equalNaN).all().item() != 0;
  }
}
