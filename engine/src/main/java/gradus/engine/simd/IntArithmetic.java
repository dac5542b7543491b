package gradus.engine.simd;

import gradus.engine.Primitive;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/// The steps of formulas for integers: labels, counts and conditions. Overflow wraps around.
final class IntArithmetic extends Arithmetic {
  @Override
  Object numbers(int n) {
    return new int[n];
  }

  @Override
  Object bits(int n) {
    throw new AssertionError("formulas for integers have no bits");
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
    Arrays.fill((int[]) y, (int) value);
  }

  @Override
  void fillBits(Object y, long value) {
    throw new AssertionError("formulas for integers have no bits");
  }

  @Override
  void exact(DoubleBinaryOperator function, boolean[] where, Object a, Object b, Object y, int n) {
    throw new AssertionError("formulas for integers have no exact function");
  }

  @Override
  Object compute(Primitive primitive, Object a, Object b, Object c, int constant, Object y, int n) {
    return switch (primitive) {
      case NEG -> neg((int[]) a, (int[]) y, n);
      case ABS -> abs((int[]) a, (int[]) y, n);
      case ADD -> add((int[]) a, (int[]) b, (int[]) y, n);
      case SUB -> sub((int[]) a, (int[]) b, (int[]) y, n);
      case MUL -> mul((int[]) a, (int[]) b, (int[]) y, n);
      case MIN -> min((int[]) a, (int[]) b, (int[]) y, n);
      case MAX -> max((int[]) a, (int[]) b, (int[]) y, n);
      case SELECT -> select((boolean[]) a, (int[]) b, (int[]) c, (int[]) y, n);
      case EQ -> eq((int[]) a, (int[]) b, (boolean[]) y, n);
      case NE -> not(eq((int[]) a, (int[]) b, (boolean[]) y, n), (boolean[]) y, n);
      case LT -> lt((int[]) a, (int[]) b, (boolean[]) y, n);
      case LE -> not(lt((int[]) b, (int[]) a, (boolean[]) y, n), (boolean[]) y, n);
      case GT -> lt((int[]) b, (int[]) a, (boolean[]) y, n);
      case GE -> not(lt((int[]) a, (int[]) b, (boolean[]) y, n), (boolean[]) y, n);
      case SQRT, DIV, FMA, TO_BITS, FROM_BITS, ANY_BIT, BITS_ADD, BITS_SUB ->
          throw new AssertionError(primitive + " is not for integers");
      case BITS_AND, BITS_OR, BITS_XOR, SHIFT_LEFT, SHIFT_RIGHT ->
          throw new AssertionError(primitive + " is not for integers");
      case INPUT, CONDITION, PARAMETER, CONSTANT, BITS, AND, OR, NOT, EXACT ->
          throw new AssertionError(primitive + " is the same for all types");
    };
  }

  private static int[] neg(int[] a, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = -a[i];
    }
    return y;
  }

  private static int[] abs(int[] a, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.abs(a[i]);
    }
    return y;
  }

  static int[] add(int[] a, int[] b, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] + b[i];
    }
    return y;
  }

  static int[] sub(int[] a, int[] b, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] - b[i];
    }
    return y;
  }

  private static int[] mul(int[] a, int[] b, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] * b[i];
    }
    return y;
  }

  private static int[] min(int[] a, int[] b, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.min(a[i], b[i]);
    }
    return y;
  }

  private static int[] max(int[] a, int[] b, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(a[i], b[i]);
    }
    return y;
  }

  private static int[] select(boolean[] where, int[] a, int[] b, int[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = where[i] ? a[i] : b[i];
    }
    return y;
  }

  private static boolean[] eq(int[] a, int[] b, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] == b[i];
    }
    return y;
  }

  private static boolean[] lt(int[] a, int[] b, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] < b[i];
    }
    return y;
  }
}
