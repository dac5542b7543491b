package gradus.engine.simd;

import gradus.engine.Binary;
import gradus.engine.Comparison;
import gradus.engine.Unary;

/// Loops over runs of doubles, in plain Java: F64 is for checking.
final class DoubleLoops {
  private DoubleLoops() {}

  static void unary(Unary op, double[] x, int xo, double[] y, int yo, int n) {
    switch (op) {
      case NEG -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = -x[xo + i];
        }
      }
      case ABS -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Math.abs(x[xo + i]);
        }
      }
      case SIGN -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Math.signum(x[xo + i]);
        }
      }
      case SQUARE -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = x[xo + i] * x[xo + i];
        }
      }
      case EXP -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Math.exp(x[xo + i]);
        }
      }
      case LOG -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Math.log(x[xo + i]);
        }
      }
      case SQRT -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Math.sqrt(x[xo + i]);
        }
      }
      case RECIPROCAL -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = 1 / x[xo + i];
        }
      }
      case SIN -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Math.sin(x[xo + i]);
        }
      }
      case COS -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Math.cos(x[xo + i]);
        }
      }
      case EXPM1 -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Math.expm1(x[xo + i]);
        }
      }
      case LOG1P -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Math.log1p(x[xo + i]);
        }
      }
      case TANH -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Math.tanh(x[xo + i]);
        }
      }
      case SIGMOID -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = 1 / (1 + Math.exp(-x[xo + i]));
        }
      }
      case RELU -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Math.max(x[xo + i], 0);
        }
      }
      case ERF -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = gradus.engine.reference.ErrorFunction.erf(x[xo + i]);
        }
      }
    }
  }

  static void binary(Binary op, double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    switch (op) {
      case ADD -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = a[ao + i] + b[bo + i];
        }
      }
      case SUB -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = a[ao + i] - b[bo + i];
        }
      }
      case MUL -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = a[ao + i] * b[bo + i];
        }
      }
      case DIV -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = a[ao + i] / b[bo + i];
        }
      }
      case POW -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Powers.exact(a[ao + i], b[bo + i]);
        }
      }
      case MAXIMUM -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Math.max(a[ao + i], b[bo + i]);
        }
      }
      case MINIMUM -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Math.min(a[ao + i], b[bo + i]);
        }
      }
      case GATE -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = b[bo + i] > 0 ? a[ao + i] : 0;
        }
      }
    }
  }

  static void compare(
      Comparison op, double[] a, int ao, double[] b, int bo, int[] y, int yo, int n) {
    switch (op) {
      case EQ -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = a[ao + i] == b[bo + i] ? 1 : 0;
        }
      }
      case NE -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = a[ao + i] != b[bo + i] ? 1 : 0;
        }
      }
      case LT -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = a[ao + i] < b[bo + i] ? 1 : 0;
        }
      }
      case LE -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = a[ao + i] <= b[bo + i] ? 1 : 0;
        }
      }
      case GT -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = a[ao + i] > b[bo + i] ? 1 : 0;
        }
      }
      case GE -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = a[ao + i] >= b[bo + i] ? 1 : 0;
        }
      }
    }
  }

  static void where(
      int[] condition, int co, double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = condition[co + i] != 0 ? a[ao + i] : b[bo + i];
    }
  }

  /// Clamps: min(max(x, low), high).
  static void clamp(double low, double high, double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.min(Math.max(x[xo + i], low), high);
    }
  }
}
