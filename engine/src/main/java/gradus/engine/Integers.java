package gradus.engine;

/// Rounding of floats to integers, and remainders, which are exact.
final class Integers {
  /// From this value on, all floats are integers. Adding it to a smaller one, and subtracting it
  /// again, rounds to the nearest integer, ties to even.
  private static final float WHOLE = 0x1p23f;

  /// The same for doubles.
  private static final double WHOLE_DOUBLE = 0x1p52;

  /// Below this quotient, the integer part of a rounded quotient of floats is right.
  private static final double EXACT = 0x1p28;

  private Integers() {}

  /// The nearest integer, ties to even.
  static Term.Number round(Term.Number x) {
    return whole(x, nearest(x));
  }

  /// The greatest integer that is not greater.
  static Term.Number floor(Term.Number x) {
    Term.Number near = nearest(x);
    return whole(x, near.gt(x).select(near.sub(1), near));
  }

  /// The least integer that is not less.
  static Term.Number ceil(Term.Number x) {
    Term.Number near = nearest(x);
    return whole(x, near.lt(x).select(near.add(1), near));
  }

  /// The integer part.
  static Term.Number trunc(Term.Number x) {
    Term.Number size = x.abs();
    Term.Number near = nearest(size);
    return whole(x, near.gt(size).select(near.sub(1), near));
  }

  private static Term.Number nearest(Term.Number x) {
    Term.Number size = x.abs();
    return size.add(WHOLE).sub(WHOLE).withSign(x, Exponentials.SIGN);
  }

  /// The result, with the sign of x, or x where that is an integer, infinite or NaN.
  private static Term.Number whole(Term.Number x, Term.Number result) {
    return x.abs().lt(WHOLE).select(result.abs().withSign(x, Exponentials.SIGN), x);
  }

  /// a - n·b, where n is the integer part of a/b, with the sign of a; in F64, where the result is
  /// exact for quotients that aren't too large.
  static Term.Number fmod(Term.Number a, Term.Number b) {
    return remainder(a, b).exactWhere(ordinary(a, b).not());
  }

  /// The same, plus b where the signs of the result and of b differ.
  static Term.Number floorMod(Term.Number a, Term.Number b) {
    Term.Number rest = remainder(a, b);
    Term.Condition differ = rest.lt(0).and(b.gt(0)).or(rest.gt(0).and(b.lt(0)));
    return differ.select(rest.add(b), rest).exactWhere(ordinary(a, b).not());
  }

  private static Term.Number remainder(Term.Number a, Term.Number b) {
    Term.Number quotient = a.div(b).abs();
    Term.Number near = quotient.add(WHOLE_DOUBLE).sub(WHOLE_DOUBLE);
    Term.Number n = near.gt(quotient).select(near.sub(1), near);
    return n.neg().fma(b.abs(), a.abs()).abs().withSign(a, Long.MIN_VALUE);
  }

  private static Term.Condition ordinary(Term.Number a, Term.Number b) {
    return a.div(b).abs().lt(EXACT).and(b.abs().lt(Double.POSITIVE_INFINITY));
  }

  /// Computes [#floorMod] exactly.
  static double exactFloorMod(double a, double b) {
    double rest = a % b;
    return rest < 0 && b > 0 || rest > 0 && b < 0 ? rest + b : rest;
  }

  /// All numbers but those at which rounding jumps: the integers, or those plus a half. Only those
  /// near 0 are listed.
  static Domain between(double offset) {
    double[] jumps = new double[33];
    for (int i = 0; i < jumps.length; i++) {
      jumps[i] = i - 16 + offset;
    }
    return Domain.REAL.except(jumps);
  }
}
