package gradus.engine;

/// The element-wise arithmetic and functions of a [Tensor].
sealed interface TensorMath permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  private Tensor apply(Unary op) {
    Tensor x = self();
    boolean convert = x.dtype() == DType.I32 && !op.formula().holdsForIntegers();
    return op.apply(convert ? x.to(DType.F32) : x);
  }

  private Tensor apply(Binary op, Tensor other) {
    DType common = DType.promote(self().dtype(), other.dtype());
    DType type = common == DType.I32 && !op.formula().holdsForIntegers() ? DType.F32 : common;
    return op.apply(to(type), other.to(type));
  }

  /// {@return this tensor, or a copy converted to a type; to I32 it truncates toward zero}
  ///
  /// @param dtype the type
  default Tensor to(DType dtype) {
    return dtype == self().dtype() ? self() : new Elementwise.Copy(dtype).apply(self());
  }

  /// {@return -x}
  default Tensor neg() {
    return apply(Unary.NEG);
  }

  /// {@return |x|}
  default Tensor abs() {
    return apply(Unary.ABS);
  }

  /// {@return -1, 0 or 1}
  default Tensor sign() {
    return apply(Unary.SIGN);
  }

  /// {@return eˣ}
  default Tensor exp() {
    return apply(Unary.EXP);
  }

  /// {@return the natural logarithm; NaN below 0}
  default Tensor log() {
    return apply(Unary.LOG);
  }

  /// {@return eˣ - 1, accurate near 0}
  default Tensor expm1() {
    return apply(Unary.EXPM1);
  }

  /// {@return the natural logarithm of 1 + x, accurate near 0; NaN below -1}
  default Tensor log1p() {
    return apply(Unary.LOG1P);
  }

  /// {@return the logarithm to base 2; NaN below 0}
  default Tensor log2() {
    return apply(Unary.LOG2);
  }

  /// {@return the logarithm to base 10; NaN below 0}
  default Tensor log10() {
    return apply(Unary.LOG10);
  }

  /// {@return 2ˣ}
  default Tensor exp2() {
    return apply(Unary.EXP2);
  }

  /// {@return 1/√x}
  default Tensor rsqrt() {
    return apply(Unary.RSQRT);
  }

  /// {@return the square root; NaN below 0}
  default Tensor sqrt() {
    return apply(Unary.SQRT);
  }

  /// {@return 1/x}
  default Tensor reciprocal() {
    return apply(Unary.RECIPROCAL);
  }

  /// {@return the sine of x radians}
  default Tensor sin() {
    return apply(Unary.SIN);
  }

  /// {@return the cosine of x radians}
  default Tensor cos() {
    return apply(Unary.COS);
  }

  /// {@return the tangent of x radians}
  default Tensor tan() {
    return apply(Unary.TAN);
  }

  /// {@return the arc sine in radians, from -π/2 to π/2; NaN beyond ±1}
  default Tensor asin() {
    return apply(Unary.ASIN);
  }

  /// {@return the arc cosine in radians, from 0 to π; NaN beyond ±1}
  default Tensor acos() {
    return apply(Unary.ACOS);
  }

  /// {@return the arc tangent in radians, from -π/2 to π/2}
  default Tensor atan() {
    return apply(Unary.ATAN);
  }

  /// {@return the angle of the point (x, this) in radians, from -π to π}
  ///
  /// @param x the horizontal coordinates
  default Tensor atan2(Tensor x) {
    return apply(Binary.ATAN2, x);
  }

  /// {@return the hyperbolic sine}
  default Tensor sinh() {
    return apply(Unary.SINH);
  }

  /// {@return the hyperbolic cosine}
  default Tensor cosh() {
    return apply(Unary.COSH);
  }

  /// {@return the hyperbolic tangent}
  default Tensor tanh() {
    return apply(Unary.TANH);
  }

  /// {@return the error function}
  default Tensor erf() {
    return apply(Unary.ERF);
  }

  /// {@return x²}
  default Tensor square() {
    return apply(Unary.SQUARE);
  }

  /// {@return the values clamped to an interval}
  ///
  /// @param low the lower bound, possibly -∞
  /// @param high the upper bound, possibly ∞
  default Tensor clamp(double low, double high) {
    boolean convert = self().dtype() == DType.I32 && !(isInt(low) && isInt(high));
    return new Elementwise.Clamp(low, high).apply(convert ? self().to(DType.F32) : self());
  }

  private static boolean isInt(double bound) {
    return bound == (int) bound || Double.isInfinite(bound);
  }

  /// {@return this + other}
  ///
  /// @param other the tensor to add
  default Tensor add(Tensor other) {
    return apply(Binary.ADD, other);
  }

  /// {@return this + number}
  ///
  /// @param number the number to add
  default Tensor add(double number) {
    return add(self().like(number));
  }

  /// {@return this + alpha · other; of integers F32}
  ///
  /// @param other the tensor to add
  /// @param alpha the factor of `other`
  default Tensor add(Tensor other, double alpha) {
    DType common = DType.promote(self().dtype(), other.dtype());
    DType type = common == DType.I32 ? DType.F32 : common;
    return Elementwise.Fused.combine(1, alpha).apply(to(type), other.to(type));
  }

  /// {@return this - other}
  ///
  /// @param other the tensor to subtract
  default Tensor sub(Tensor other) {
    return apply(Binary.SUB, other);
  }

  /// {@return this - number}
  ///
  /// @param number the number to subtract
  default Tensor sub(double number) {
    return sub(self().like(number));
  }

  /// {@return this · other, element by element}
  ///
  /// @param other the factor
  default Tensor mul(Tensor other) {
    return apply(Binary.MUL, other);
  }

  /// {@return this · number}
  ///
  /// @param number the factor
  default Tensor mul(double number) {
    return mul(self().like(number));
  }

  /// {@return this / other; of integers F32}
  ///
  /// @param other the divisor
  default Tensor div(Tensor other) {
    return apply(Binary.DIV, other);
  }

  /// {@return this / number; of integers F32}
  ///
  /// @param number the divisor
  default Tensor div(double number) {
    return div(self().like(number));
  }

  /// {@return this to the power of exponent; of integers F32}
  ///
  /// @param exponent the exponent
  default Tensor pow(Tensor exponent) {
    return apply(Binary.POW, exponent);
  }

  /// {@return this to the power of exponent; of integers F32}
  ///
  /// @param exponent the exponent
  default Tensor pow(double exponent) {
    return pow(self().like(exponent));
  }

  /// {@return the element-wise maximum; NaN if either is}
  ///
  /// @param other the other tensor
  default Tensor maximum(Tensor other) {
    return apply(Binary.MAXIMUM, other);
  }

  /// {@return the maximum of each element and a number}
  ///
  /// @param number the number
  default Tensor maximum(double number) {
    return maximum(self().like(number));
  }

  /// {@return the element-wise minimum; NaN if either is}
  ///
  /// @param other the other tensor
  default Tensor minimum(Tensor other) {
    return apply(Binary.MINIMUM, other);
  }

  /// {@return the minimum of each element and a number}
  ///
  /// @param number the number
  default Tensor minimum(double number) {
    return minimum(self().like(number));
  }

  /// {@return this + weight · (end - this), the linear interpolation; exact for a weight of 0 or 1}
  ///
  /// @param end the values for a weight of 1
  /// @param weight the weight
  default Tensor lerp(Tensor end, double weight) {
    Tensor difference = end.sub(self()).floating();
    return weight < 0.5 ? self().add(difference.mul(weight)) : end.sub(difference.mul(1 - weight));
  }

  /// {@return this + weight · (end - this), the linear interpolation; exact for a weight of 0 or 1}
  ///
  /// @param end the values for a weight of 1
  /// @param weight the weights; all three broadcast
  default Tensor lerp(Tensor end, Tensor weight) {
    Tensor difference = end.sub(self()).floating();
    return Tensor.where(
        weight.lt(0.5),
        self().add(difference.mul(weight)),
        end.sub(difference.mul(weight.neg().add(1))));
  }

  /// {@return x with 0 in place of NaN, and the greatest and the least finite number of its type in
  /// place of ∞ and -∞}
  default Tensor nanToNum() {
    double greatest = self().dtype() == DType.F64 ? Double.MAX_VALUE : Float.MAX_VALUE;
    return nanToNum(0, greatest, -greatest);
  }

  /// {@return x with numbers in place of NaN, ∞ and -∞; the gradient there is 0}
  ///
  /// @param nan the number in place of NaN
  /// @param infinity the number in place of ∞
  /// @param negativeInfinity the number in place of -∞
  default Tensor nanToNum(double nan, double infinity, double negativeInfinity) {
    Tensor x = self();
    if (!x.dtype().isFloating()) {
      return x;
    }
    Tensor limited = Tensor.where(x.eq(Double.POSITIVE_INFINITY), x.like(infinity), x);
    limited = Tensor.where(x.eq(Double.NEGATIVE_INFINITY), x.like(negativeInfinity), limited);
    return Tensor.where(x.ne(x), x.like(nan), limited);
  }
}
