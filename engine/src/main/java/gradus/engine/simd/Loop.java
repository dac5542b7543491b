package gradus.engine.simd;

import gradus.engine.DType;
import gradus.engine.Formula;

/// The loop of a formula over runs of elements of one type: in vectors once [WarmUp] allows it,
/// until then, and for integers and exact functions, in plain Java with the same bits.
final class Loop {
  private final PlainLoop plain;
  private final WarmUp warmUp;
  private final Formula formula;
  private final DType dtype;
  private final int width;
  private LaneLoop lanes;
  private boolean staysPlain;

  Loop(Formula formula, DType dtype) {
    this.formula = formula;
    this.dtype = dtype;
    this.plain = new PlainLoop(formula, dtype);
    this.warmUp = new WarmUp(Math.clamp(formula.cost() / 4, 1, 16));
    boolean doubles = dtype == DType.F64 || formula.isInDoubles();
    this.width = doubles ? Lanes.DOUBLE.length() : Lanes.WIDTH;
    this.staysPlain = dtype == DType.I32 || dtype == DType.F64 && formula.exact() != null;
  }

  /// Computes runs of elements.
  ///
  /// @param in the arrays of the inputs, then the output's
  /// @param at the offset of each run
  /// @param n the length of the runs
  /// @param parameters the formula's parameters
  void run(Object[] in, int[] at, int n, double... parameters) {
    if (staysPlain || warmUp.lanes(Math.max(n, Lanes.WIDTH)) == 0) {
      plain.run(in, at, n, parameters);
      return;
    }
    if (lanes == null) {
      LaneLoop made = LoopAssembler.loop(formula, dtype);
      staysPlain = made == null;
      if (staysPlain) {
        plain.run(in, at, n, parameters);
        return;
      }
      lanes = made.with(plain);
    }
    int whole = n - n % width;
    if (whole > 0) {
      lanes.run(in, at, whole, parameters);
    }
    if (whole < n) {
      tail(in, at, whole, n - whole, parameters);
    }
  }

  /// Computes the elements after the last whole vector, in a vector of their own.
  private void tail(Object[] in, int[] at, int start, int n, double... parameters) {
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
}
