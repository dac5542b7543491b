package gradus.engine.simd;

import gradus.engine.Primitive;
import java.util.function.DoubleBinaryOperator;

/// The steps of formulas in plain Java, on whole blocks of elements: each step is one simple loop,
/// which all formulas share, so that it is soon compiled; the JIT compiler vectorises most of them,
/// because their arrays start at index 0.
///
/// Numbers are arrays of the type's elements, bits of integers as wide, conditions of booleans.
abstract sealed class Arithmetic permits FloatArithmetic, DoubleArithmetic, IntArithmetic {
  /// Creates an array of numbers.
  abstract Object numbers(int n);

  /// Creates an array of bits.
  abstract Object bits(int n);

  /// Reads elements into numbers.
  abstract void load(Object from, int at, Object y, int n);

  /// Writes numbers to elements.
  abstract void store(Object x, Object to, int at, int n);

  /// Sets all numbers.
  abstract void fill(Object y, double value);

  /// Sets all bits.
  abstract void fillBits(Object y, long value);

  /// Replaces numbers by a function's values.
  ///
  /// @param where the elements to replace; null for all
  /// @param a the function's first argument
  /// @param b its second argument
  abstract void exact(
      DoubleBinaryOperator function, boolean[] where, Object a, Object b, Object y, int n);

  /// Computes a step on n elements.
  ///
  /// @param primitive a step with operands, except those that all types share
  /// @param a the first operand
  /// @param b the second, or null
  /// @param c the third, or null
  /// @param constant the distance of a shift
  /// @param y the result
  /// @return the result
  abstract Object compute(
      Primitive primitive, Object a, Object b, Object c, int constant, Object y, int n);

  static boolean[] and(boolean[] a, boolean[] b, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] & b[i];
    }
    return y;
  }

  static boolean[] or(boolean[] a, boolean[] b, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] | b[i];
    }
    return y;
  }

  static boolean[] not(boolean[] a, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = !a[i];
    }
    return y;
  }

  static void isNotZero(int[] from, int at, boolean[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = from[at + i] != 0;
    }
  }

  static void asIntegers(boolean[] x, int[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      to[at + i] = x[i] ? 1 : 0;
    }
  }
}
