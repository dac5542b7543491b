package gradus.engine.simd;

import gradus.engine.Binary;
import gradus.engine.Comparison;
import gradus.engine.Unary;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Loops over runs of floats without gaps.
///
/// The choice of the operation stands outside the loop, and each loop keeps its vectors to itself:
/// a FloatVector that passes from method to method may be boxed. The element-wise ones start at
/// index 0 and handle whole vectors: the arrays are as long as that, and what lies behind `n` is no
/// matter.
final class FloatRows {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int W = Lanes.WIDTH;

  private FloatRows() {}

  static void unary(Unary op, float[] x, float[] y, int n) {
    switch (op) {
      case NEG -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, x, i).neg().intoArray(y, i);
        }
      }
      case ABS -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, x, i).abs().intoArray(y, i);
        }
      }
      case SIGN -> {
        for (int i = 0; i < n; i += W) {
          FloatVector v = FloatVector.fromArray(S, x, i);
          VectorMask<Float> negative = v.lt(0);
          VectorMask<Float> positive = FloatVector.zero(S).lt(v);
          v.blend(1, positive).blend(-1, negative).intoArray(y, i);
        }
      }
      case EXP -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, x, i).lanewise(VectorOperators.EXP).intoArray(y, i);
        }
      }
      case LOG -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, x, i).lanewise(VectorOperators.LOG).intoArray(y, i);
        }
      }
      case SQUARE -> {
        for (int i = 0; i < n; i += W) {
          FloatVector v = FloatVector.fromArray(S, x, i);
          v.mul(v).intoArray(y, i);
        }
      }
      case SQRT -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, x, i).sqrt().intoArray(y, i);
        }
      }
      case RECIPROCAL -> {
        FloatVector one = FloatVector.broadcast(S, 1);
        for (int i = 0; i < n; i += W) {
          one.div(FloatVector.fromArray(S, x, i)).intoArray(y, i);
        }
      }
      case SIN -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, x, i).lanewise(VectorOperators.SIN).intoArray(y, i);
        }
      }
      case COS -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, x, i).lanewise(VectorOperators.COS).intoArray(y, i);
        }
      }
      case TANH -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, x, i).lanewise(VectorOperators.TANH).intoArray(y, i);
        }
      }
      case SIGMOID -> {
        FloatVector one = FloatVector.broadcast(S, 1);
        for (int i = 0; i < n; i += W) {
          FloatVector power = FloatVector.fromArray(S, x, i).neg().lanewise(VectorOperators.EXP);
          one.div(power.add(one)).intoArray(y, i);
        }
      }
      case RELU -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, x, i).max(0).intoArray(y, i);
        }
      }
      case ERF -> throw new IllegalArgumentException("no lanes for erf");
    }
  }

  static void binary(Binary op, float[] a, float[] b, float[] y, int n) {
    switch (op) {
      case ADD -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, a, i).add(FloatVector.fromArray(S, b, i)).intoArray(y, i);
        }
      }
      case SUB -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, a, i).sub(FloatVector.fromArray(S, b, i)).intoArray(y, i);
        }
      }
      case MUL -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, a, i).mul(FloatVector.fromArray(S, b, i)).intoArray(y, i);
        }
      }
      case DIV -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, a, i).div(FloatVector.fromArray(S, b, i)).intoArray(y, i);
        }
      }
      case MAXIMUM -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, a, i).max(FloatVector.fromArray(S, b, i)).intoArray(y, i);
        }
      }
      case MINIMUM -> {
        for (int i = 0; i < n; i += W) {
          FloatVector.fromArray(S, a, i).min(FloatVector.fromArray(S, b, i)).intoArray(y, i);
        }
      }
      case GATE -> {
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < n; i += W) {
          VectorMask<Float> open = FloatVector.fromArray(S, b, i).compare(VectorOperators.GT, 0);
          zero.blend(FloatVector.fromArray(S, a, i), open).intoArray(y, i);
        }
      }
      case POW -> throw new IllegalArgumentException("no lanes for pow");
    }
  }

  /// 1 where the comparison holds, 0 elsewhere; as floats, which the caller converts.
  static void comparison(Comparison op, float[] a, float[] b, float[] y, int n) {
    // The operator must be a constant to the compiler, hence a loop for each.
    FloatVector zero = FloatVector.zero(S);
    switch (op) {
      case EQ -> {
        for (int i = 0; i < n; i += W) {
          VectorMask<Float> holds =
              FloatVector.fromArray(S, a, i)
                  .compare(VectorOperators.EQ, FloatVector.fromArray(S, b, i));
          zero.blend(1, holds).intoArray(y, i);
        }
      }
      case NE -> {
        for (int i = 0; i < n; i += W) {
          VectorMask<Float> holds =
              FloatVector.fromArray(S, a, i)
                  .compare(VectorOperators.NE, FloatVector.fromArray(S, b, i));
          zero.blend(1, holds).intoArray(y, i);
        }
      }
      case LT -> {
        for (int i = 0; i < n; i += W) {
          VectorMask<Float> holds =
              FloatVector.fromArray(S, a, i)
                  .compare(VectorOperators.LT, FloatVector.fromArray(S, b, i));
          zero.blend(1, holds).intoArray(y, i);
        }
      }
      case LE -> {
        for (int i = 0; i < n; i += W) {
          VectorMask<Float> holds =
              FloatVector.fromArray(S, a, i)
                  .compare(VectorOperators.LE, FloatVector.fromArray(S, b, i));
          zero.blend(1, holds).intoArray(y, i);
        }
      }
      case GT -> {
        for (int i = 0; i < n; i += W) {
          VectorMask<Float> holds =
              FloatVector.fromArray(S, a, i)
                  .compare(VectorOperators.GT, FloatVector.fromArray(S, b, i));
          zero.blend(1, holds).intoArray(y, i);
        }
      }
      case GE -> {
        for (int i = 0; i < n; i += W) {
          VectorMask<Float> holds =
              FloatVector.fromArray(S, a, i)
                  .compare(VectorOperators.GE, FloatVector.fromArray(S, b, i));
          zero.blend(1, holds).intoArray(y, i);
        }
      }
    }
  }

  static void clamp(float low, float high, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i += W) {
      FloatVector.fromArray(S, x, i).max(low).min(high).intoArray(y, i);
    }
  }

  static void where(float[] condition, float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i += W) {
      VectorMask<Float> chosen =
          FloatVector.fromArray(S, condition, i).compare(VectorOperators.NE, 0);
      FloatVector.fromArray(S, b, i).blend(FloatVector.fromArray(S, a, i), chosen).intoArray(y, i);
    }
  }

  /// y += factor · x, of any length.
  static void addScaled(float factor, float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    FloatVector by = FloatVector.broadcast(S, factor);
    for (; i <= n - W; i += W) {
      by.fma(FloatVector.fromArray(S, x, xo + i), FloatVector.fromArray(S, y, yo + i))
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = Math.fma(factor, x[xo + i], y[yo + i]);
    }
  }

  /// The sum of a run: in lanes over pieces short enough to lose no digits, then in double.
  static double sum(float[] x, int from, int n) {
    double total = 0;
    for (int start = 0; start < n; start += 1024) {
      int end = Math.min(n, start + 1024);
      FloatVector sums = FloatVector.zero(S);
      int i = start;
      for (; i <= end - W; i += W) {
        sums = sums.add(FloatVector.fromArray(S, x, from + i));
      }
      total += sums.reduceLanes(VectorOperators.ADD);
      for (; i < end; i++) {
        total += x[from + i];
      }
    }
    return total;
  }

  /// The greatest of a run, NaN if any is.
  static float max(float[] x, int from, int n) {
    FloatVector greatest = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
    int i = 0;
    for (; i <= n - W; i += W) {
      greatest = greatest.max(FloatVector.fromArray(S, x, from + i));
    }
    float result = greatest.reduceLanes(VectorOperators.MAX);
    for (; i < n; i++) {
      result = Math.max(result, x[from + i]);
    }
    return result;
  }

  /// The least of a run, NaN if any is.
  static float min(float[] x, int from, int n) {
    FloatVector least = FloatVector.broadcast(S, Float.POSITIVE_INFINITY);
    int i = 0;
    for (; i <= n - W; i += W) {
      least = least.min(FloatVector.fromArray(S, x, from + i));
    }
    float result = least.reduceLanes(VectorOperators.MIN);
    for (; i < n; i++) {
      result = Math.min(result, x[from + i]);
    }
    return result;
  }
}
