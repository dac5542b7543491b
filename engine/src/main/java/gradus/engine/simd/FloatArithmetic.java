package gradus.engine.simd;

import gradus.engine.Primitive;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/// The steps of formulas for floats.
final class FloatArithmetic extends Arithmetic {
  @Override
  Object numbers(int n) {
    return new float[n];
  }

  @Override
  Object bits(int n) {
    return new int[n];
  }

  @Override
  void load(Object from, int at, Object y, int n) {
    System.arraycopy(from, at, y, 0, n);
  }

  @Override
  void store(Object x, Object to, int at, int n) {
    System.arraycopy(x, 0, to, at, n);
  }

  @Override
  void fill(Object y, double value) {
    Arrays.fill((float[]) y, (float) value);
  }

  @Override
  void fillBits(Object y, long value) {
    Arrays.fill((int[]) y, (int) value);
  }

  @Override
  void exact(DoubleBinaryOperator function, boolean[] where, Object a, Object b, Object y, int n) {
    float[] first = (float[]) a;
    float[] second = (float[]) b;
    float[] result = (float[]) y;
    for (int i = 0; i < n; i++) {
      if (where == null || where[i]) {
        result[i] = (float) function.applyAsDouble(first[i], second[i]);
      }
    }
  }

  @Override
  Object compute(Primitive primitive, Object a, Object b, Object c, int constant, Object y, int n) {
    return switch (primitive) {
      case NEG -> neg((float[]) a, (float[]) y, n);
      case ABS -> abs((float[]) a, (float[]) y, n);
      case SQRT -> sqrt((float[]) a, (float[]) y, n);
      case ADD -> add((float[]) a, (float[]) b, (float[]) y, n);
      case SUB -> sub((float[]) a, (float[]) b, (float[]) y, n);
      case MUL -> mul((float[]) a, (float[]) b, (float[]) y, n);
      case DIV -> div((float[]) a, (float[]) b, (float[]) y, n);
      case MIN -> min((float[]) a, (float[]) b, (float[]) y, n);
      case MAX -> max((float[]) a, (float[]) b, (float[]) y, n);
      case FMA -> fma((float[]) a, (float[]) b, (float[]) c, (float[]) y, n);
      case SELECT -> select((boolean[]) a, (float[]) b, (float[]) c, (float[]) y, n);
      case EQ -> eq((float[]) a, (float[]) b, (boolean[]) y, n);
      case NE -> not(eq((float[]) a, (float[]) b, (boolean[]) y, n), (boolean[]) y, n);
      case LT -> lt((float[]) a, (float[]) b, (boolean[]) y, n);
      case LE -> le((float[]) a, (float[]) b, (boolean[]) y, n);
      case GT -> lt((float[]) b, (float[]) a, (boolean[]) y, n);
      case GE -> le((float[]) b, (float[]) a, (boolean[]) y, n);
      case BITS_ADD -> IntArithmetic.add((int[]) a, (int[]) b, (int[]) y, n);
      case BITS_SUB -> IntArithmetic.sub((int[]) a, (int[]) b, (int[]) y, n);
      case TO_BITS -> toBits((float[]) a, (int[]) y, n);
      case FROM_BITS -> fromBits((int[]) a, (float[]) y, n);
      case ANY_BIT -> anyBit((int[]) a, (boolean[]) y, n);
      case BITS_AND -> and((int[]) a, (int[]) b, (int[]) y, n);
      case BITS_OR -> or((int[]) a, (int[]) b, (int[]) y, n);
      case BITS_XOR -> xor((int[]) a, (int[]) b, (int[]) y, n);
      case SHIFT_LEFT -> shiftLeft((int[]) a, constant, (int[]) y, n);
      case SHIFT_RIGHT -> shiftRight((int[]) a, constant, (int[]) y, n);
      case INPUT, CONDITION, PARAMETER, CONSTANT, BITS, AND, OR, NOT, EXACT ->
          throw new AssertionError(primitive + " is the same for all types");
    };
  }

  private static float[] neg(float[] a, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = -a[i];
    }
    return y;
  }

  private static float[] abs(float[] a, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.abs(a[i]);
    }
    return y;
  }

  private static float[] sqrt(float[] a, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = (float) Math.sqrt(a[i]);
    }
    return y;
  }

  private static float[] add(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] + b[i];
    }
    return y;
  }

  private static float[] sub(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] - b[i];
    }
    return y;
  }

  private static float[] mul(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] * b[i];
    }
    return y;
  }

  private static float[] div(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] / b[i];
    }
    return y;
  }

  private static float[] min(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.min(a[i], b[i]);
    }
    return y;
  }

  private static float[] max(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(a[i], b[i]);
    }
    return y;
  }

  private static float[] fma(float[] a, float[] b, float[] c, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.fma(a[i], b[i], c[i]);
    }
    return y;
  }

  private static float[] select(boolean[] where, float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = where[i] ? a[i] : b[i];
    }
    return y;
  }

  private static boolean[] eq(float[] a, float[] b, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] == b[i];
    }
    return y;
  }

  private static boolean[] lt(float[] a, float[] b, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] < b[i];
    }
    return y;
  }

  private static boolean[] le(float[] a, float[] b, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] <= b[i];
    }
    return y;
  }

  private static int[] toBits(float[] a, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Float.floatToRawIntBits(a[i]);
    }
    return y;
  }

  private static float[] fromBits(int[] a, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Float.intBitsToFloat(a[i]);
    }
    return y;
  }

  private static boolean[] anyBit(int[] a, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] != 0;
    }
    return y;
  }

  private static int[] and(int[] a, int[] b, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] & b[i];
    }
    return y;
  }

  private static int[] or(int[] a, int[] b, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] | b[i];
    }
    return y;
  }

  private static int[] xor(int[] a, int[] b, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] ^ b[i];
    }
    return y;
  }

  private static int[] shiftLeft(int[] a, int by, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] << by;
    }
    return y;
  }

  private static int[] shiftRight(int[] a, int by, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] >> by;
    }
    return y;
  }
}
