package gradus.engine.simd;

import gradus.engine.Binary;
import gradus.engine.Comparison;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Formula;
import gradus.engine.Operand;
import gradus.engine.Unary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Selects the [Loop] for an element-wise operation and a type.
///
/// A loop processes runs, contiguous elements of an array. So each operation needs only one loop
/// for all layouts.
final class Loops {
  private static final double[] NONE = {};

  private static final List<Map<Formula, Loop>> LOOPS =
      List.of(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>());

  private Loops() {}

  /// Returns whether there is a loop. The reference backend computes combinations that public
  /// methods never use, such as a function of integers.
  static boolean cover(Elementwise op, List<Operand> inputs, Operand output) {
    if (op instanceof Elementwise.Copy) {
      return true;
    }
    DType to = op instanceof Comparison ? inputs.getFirst().dtype() : output.dtype();
    for (int i = op instanceof Elementwise.Where ? 1 : 0; i < inputs.size(); i++) {
      if (inputs.get(i).dtype() != to) {
        return false;
      }
    }
    return to.isFloating() || op.formula().holdsForIntegers();
  }

  /// Returns the number of elements per task of a thread, which takes some tens of microseconds,
  /// several times the cost of sharing it.
  static int grain(Elementwise op) {
    int cost = Math.max(1, op.formula().cost());
    return Math.clamp(Integer.highestOneBit((1 << 19) / cost), 1 << 13, 1 << 16);
  }

  /// Runs a loop over runs of equal length.
  ///
  /// @param in the arrays of the inputs, then the output's
  /// @param at the offset of each run
  /// @param n the length of the runs
  static void run(Elementwise op, Object[] in, int[] at, int n) {
    if (op instanceof Elementwise.Copy) {
      Conversions.run(in[0], at[0], in[1], at[1], n);
      return;
    }
    Object elements = in[op instanceof Comparison ? 0 : in.length - 1];
    List<Double> numbers = op.parameters();
    double[] parameters = numbers.isEmpty() ? NONE : new double[numbers.size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = numbers.get(i);
    }
    of(op.formula(), elements).run(in, at, n, parameters);
  }

  /// Runs the loop of an operation on one input.
  static void run(Unary op, Object x, int xo, Object y, int yo, int n) {
    of(op.formula(), y).run(new Object[] {x, y}, new int[] {xo, yo}, n, NONE);
  }

  /// Runs the loop of an operation on two inputs.
  static void run(Binary op, Object a, int ao, Object b, int bo, Object y, int yo, int n) {
    of(op.formula(), y).run(new Object[] {a, b, y}, new int[] {ao, bo, yo}, n, NONE);
  }

  /// Returns the loop of a formula for elements of an array's type.
  static Loop of(Formula formula, Object elements) {
    DType dtype =
        elements instanceof float[]
            ? DType.F32
            : elements instanceof double[] ? DType.F64 : DType.I32;
    Map<Formula, Loop> loops = LOOPS.get(dtype.ordinal());
    Loop loop = loops.get(formula);
    return loop != null ? loop : loops.computeIfAbsent(formula, f -> new Loop(f, dtype));
  }
}
