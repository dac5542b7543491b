package gradus.engine;

/// The operations of a [Tensor] that round to integers, and remainders.
sealed interface TensorRounding permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  private Tensor round(Unary op) {
    return self().dtype().isFloating() ? op.apply(self()) : self();
  }

  private Tensor remainder(Binary op, Tensor divisor) {
    DType common = DType.promote(self().dtype(), divisor.dtype());
    // F64 holds all integers.
    DType type = common == DType.I32 ? DType.F64 : common;
    return op.apply(self().to(type), divisor.to(type)).to(common);
  }

  /// {@return the greatest integers that are not greater}
  default Tensor floor() {
    return round(Unary.FLOOR);
  }

  /// {@return the least integers that are not less}
  default Tensor ceil() {
    return round(Unary.CEIL);
  }

  /// {@return the nearest integers, ties to even}
  default Tensor round() {
    return round(Unary.ROUND);
  }

  /// {@return the integer parts, rounded toward zero}
  default Tensor trunc() {
    return round(Unary.TRUNC);
  }

  /// {@return the remainder of a division that is rounded toward zero, with the sign of this:
  /// Java's `%`. An integer's remainder by 0 is 0}
  ///
  /// @param divisor the divisor
  default Tensor fmod(Tensor divisor) {
    return remainder(Binary.FMOD, divisor);
  }

  /// {@return the remainder of a division that is rounded toward zero}
  ///
  /// @param divisor the divisor
  default Tensor fmod(double divisor) {
    return fmod(self().like(divisor));
  }

  /// {@return the remainder of a division that is rounded down, with the sign of the divisor:
  /// Python's `%`. An integer's remainder by 0 is 0}
  ///
  /// @param divisor the divisor
  default Tensor remainder(Tensor divisor) {
    return remainder(Binary.REMAINDER, divisor);
  }

  /// {@return the remainder of a division that is rounded down}
  ///
  /// @param divisor the divisor
  default Tensor remainder(double divisor) {
    return remainder(self().like(divisor));
  }
}
