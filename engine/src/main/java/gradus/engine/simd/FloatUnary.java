package gradus.engine.simd;

import gradus.engine.Unary;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Unary loops over runs of floats: vectors first, then plain Java for the tail, once [WarmUp]
/// allows vectors. The hardware rounds all of these correctly; functions that need an approximation
/// are in [Exponentials], [Logarithms], [Trigonometry] and [ErrorFunction].
final class FloatUnary {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private static final WarmUp NEG = new WarmUp();
  private static final WarmUp ABS = new WarmUp();
  private static final WarmUp SIGN = new WarmUp();
  private static final WarmUp SQUARE = new WarmUp();
  private static final WarmUp SQRT = new WarmUp();
  private static final WarmUp RECIPROCAL = new WarmUp();
  private static final WarmUp RELU = new WarmUp();

  private FloatUnary() {}

  static void run(Unary op, float[] x, int xo, float[] y, int yo, int n) {
    switch (op) {
      case NEG -> neg(x, xo, y, yo, n);
      case ABS -> abs(x, xo, y, yo, n);
      case SIGN -> sign(x, xo, y, yo, n);
      case EXP -> Exponentials.exp(x, xo, y, yo, n);
      case LOG -> Logarithms.log(x, xo, y, yo, n);
      case EXPM1 -> Exponentials.expm1(x, xo, y, yo, n);
      case LOG1P -> Logarithms.log1p(x, xo, y, yo, n);
      case SQUARE -> square(x, xo, y, yo, n);
      case SQRT -> sqrt(x, xo, y, yo, n);
      case RECIPROCAL -> reciprocal(x, xo, y, yo, n);
      case SIN -> Trigonometry.sin(x, xo, y, yo, n);
      case COS -> Trigonometry.cos(x, xo, y, yo, n);
      case TANH -> Exponentials.tanh(x, xo, y, yo, n);
      case SIGMOID -> Exponentials.sigmoid(x, xo, y, yo, n);
      case RELU -> relu(x, xo, y, yo, n);
      case ERF -> ErrorFunction.erf(x, xo, y, yo, n);
    }
  }

  /// -x
  static void neg(float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = NEG.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, x, xo + i).neg().intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = -x[xo + i];
    }
  }

  /// |x|
  static void abs(float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = ABS.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, x, xo + i).abs().intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = Math.abs(x[xo + i]);
    }
  }

  /// -1, 0 or 1; zeros and NaN are returned unchanged.
  static void sign(float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = SIGN.lanes(n); i < whole; i += W) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      v.blend(1, v.compare(VectorOperators.GT, 0))
          .blend(-1, v.compare(VectorOperators.LT, 0))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = Math.signum(x[xo + i]);
    }
  }

  /// x²
  static void square(float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = SQUARE.lanes(n); i < whole; i += W) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      v.mul(v).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = x[xo + i] * x[xo + i];
    }
  }

  /// √x
  static void sqrt(float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = SQRT.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, x, xo + i).sqrt().intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = (float) Math.sqrt(x[xo + i]);
    }
  }

  /// 1/x
  static void reciprocal(float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = RECIPROCAL.lanes(n); i < whole; i += W) {
      FloatVector.broadcast(S, 1).div(FloatVector.fromArray(S, x, xo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = 1 / x[xo + i];
    }
  }

  /// max(x, 0)
  static void relu(float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = RELU.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, x, xo + i).max(0).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = Math.max(x[xo + i], 0);
    }
  }
}
