package gradus.engine;

import static gradus.engine.Term.constant;

/// Arc tangent, sine and cosine of floats, computed in F64; all but one in thousands of results are
/// correctly rounded.
///
/// For 0 ≤ t ≤ 1, the angle is halved twice by tan(α/2) = tan α / (1 + √(1 + tan² α)). The arc
/// tangent of the rest, at most tan(π/16), is its Taylor polynomial, whose error is below 10⁻¹²
/// there. The others follow from the half-angle formulas asin x = 2·atan(x / (1 + √(1 - x²))) and
/// acos x = 2·atan √((1 - x)/(1 + x)).
final class InverseTrigonometry {
  private static final double[] A = {
    1, -1.0 / 3, 1.0 / 5, -1.0 / 7, 1.0 / 9, -1.0 / 11, 1.0 / 13, -1.0 / 15
  };

  /// The sign bit of a double.
  private static final long SIGN = Long.MIN_VALUE;

  private InverseTrigonometry() {}

  static Term.Number atan(Term.Number x) {
    return ofPositive(x.abs()).withSign(x, SIGN);
  }

  static Term.Number asin(Term.Number x) {
    Term.Number size = x.abs();
    Term.Number root = constant(1).sub(size).mul(size.add(1)).sqrt();
    return ofFraction(size.div(root.add(1))).mul(2).withSign(x, SIGN);
  }

  static Term.Number acos(Term.Number x) {
    return ofPositive(constant(1).sub(x).div(x.add(1)).sqrt()).mul(2);
  }

  /// The angle of the point (x, y). Zeros and infinities take the exact function.
  static Term.Number atan2(Term.Number y, Term.Number x) {
    Term.Number height = y.abs();
    Term.Number width = x.abs();
    Term.Number angle = ofFraction(height.min(width).div(height.max(width)));
    angle = height.gt(width).select(constant(Math.PI / 2).sub(angle), angle);
    angle = x.lt(0).select(constant(Math.PI).sub(angle), angle);
    Term.Condition ordinary =
        height.max(width).lt(Double.POSITIVE_INFINITY).and(height.min(width).gt(0));
    return angle.withSign(y, SIGN).exactWhere(ordinary.not());
  }

  /// The arc tangent of t ≥ 0, ∞ included.
  private static Term.Number ofPositive(Term.Number t) {
    Term.Condition large = t.gt(1);
    Term.Number angle = ofFraction(large.select(constant(1).div(t), t));
    return large.select(constant(Math.PI / 2).sub(angle), angle);
  }

  /// The arc tangent of t from 0 to 1.
  private static Term.Number ofFraction(Term.Number t) {
    Term.Number quarter = half(half(t));
    return quarter.mul(4).mul(quarter.mul(quarter).polynomial(A));
  }

  private static Term.Number half(Term.Number t) {
    return t.div(t.fma(t, constant(1)).sqrt().add(1));
  }
}
