package gradus.engine.simd;

import gradus.engine.Binary;
import gradus.engine.Comparison;
import gradus.engine.Unary;

/// Loops over runs of integers (labels, counts and conditions), in plain Java. Overflow wraps
/// around.
final class IntLoops {
  private IntLoops() {}

  static void unary(Unary op, int[] x, int xo, int[] y, int yo, int n) {
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
          y[yo + i] = Integer.signum(x[xo + i]);
        }
      }
      case SQUARE -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = x[xo + i] * x[xo + i];
        }
      }
      case RELU -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = Math.max(x[xo + i], 0);
        }
      }
      case EXP, LOG, EXPM1, LOG1P, SQRT, RECIPROCAL, SIN, COS, TANH, SIGMOID, ERF ->
          throw new IllegalArgumentException(op.label() + " needs floating-point numbers");
    }
  }

  static void binary(Binary op, int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
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
      case DIV, POW ->
          throw new IllegalArgumentException(op.label() + " needs floating-point numbers");
    }
  }

  static void compare(Comparison op, int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
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
      int[] condition, int co, int[] a, int ao, int[] b, int bo, int[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = condition[co + i] != 0 ? a[ao + i] : b[bo + i];
    }
  }
}
