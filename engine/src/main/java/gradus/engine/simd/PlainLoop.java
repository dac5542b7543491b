package gradus.engine.simd;

import gradus.engine.DType;
import gradus.engine.Formula;
import gradus.engine.Formula.Step;
import gradus.engine.Primitive;
import java.util.ArrayList;
import java.util.List;

/// A formula in plain Java: block after block, one step after the other. It has the same bits as
/// [LaneLoop], since every step is defined to the last bit.
final class PlainLoop {
  /// The number of elements in a block: the blocks of all steps stay in the L1 cache.
  private static final int BLOCK = 512;

  private final Formula formula;
  private final List<Step> steps;
  private final Arithmetic arithmetic;
  private final boolean exactOnly;

  /// The array of each step; steps whose values are not needed at the same time share one.
  private final int[] arrays;

  private final int arrayCount;

  /// The blocks of constants, by step.
  private final Object[] constants;

  /// Creates the loop.
  ///
  /// @param dtype the type of the elements
  PlainLoop(Formula formula, DType dtype) {
    this.formula = formula;
    this.steps = formula.steps();
    boolean doubles = dtype == DType.F64 || formula.isInDoubles();
    this.arithmetic =
        dtype == DType.I32
            ? new IntArithmetic()
            : doubles ? new DoubleArithmetic() : new FloatArithmetic();
    this.exactOnly = dtype == DType.F64 && formula.exact() != null;
    this.constants = new Object[steps.size()];
    this.arrays = new int[steps.size()];
    this.arrayCount = exactOnly ? 0 : assign();
  }

  /// Assigns arrays to the steps.
  private int assign() {
    int[] lastUse = new int[steps.size()];
    for (int i = 0; i < steps.size(); i++) {
      for (int operand : steps.get(i).operands()) {
        lastUse[operand] = Math.max(lastUse[operand], i);
      }
      if (steps.get(i).primitive() == Primitive.INPUT && formula.exact() != null) {
        lastUse[i] = steps.size();
      }
    }
    List<Integer> owners = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      switch (step.primitive()) {
        case CONSTANT -> {
          constants[i] = arithmetic.numbers(BLOCK);
          arithmetic.fill(constants[i], step.number());
        }
        case BITS -> {
          constants[i] = arithmetic.bits(BLOCK);
          arithmetic.fillBits(constants[i], step.constant());
        }
        default -> {
          int array = 0;
          while (array < owners.size() && !isFree(owners.get(array), i, lastUse)) {
            array++;
          }
          if (array == owners.size()) {
            owners.add(i);
          } else {
            owners.set(array, i);
          }
          arrays[i] = array;
        }
      }
    }
    return owners.size();
  }

  /// Returns whether the array of an earlier step can hold the values of a later one. It may be one
  /// of its operands, since an element depends only on those at the same index.
  private boolean isFree(int owner, int step, int... lastUse) {
    return lastUse[owner] <= step
        && steps.get(owner).primitive().kind() == steps.get(step).primitive().kind();
  }

  /// Computes runs of elements.
  ///
  /// @param in the arrays of the inputs, then the output's
  /// @param at the offset of each run
  /// @param n the length of the runs
  /// @param parameters the formula's parameters
  void run(Object[] in, int[] at, int n, double... parameters) {
    if (exactOnly) {
      exact((double[]) in[0], at[0], in, at, n);
      return;
    }
    int length = Math.min(n, BLOCK);
    Object[] pool = new Object[arrayCount];
    Object[] values = constants.clone();
    for (int start = 0; start < n; start += BLOCK) {
      block(in, at, start, Math.min(BLOCK, n - start), length, parameters, pool, values);
    }
  }

  private void exact(double[] a, int ao, Object[] in, int[] at, int n) {
    int last = in.length - 1;
    double[] b = (double[]) in[last - 1];
    double[] y = (double[]) in[last];
    for (int i = 0; i < n; i++) {
      y[at[last] + i] = formula.exact().applyAsDouble(a[ao + i], b[at[last - 1] + i]);
    }
  }

  private void block(
      Object[] in,
      int[] at,
      int start,
      int n,
      int length,
      double[] parameters,
      Object[] pool,
      Object[] values) {
    for (int i = 0; i < values.length; i++) {
      if (constants[i] == null) {
        Object y = pool[arrays[i]];
        if (y == null) {
          y = pool[arrays[i]] = allocate(steps.get(i).primitive().kind(), length);
        }
        values[i] = y;
        step(steps.get(i), in, at, start, n, parameters, values, y);
      }
    }
    int last = in.length - 1;
    Object result = values[values.length - 1];
    if (result instanceof boolean[] condition) {
      Arithmetic.asIntegers(condition, (int[]) in[last], at[last] + start, n);
    } else {
      arithmetic.store(result, in[last], at[last] + start, n);
    }
  }

  private Object allocate(Primitive.Kind kind, int length) {
    return switch (kind) {
      case NUMBER -> arithmetic.numbers(length);
      case BITS -> arithmetic.bits(length);
      case CONDITION -> new boolean[length];
    };
  }

  private void step(
      Step step,
      Object[] in,
      int[] at,
      int start,
      int n,
      double[] parameters,
      Object[] values,
      Object y) {
    List<Integer> operands = step.operands();
    Object a = operands.isEmpty() ? null : values[operands.get(0)];
    Object b = operands.size() < 2 ? null : values[operands.get(1)];
    switch (step.primitive()) {
      case INPUT -> arithmetic.load(in[step.index()], at[step.index()] + start, y, n);
      case CONDITION ->
          Arithmetic.isNotZero(
              (int[]) in[step.index()], at[step.index()] + start, (boolean[]) y, n);
      case PARAMETER -> arithmetic.fill(y, parameters[step.index()]);
      case AND -> Arithmetic.and((boolean[]) a, (boolean[]) b, (boolean[]) y, n);
      case OR -> Arithmetic.or((boolean[]) a, (boolean[]) b, (boolean[]) y, n);
      case NOT -> Arithmetic.not((boolean[]) a, (boolean[]) y, n);
      case EXACT -> {
        System.arraycopy(b, 0, y, 0, n);
        Object first = value(0, values);
        Object second = in.length == 3 ? value(1, values) : first;
        arithmetic.exact(formula.exact(), (boolean[]) a, first, second, y, n);
      }
      default -> {
        Object c = operands.size() < 3 ? null : values[operands.get(2)];
        arithmetic.compute(step.primitive(), a, b, c, step.index(), y, n);
      }
    }
  }

  /// Returns the values of an input.
  private Object value(int input, Object... values) {
    for (int i = 0; i < values.length; i++) {
      if (steps.get(i).primitive() == Primitive.INPUT && steps.get(i).index() == input) {
        return values[i];
      }
    }
    throw new AssertionError("the formula does not use input " + input);
  }
}
