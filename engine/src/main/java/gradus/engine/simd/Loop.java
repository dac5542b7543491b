package gradus.engine.simd;

import gradus.engine.DType;
import gradus.engine.Formula;
import gradus.engine.Primitive;
import gradus.engine.simd.Switch.Order;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The loop of a formula over runs of elements of one type: in vectors once its [Switch] is on,
/// until then, and for integers and exact functions, in plain Java with the same bits.
final class Loop {
  private final PlainLoop plain;
  private final Switch its;

  /// The cost of an element in plain Java, relative to an addition.
  private final int cost;

  private final Formula formula;
  private final DType dtype;
  private final int width;
  private final Generated<LaneLoop> lanes;

  /// Whether there is no vector code: for integers and exact functions, and where classes can't be
  /// defined.
  private boolean staysPlain;

  /// The operands of samples.
  private Object[] samples;

  private double[] sampleParameters;

  Loop(Formula formula, DType dtype) {
    this.formula = formula;
    this.dtype = dtype;
    this.plain = new PlainLoop(formula, dtype);
    boolean doubles = dtype == DType.F64 || formula.isInDoubles();
    this.width = doubles ? Lanes.DOUBLE.length() : Lanes.WIDTH;
    this.staysPlain = dtype == DType.I32 || dtype == DType.F64 && formula.exact() != null;
    this.cost = Math.clamp(formula.cost() / 4, 1, 16);
    this.lanes = new Generated<>(this::assemble);
    this.its = new Switch(this, Order.LOOPS, cycles(formula), this::sample, lanes::renew);
  }

  /// Returns the cycles of a vector, if each step waits for the one before.
  private static int cycles(Formula formula) {
    return 4 + formula.steps().stream().mapToInt(step -> cycles(step.primitive())).sum();
  }

  private static int cycles(Primitive primitive) {
    return switch (primitive) {
      case DIV, SQRT -> 40;
      case CONSTANT, PARAMETER, BITS -> 0;
      default -> 4;
    };
  }

  private void sample(int turns, int times) {
    LaneLoop loop = lanes.get();
    if (loop == null) {
      return;
    }
    if (samples == null) {
      Object[] arrays = new Object[1];
      int parameters = 0;
      boolean condition = false;
      for (Formula.Step step : formula.steps()) {
        condition = step.primitive().kind() == Primitive.Kind.CONDITION;
        switch (step.primitive()) {
          case INPUT, CONDITION -> {
            arrays = Arrays.copyOf(arrays, Math.max(arrays.length, step.index() + 2));
            arrays[step.index()] = Scratch.ones(condition ? DType.I32 : dtype);
          }
          case PARAMETER -> parameters = Math.max(parameters, step.index() + 1);
          default -> {}
        }
      }
      arrays[arrays.length - 1] = Scratch.result(condition ? DType.I32 : dtype);
      sampleParameters = new double[parameters];
      Arrays.fill(sampleParameters, 0.5);
      samples = arrays;
    }
    int[] at = new int[samples.length];
    for (int i = 0; i < times; i++) {
      loop.run(samples, at, turns * width, sampleParameters);
    }
  }

  /// Generates the vector code; returns null where classes can't be defined.
  private LaneLoop assemble() {
    LaneLoop made = LoopAssembler.loop(formula, dtype);
    staysPlain = made == null;
    return staysPlain ? null : made.with(plain);
  }

  /// Computes runs of elements.
  ///
  /// @param in the arrays of the inputs, then the output's
  /// @param at the offset of each run
  /// @param n the length of the runs
  /// @param parameters the formula's parameters
  void run(Object[] in, int[] at, int n, double... parameters) {
    LaneLoop lanes = !staysPlain && its.on((long) n * cost) ? this.lanes.get() : null;
    if (lanes == null) {
      plain.run(in, at, n, parameters);
      return;
    }
    int whole = n - n % width;
    if (whole > 0) {
      lanes.run(in, at, whole, parameters);
    }
    if (whole < n) {
      tail(lanes, in, at, whole, n - whole, parameters);
    }
  }

  /// Computes the elements after the last whole vector, in a vector of their own.
  private void tail(LaneLoop lanes, Object[] in, int[] at, int start, int n, double... parameters) {
    int last = in.length - 1;
    Object[] padded = new Object[in.length];
    for (int i = 0; i <= last; i++) {
      padded[i] = Runs.scratch(in[i], width);
      if (i < last) {
        System.arraycopy(in[i], at[i] + start, padded[i], 0, n);
      }
    }
    lanes.run(padded, new int[in.length], width, parameters);
    System.arraycopy(padded[last], 0, in[last], at[last] + start, n);
  }

  /// {@return such as `F32 loop of input, input, add`}
  @Override
  public String toString() {
    return formula.steps().stream()
        .map(step -> step.primitive().name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", ", dtype.name() + " loop of ", ""));
  }
}
