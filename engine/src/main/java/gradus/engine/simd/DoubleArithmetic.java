package gradus.engine.simd;

import gradus.engine.Primitive;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/// The steps of formulas for doubles, and for floats that are computed in doubles.
final class DoubleArithmetic extends Arithmetic {
  @Override
  Object numbers(int n) {
    return new double[n];
  }

  @Override
  Object bits(int n) {
    return new long[n];
  }

  /// Reads doubles, or floats for a formula that is computed in doubles.
  @Override
  void load(Object from, int at, Object y, int n) {
    Conversions.run(from, at, y, 0, n);
  }

  @Override
  void store(Object x, Object to, int at, int n) {
    Conversions.run(x, 0, to, at, n);
  }

  @Override
  void fill(Object y, double value) {
    Arrays.fill((double[]) y, value);
  }

  @Override
  void fillBits(Object y, long value) {
    Arrays.fill((long[]) y, value);
  }

  @Override
  void exact(DoubleBinaryOperator function, boolean[] where, Object a, Object b, Object y, int n) {
    double[] first = (double[]) a;
    double[] second = (double[]) b;
    double[] result = (double[]) y;
    for (int i = 0; i < n; i++) {
      if (where == null || where[i]) {
        result[i] = function.applyAsDouble(first[i], second[i]);
      }
    }
  }

  @Override
  Object compute(Primitive primitive, Object a, Object b, Object c, int constant, Object y, int n) {
    return switch (primitive) {
      case NEG -> neg((double[]) a, (double[]) y, n);
      case ABS -> abs((double[]) a, (double[]) y, n);
      case SQRT -> sqrt((double[]) a, (double[]) y, n);
      case ADD -> add((double[]) a, (double[]) b, (double[]) y, n);
      case SUB -> sub((double[]) a, (double[]) b, (double[]) y, n);
      case MUL -> mul((double[]) a, (double[]) b, (double[]) y, n);
      case DIV -> div((double[]) a, (double[]) b, (double[]) y, n);
      case MIN -> min((double[]) a, (double[]) b, (double[]) y, n);
      case MAX -> max((double[]) a, (double[]) b, (double[]) y, n);
      case FMA -> fma((double[]) a, (double[]) b, (double[]) c, (double[]) y, n);
      case SELECT -> select((boolean[]) a, (double[]) b, (double[]) c, (double[]) y, n);
      case EQ -> eq((double[]) a, (double[]) b, (boolean[]) y, n);
      case NE -> not(eq((double[]) a, (double[]) b, (boolean[]) y, n), (boolean[]) y, n);
      case LT -> lt((double[]) a, (double[]) b, (boolean[]) y, n);
      case LE -> le((double[]) a, (double[]) b, (boolean[]) y, n);
      case GT -> lt((double[]) b, (double[]) a, (boolean[]) y, n);
      case GE -> le((double[]) b, (double[]) a, (boolean[]) y, n);
      case BITS_ADD -> add((long[]) a, (long[]) b, (long[]) y, n);
      case BITS_SUB -> sub((long[]) a, (long[]) b, (long[]) y, n);
      case TO_BITS -> toBits((double[]) a, (long[]) y, n);
      case FROM_BITS -> fromBits((long[]) a, (double[]) y, n);
      case ANY_BIT -> anyBit((long[]) a, (boolean[]) y, n);
      case BITS_AND -> and((long[]) a, (long[]) b, (long[]) y, n);
      case BITS_OR -> or((long[]) a, (long[]) b, (long[]) y, n);
      case BITS_XOR -> xor((long[]) a, (long[]) b, (long[]) y, n);
      case SHIFT_LEFT -> shiftLeft((long[]) a, constant, (long[]) y, n);
      case SHIFT_RIGHT -> shiftRight((long[]) a, constant, (long[]) y, n);
      case INPUT, CONDITION, PARAMETER, CONSTANT, BITS, AND, OR, NOT, EXACT ->
          throw new AssertionError(primitive + " is the same for all types");
    };
  }

  private static double[] neg(double[] a, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = -a[i];
    }
    return y;
  }

  private static double[] abs(double[] a, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.abs(a[i]);
    }
    return y;
  }

  private static double[] sqrt(double[] a, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.sqrt(a[i]);
    }
    return y;
  }

  private static double[] add(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] + b[i];
    }
    return y;
  }

  private static double[] sub(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] - b[i];
    }
    return y;
  }

  private static double[] mul(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] * b[i];
    }
    return y;
  }

  private static double[] div(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] / b[i];
    }
    return y;
  }

  private static double[] min(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.min(a[i], b[i]);
    }
    return y;
  }

  private static double[] max(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(a[i], b[i]);
    }
    return y;
  }

  private static double[] fma(double[] a, double[] b, double[] c, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.fma(a[i], b[i], c[i]);
    }
    return y;
  }

  private static double[] select(boolean[] where, double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = where[i] ? a[i] : b[i];
    }
    return y;
  }

  private static boolean[] eq(double[] a, double[] b, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] == b[i];
    }
    return y;
  }

  private static boolean[] lt(double[] a, double[] b, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] < b[i];
    }
    return y;
  }

  private static boolean[] le(double[] a, double[] b, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] <= b[i];
    }
    return y;
  }

  private static long[] toBits(double[] a, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Double.doubleToRawLongBits(a[i]);
    }
    return y;
  }

  private static double[] fromBits(long[] a, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Double.longBitsToDouble(a[i]);
    }
    return y;
  }

  private static boolean[] anyBit(long[] a, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] != 0;
    }
    return y;
  }

  private static long[] add(long[] a, long[] b, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] + b[i];
    }
    return y;
  }

  private static long[] sub(long[] a, long[] b, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] - b[i];
    }
    return y;
  }

  private static long[] and(long[] a, long[] b, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] & b[i];
    }
    return y;
  }

  private static long[] or(long[] a, long[] b, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] | b[i];
    }
    return y;
  }

  private static long[] xor(long[] a, long[] b, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] ^ b[i];
    }
    return y;
  }

  private static long[] shiftLeft(long[] a, int by, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] << by;
    }
    return y;
  }

  private static long[] shiftRight(long[] a, int by, long[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] >> by;
    }
    return y;
  }
}
