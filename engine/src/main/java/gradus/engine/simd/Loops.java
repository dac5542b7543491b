package gradus.engine.simd;

import gradus.engine.Binary;
import gradus.engine.Comparison;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Elementwise.AddOverRoot;
import gradus.engine.Elementwise.AddProduct;
import gradus.engine.Elementwise.Clamp;
import gradus.engine.Elementwise.Combine;
import gradus.engine.Elementwise.Copy;
import gradus.engine.Elementwise.Where;
import gradus.engine.Unary;

/// Selects the loop for an element-wise operation and a type.
///
/// A loop processes runs, contiguous elements of an array. So each operation needs only one loop,
/// `y[yo + i] = f(a[ao + i], b[bo + i])`, for all layouts. Each loop is a method of its own, which
/// the JVM compiles separately.
final class Loops {
  private Loops() {}

  /// Returns whether there is a loop. The reference backend computes combinations that public
  /// methods never use.
  ///
  /// @param to the output's type
  static boolean cover(Elementwise op, DType to) {
    return switch (op) {
      case Unary unary -> to.isFloating() || unary.keepsIntegers();
      case Binary binary -> to.isFloating() || binary.keepsIntegers();
      case Clamp _ -> to.isFloating();
      case Combine _, AddProduct _, AddOverRoot _ -> to == DType.F32;
      case Comparison _, Where _, Copy _ -> true;
    };
  }

  /// Returns the number of elements per task of a thread, which takes some tens of microseconds,
  /// several times the cost of sharing it.
  static int grain(Elementwise op) {
    return switch (op) {
      case Unary unary ->
          switch (unary) {
            case NEG, ABS, SIGN, SQUARE, SQRT, RECIPROCAL, RELU -> 1 << 16;
            case EXP, LOG, EXPM1, LOG1P, TANH, SIGMOID, ERF, SIN, COS -> 1 << 14;
          };
      case Binary binary -> binary == Binary.POW ? 1 << 13 : 1 << 16;
      case Comparison _, Clamp _, Where _, Copy _ -> 1 << 16;
      case Combine _, AddProduct _, AddOverRoot _ -> 1 << 16;
    };
  }

  /// Runs a loop over runs of equal length.
  ///
  /// @param in the arrays of the inputs, then the output's
  /// @param at the offset of each run
  /// @param n the length of the runs
  static void run(Elementwise op, Object[] in, int[] at, int n) {
    switch (op) {
      case Unary unary -> unary(unary, in[0], at[0], in[1], at[1], n);
      case Binary binary -> binary(binary, in[0], at[0], in[1], at[1], in[2], at[2], n);
      case Comparison comparison ->
          compare(comparison, in[0], at[0], in[1], at[1], (int[]) in[2], at[2], n);
      case Clamp(double low, double high) -> clamp(low, high, in[0], at[0], in[1], at[1], n);
      case Where _ -> where((int[]) in[0], at[0], in[1], at[1], in[2], at[2], in[3], at[3], n);
      case Copy _ -> copy(in[0], at[0], in[1], at[1], n);
      case Combine combine -> FloatUpdates.combine(combine, in, at, n);
      case AddProduct add -> FloatUpdates.addProduct(add, in, at, n);
      case AddOverRoot add -> FloatUpdates.addOverRoot(add, in, at, n);
    }
  }

  private static void unary(Unary op, Object x, int xo, Object y, int yo, int n) {
    if (y instanceof float[] to) {
      FloatUnary.run(op, (float[]) x, xo, to, yo, n);
    } else if (y instanceof int[] to) {
      IntLoops.unary(op, (int[]) x, xo, to, yo, n);
    } else {
      DoubleLoops.unary(op, (double[]) x, xo, (double[]) y, yo, n);
    }
  }

  private static void binary(
      Binary op, Object a, int ao, Object b, int bo, Object y, int yo, int n) {
    if (y instanceof float[] to) {
      FloatBinary.run(op, (float[]) a, ao, (float[]) b, bo, to, yo, n);
    } else if (y instanceof int[] to) {
      IntLoops.binary(op, (int[]) a, ao, (int[]) b, bo, to, yo, n);
    } else {
      DoubleLoops.binary(op, (double[]) a, ao, (double[]) b, bo, (double[]) y, yo, n);
    }
  }

  private static void compare(
      Comparison op, Object a, int ao, Object b, int bo, int[] y, int yo, int n) {
    if (a instanceof float[] left) {
      FloatChoices.compare(op, left, ao, (float[]) b, bo, y, yo, n);
    } else if (a instanceof int[] left) {
      IntLoops.compare(op, left, ao, (int[]) b, bo, y, yo, n);
    } else {
      DoubleLoops.compare(op, (double[]) a, ao, (double[]) b, bo, y, yo, n);
    }
  }

  private static void clamp(double low, double high, Object x, int xo, Object y, int yo, int n) {
    if (y instanceof float[] to) {
      FloatChoices.clamp((float) low, (float) high, (float[]) x, xo, to, yo, n);
    } else {
      DoubleLoops.clamp(low, high, (double[]) x, xo, (double[]) y, yo, n);
    }
  }

  private static void where(
      int[] condition, int co, Object a, int ao, Object b, int bo, Object y, int yo, int n) {
    if (y instanceof float[] to) {
      FloatChoices.where(condition, co, (float[]) a, ao, (float[]) b, bo, to, yo, n);
    } else if (y instanceof int[] to) {
      IntLoops.where(condition, co, (int[]) a, ao, (int[]) b, bo, to, yo, n);
    } else {
      DoubleLoops.where(condition, co, (double[]) a, ao, (double[]) b, bo, (double[]) y, yo, n);
    }
  }

  private static void copy(Object x, int xo, Object y, int yo, int n) {
    if (x.getClass() == y.getClass()) {
      System.arraycopy(x, xo, y, yo, n);
    } else {
      Conversions.run(x, xo, y, yo, n);
    }
  }
}
