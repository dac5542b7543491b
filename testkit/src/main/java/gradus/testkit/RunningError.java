package gradus.testkit;

import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Formula.Step;
import gradus.engine.Primitive;
import java.util.List;

/// The error of a formula, step by step (N. Higham, *Accuracy and Stability of Numerical
/// Algorithms*, 2002, section 3.3): with operands off by at most e, a step is off by what follows
/// from its definition, and then rounds, by at most u·|value| + η. The last step's rounding does
/// not count: rounding is monotone, so a result whose unrounded value is within the bound is
/// between the rounded ends of the bound. A single step on exact inputs is therefore exact.
///
/// A fused multiply-add may be rounded twice, as a product and as a sum. A selection whose
/// condition compares inexact numbers that are too close may choose either; anything is then
/// allowed.
final class RunningError {
  private final Elementwise op;
  private final List<Step> steps;
  private final DType dtype;
  private final double[][] inputs;

  /// Whether the last step counts: for F64 the oracle rounds it, too, and differently if an earlier
  /// step was rounded differently, or if the step is fused.
  private final boolean oracleRounds;

  private final double unit;
  private final double least;
  private final double greatest;

  /// @param broadcast the inputs as the kernel receives them
  RunningError(Elementwise op, DType dtype, List<HostTensor> broadcast) {
    this.op = op;
    this.steps = op.formula().steps();
    this.dtype = dtype;
    this.inputs = broadcast.stream().map(HostTensor::values).toArray(double[][]::new);
    boolean single = dtype == DType.F32;
    boolean fused = steps.getLast().primitive() == Primitive.FMA;
    this.oracleRounds = !single && (fused || op.formula().cost() > 1);
    this.unit = single ? 0x1p-24 : 0x1p-53;
    this.least = single ? Float.MIN_VALUE : Double.MIN_VALUE;
    this.greatest = single ? Float.MAX_VALUE : Double.MAX_VALUE;
  }

  /// A value with its error. A condition is 1 or 0, with an infinite error if it may be either.
  private record Value(double value, double error) {}

  /// Returns the bound on the error of each element.
  ///
  /// @param overflows set where a step before the last may overflow
  double[] errors(boolean... overflows) {
    double[] errors = new double[overflows.length];
    for (int i = 0; i < errors.length; i++) {
      Value[] values = new Value[steps.size()];
      for (int step = 0; step < values.length; step++) {
        Value exact = compute(steps.get(step), values, i);
        boolean last = step == values.length - 1;
        values[step] = last && !oracleRounds ? exact : rounded(steps.get(step), exact);
        if (!last && Math.abs(exact.value) + exact.error > greatest * (1 - unit)) {
          overflows[i] |= finiteOperands(steps.get(step), values);
        }
      }
      errors[i] = values[values.length - 1].error;
    }
    return errors;
  }

  private static boolean finiteOperands(Step step, Value... values) {
    return step.operands().stream().allMatch(o -> Double.isFinite(values[o].value));
  }

  private Value rounded(Step step, Value exact) {
    boolean rounds =
        switch (step.primitive()) {
          case PARAMETER, CONSTANT -> dtype == DType.F32 && (float) exact.value != exact.value;
          case SQRT, ADD, SUB, MUL, DIV, FMA -> true;
          default -> false;
        };
    return rounds && Double.isFinite(exact.value)
        ? new Value(exact.value, exact.error + unit * (Math.abs(exact.value) + exact.error) + least)
        : exact;
  }

  private Value compute(Step step, Value[] values, int i) {
    List<Integer> o = step.operands();
    Value a = o.isEmpty() ? null : values[o.get(0)];
    Value b = o.size() < 2 ? null : values[o.get(1)];
    Value c = o.size() < 3 ? null : values[o.get(2)];
    Value result =
        switch (step.primitive()) {
          case INPUT -> new Value(inputs[step.index()][i], 0);
          case CONDITION -> condition(inputs[step.index()][i] != 0);
          case PARAMETER -> new Value(op.parameters().get(step.index()), 0);
          case CONSTANT -> new Value(step.number(), 0);
          case NEG -> new Value(-a.value, a.error);
          case ABS -> new Value(Math.abs(a.value), a.error);
          case SQRT -> new Value(Math.sqrt(a.value), rootError(a));
          case ADD -> new Value(a.value + b.value, a.error + b.error);
          case SUB -> new Value(a.value - b.value, a.error + b.error);
          case MUL -> new Value(a.value * b.value, productError(a, b));
          case DIV -> new Value(a.value / b.value, quotientError(a, b));
          case FMA -> {
            double product = productError(a, b) + unit * Math.abs(a.value * b.value) + least;
            yield new Value(a.value * b.value + c.value, product + c.error);
          }
          case MIN -> new Value(Math.min(a.value, b.value), Math.max(a.error, b.error));
          case MAX -> new Value(Math.max(a.value, b.value), Math.max(a.error, b.error));
          case SELECT -> {
            Value chosen = a.value != 0 ? b : c;
            yield new Value(chosen.value, chosen.error + a.error);
          }
          case EQ -> compared(a.value == b.value, a, b);
          case NE -> compared(a.value != b.value, a, b);
          case LT -> compared(a.value < b.value, a, b);
          case LE -> compared(a.value <= b.value, a, b);
          case GT -> compared(a.value > b.value, a, b);
          case GE -> compared(a.value >= b.value, a, b);
          case AND -> new Value(Math.min(a.value, b.value), a.error + b.error);
          case OR -> new Value(Math.max(a.value, b.value), a.error + b.error);
          case NOT -> new Value(1 - a.value, a.error);
          case EXACT, ANY_BIT, TO_BITS, FROM_BITS, BITS, BITS_ADD, BITS_SUB ->
              throw new AssertionError(step + " is only in formulas with an exact function");
          case BITS_AND, BITS_OR, BITS_XOR, SHIFT_LEFT, SHIFT_RIGHT ->
              throw new AssertionError(step + " is only in formulas with an exact function");
        };
    if (step.primitive().kind() != Primitive.Kind.NUMBER) {
      return result;
    }
    // An infinity or NaN comes from inputs that are such, or is an overflow, which is noted apart.
    if (!Double.isFinite(result.value)) {
      return new Value(result.value, 0);
    }
    // 0 · ∞: where an operand may be anything, so may the result.
    return Double.isNaN(result.error) ? new Value(result.value, Double.POSITIVE_INFINITY) : result;
  }

  private static Value condition(boolean holds) {
    return new Value(holds ? 1 : 0, 0);
  }

  private static Value compared(boolean holds, Value a, Value b) {
    double error = a.error + b.error;
    boolean close = error > 0 && !(Math.abs(a.value - b.value) > error);
    return new Value(holds ? 1 : 0, close ? Double.POSITIVE_INFINITY : 0);
  }

  private static double productError(Value a, Value b) {
    return Math.abs(a.value) * b.error + Math.abs(b.value) * a.error + a.error * b.error;
  }

  private static double quotientError(Value a, Value b) {
    double divisor = Math.abs(b.value) - b.error;
    return a.error == 0 && b.error == 0
        ? 0
        : divisor <= 0
            ? Double.POSITIVE_INFINITY
            : (a.error + Math.abs(a.value / b.value) * b.error) / divisor;
  }

  private static double rootError(Value a) {
    double high = Math.sqrt(Math.max(0, a.value + a.error));
    double low = Math.sqrt(Math.max(0, a.value - a.error));
    return a.error == 0 ? 0 : high - low;
  }
}
