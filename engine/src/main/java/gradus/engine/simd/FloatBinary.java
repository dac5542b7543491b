package gradus.engine.simd;

import gradus.engine.Binary;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Binary loops over runs of floats: vectors first, then plain Java for the tail, once [WarmUp]
/// allows vectors.
final class FloatBinary {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private static final WarmUp ADD = new WarmUp();
  private static final WarmUp SUB = new WarmUp();
  private static final WarmUp MUL = new WarmUp();
  private static final WarmUp DIV = new WarmUp();
  private static final WarmUp MAXIMUM = new WarmUp();
  private static final WarmUp MINIMUM = new WarmUp();
  private static final WarmUp GATE = new WarmUp();

  private FloatBinary() {}

  static void run(Binary op, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    switch (op) {
      case ADD -> add(a, ao, b, bo, y, yo, n);
      case SUB -> sub(a, ao, b, bo, y, yo, n);
      case MUL -> mul(a, ao, b, bo, y, yo, n);
      case DIV -> div(a, ao, b, bo, y, yo, n);
      case POW -> Powers.pow(a, ao, b, bo, y, yo, n);
      case MAXIMUM -> max(a, ao, b, bo, y, yo, n);
      case MINIMUM -> min(a, ao, b, bo, y, yo, n);
      case GATE -> gate(a, ao, b, bo, y, yo, n);
    }
  }

  /// a + b
  static void add(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = ADD.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, a, ao + i)
          .add(FloatVector.fromArray(S, b, bo + i))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = a[ao + i] + b[bo + i];
    }
  }

  /// a - b
  static void sub(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = SUB.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, a, ao + i)
          .sub(FloatVector.fromArray(S, b, bo + i))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = a[ao + i] - b[bo + i];
    }
  }

  /// a · b
  static void mul(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = MUL.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, a, ao + i)
          .mul(FloatVector.fromArray(S, b, bo + i))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = a[ao + i] * b[bo + i];
    }
  }

  /// a / b
  static void div(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = DIV.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, a, ao + i)
          .div(FloatVector.fromArray(S, b, bo + i))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = a[ao + i] / b[bo + i];
    }
  }

  /// The maximum; NaN if either is.
  static void max(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = MAXIMUM.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, a, ao + i)
          .max(FloatVector.fromArray(S, b, bo + i))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = Math.max(a[ao + i], b[bo + i]);
    }
  }

  /// The minimum; NaN if either is.
  static void min(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = MINIMUM.lanes(n); i < whole; i += W) {
      FloatVector.fromArray(S, a, ao + i)
          .min(FloatVector.fromArray(S, b, bo + i))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = Math.min(a[ao + i], b[bo + i]);
    }
  }

  /// a where b > 0, and 0 elsewhere.
  static void gate(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = GATE.lanes(n); i < whole; i += W) {
      FloatVector.zero(S)
          .blend(
              FloatVector.fromArray(S, a, ao + i),
              FloatVector.fromArray(S, b, bo + i).compare(VectorOperators.GT, 0))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = b[bo + i] > 0 ? a[ao + i] : 0;
    }
  }
}
