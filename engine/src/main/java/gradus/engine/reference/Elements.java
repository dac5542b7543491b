package gradus.engine.reference;

import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Formula;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/// The element-wise kernels: the exact function where the formula approximates one, otherwise the
/// formula, step by step. Conditions are 1 and 0.
final class Elements {
  private Elements() {}

  static double[] compute(Elementwise op, DType to, double[]... in) {
    DoubleBinaryOperator exact = op.formula().exact();
    if (exact != null) {
      return map(exact, in[0], in[in.length - 1]);
    }
    boolean integers = to == DType.I32 && !op.formula().isCondition();
    List<Formula.Step> steps = op.formula().steps();
    double[][] results = new double[steps.size()][];
    for (int i = 0; i < results.length; i++) {
      Formula.Step step = steps.get(i);
      double[][] x = step.operands().stream().map(o -> results[o]).toArray(double[][]::new);
      results[i] =
          switch (step.primitive()) {
            case INPUT -> in[step.index()];
            case CONDITION -> map((a, _) -> a != 0 ? 1 : 0, in[step.index()], in[step.index()]);
            case PARAMETER -> filled(op.parameters().get(step.index()), in[0].length);
            case CONSTANT -> filled(step.number(), in[0].length);
            // A product of integers would be rounded in a double.
            case MUL ->
                integers
                    ? map((a, b) -> (int) a * (int) b, x[0], x[1])
                    : map((a, b) -> a * b, x[0], x[1]);
            case FMA -> map(Double::sum, map((a, b) -> a * b, x[0], x[1]), x[2]);
            case SELECT -> select(x[0], x[1], x[2]);
            default -> {
              double[] y = map(function(step), x[0], x[x.length - 1]);
              yield integers ? map((v, _) -> (int) (long) v, y, y) : y;
            }
          };
    }
    return results[results.length - 1];
  }

  private static double[] filled(double value, int length) {
    double[] filled = new double[length];
    Arrays.fill(filled, value);
    return filled;
  }

  private static double[] map(DoubleBinaryOperator f, double[] a, double[] b) {
    double[] y = new double[a.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = f.applyAsDouble(a[i], b[i]);
    }
    return y;
  }

  private static double[] select(double[] condition, double[] a, double[] b) {
    double[] y = new double[a.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = condition[i] != 0 ? a[i] : b[i];
    }
    return y;
  }

  /// Returns a step of one or two operands; with one, both arguments are the same. Sums of integers
  /// are exact in a double, and wrap around afterwards.
  private static DoubleBinaryOperator function(Formula.Step step) {
    return switch (step.primitive()) {
      case NEG -> (a, _) -> -a;
      case ABS -> (a, _) -> Math.abs(a);
      case SQRT -> (a, _) -> Math.sqrt(a);
      case ADD -> Double::sum;
      case SUB -> (a, b) -> a - b;
      case DIV -> (a, b) -> a / b;
      case MIN -> Math::min;
      case MAX -> Math::max;
      case EQ -> (a, b) -> a == b ? 1 : 0;
      case NE -> (a, b) -> a != b ? 1 : 0;
      case LT -> (a, b) -> a < b ? 1 : 0;
      case LE -> (a, b) -> a <= b ? 1 : 0;
      case GT -> (a, b) -> a > b ? 1 : 0;
      case GE -> (a, b) -> a >= b ? 1 : 0;
      case AND -> (a, b) -> a * b;
      case OR -> Math::max;
      case NOT -> (a, _) -> 1 - a;
      case INPUT, CONDITION, PARAMETER, CONSTANT, MUL, FMA, SELECT ->
          throw new AssertionError(step + " is computed elsewhere");
      case BITS, TO_BITS, FROM_BITS, BITS_ADD, BITS_SUB, BITS_AND, BITS_OR, BITS_XOR ->
          throw new AssertionError(step + " is for one type, so the formula has an exact function");
      case ANY_BIT, SHIFT_LEFT, SHIFT_RIGHT, EXACT ->
          throw new AssertionError(step + " is for one type, so the formula has an exact function");
    };
  }
}
