package gradus.testkit;

import gradus.engine.ArgMaxPool;
import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.Convolve;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.HostStorage;
import gradus.engine.Kernel;
import gradus.engine.Layout;
import gradus.engine.MatMul;
import gradus.engine.Operand;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Scan;
import gradus.engine.Shape;
import gradus.engine.Softmax;
import gradus.engine.Sort;
import gradus.engine.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/// The required result of a kernel: that of the oracle, with a bound on the error of each element.
/// The oracle is the backend `reference` on the same values as F64, before rounding to the type of
/// the result.
///
/// The bounds follow from the operation, the length of its sums, and the unit roundoff u of the
/// type, 2⁻²⁴ for F32 and 2⁻⁵³ for F64; γₙ is n·u / (1 - n·u) (N. Higham, *Accuracy and Stability
/// of Numerical Algorithms*, 2002, lemma 3.1), and η the smallest positive number of the type, the
/// error of a result that underflows.
///
/// | kernel | error bound |
/// |---|---|
/// | one IEEE operation, a choice, a conversion, a place | nothing: the oracle's double, rounded (for F32 that is the operation rounded once, since 53 ≥ 2·24 + 2) |
/// | a function that a formula approximates | the units in the last place that the formula states, rounded up |
/// | a formula of several steps | a running error analysis, see [RunningError] |
/// | sum of n | γₙ₋₁·Σ\|x\|, in whatever order (Higham, equation 4.4) |
/// | product with sums of k | γₖ·Σ\|a\|\|b\| (equation 3.5), γₖ₊₁ with a third input, and k·η |
/// | convolution with sums of k, over channels and taps | γₖ·Σ\|x\|\|w\| and k·η, as a product |
/// | scatterAdd, fold | as the sum of what meets in one place |
/// | scan of n | γₙ₋₁·Σ\|x\|, as a sum; with factors γ₂ₙ times the same recurrence of magnitudes |
/// | softmax of n | y·(\|ln y\| + ln n + n + 4)·u and 2η, see below |
/// | logSoftmax of n | (2\|y\| + 3·ln n + n + 2)·u, see below |
///
/// Softmax takes dᵢ = xᵢ - max, off by \|dᵢ\|·u; eᵈ, whose relative error is therefore \|dᵢ\|·u +
/// 2u with an exponential of 1 unit; the sum of all of them, S, whose relative error is the mean of
/// the terms' weighted by pⱼ = eᵈʲ / S, and n·u for the additions; and the quotient. Since \|dᵢ\| ≤
/// \|ln yᵢ\| (S ≥ 1), and Σ pⱼ\|dⱼ\| is the entropy of p less ln S, at most ln n, the quotient is
/// off by (\|ln yᵢ\| + 2 + ln n + 2 + (n - 1) + 1)·u. The logarithm of the sum, between 0 and ln n,
/// is off by the sum's relative error, (ln n + n + 1)·u, and by 2u·ln n with a logarithm of 1 unit;
/// with the two subtractions that is the bound of logSoftmax. Squares of u are covered by γ's
/// denominator.
///
/// A sum may overflow on its way, though what it comes to is finite: in an order in which all that
/// is positive comes first, say. No partial sum is greater than (1 + γₙ)·M, M being the sum of the
/// magnitudes; where that is more than the type's greatest number, and there only, the result may
/// be infinite or NaN. One that is finite has never overflowed, since what is infinite doesn't
/// become finite again, and is within its bound. For F64 M itself may be infinite: then nothing is
/// said of a number.
public final class Bound {
  private static final Backend ORACLE = Backends.named("reference");

  private final DType dtype;
  private final double[] values;
  private final double[] errors;
  private final boolean[] overflows;

  private Bound(DType dtype, double[] values, double[] errors, boolean... overflows) {
    this.dtype = dtype;
    this.values = values;
    this.errors = errors;
    this.overflows = overflows;
  }

  /// Returns the bound for a kernel.
  ///
  /// @param kernel the kernel
  /// @param inputs its inputs, before broadcasting
  /// @return the bound on its result
  public static Bound of(Kernel kernel, List<HostTensor> inputs) {
    TensorSpec spec =
        kernel.infer(inputs.stream().map(HostTensor::spec).toArray(TensorSpec[]::new));
    List<HostTensor> wide = inputs.stream().map(HostTensor::widened).toList();
    double[] values = oracle(wideType(kernel), wide, spec);
    Shape shape = spec.shape();
    List<HostTensor> broadcast =
        IntStream.range(0, wide.size())
            .mapToObj(i -> wide.get(i).aligned(kernel, i, shape))
            .toList();
    double[] errors = new double[values.length];
    Roundoff roundoff = new Roundoff(spec.dtype(), spec);
    if (spec.dtype().isFloating()) {
      errors = roundoff.errors(kernel, wide, broadcast, values);
      if (inputs.stream().allMatch(x -> !x.dtype().isFloating() || x.dtype() == DType.F64)) {
        // The oracle rounds as well.
        double[] own = new Roundoff(DType.F64, spec).errors(kernel, wide, broadcast, values);
        for (int i = 0; i < errors.length; i++) {
          errors[i] += own[i];
        }
        if (Arrays.stream(errors).anyMatch(Double::isInfinite)) {
          settle(kernel, wide, spec, values, errors);
        }
      }
    }
    return new Bound(spec.dtype(), values, errors, roundoff.overflows);
  }

  /// Where M is too large even for F64, the oracle may have overflowed itself, and only an input
  /// that isn't finite tells anything. Without one the value is set to 0, ± infinity.
  private static void settle(
      Kernel kernel, List<HostTensor> wide, TensorSpec spec, double[] values, double... errors) {
    List<HostTensor> infinite =
        wide.stream().map(x -> changed(x, v -> Double.isFinite(v) ? 0 : v)).toList();
    double[] kinds = oracle(kernel, infinite, spec);
    for (int i = 0; i < values.length; i++) {
      if (Double.isInfinite(errors[i]) && Double.isFinite(kinds[i])) {
        values[i] = 0;
      }
    }
  }

  /// Indices stay as they are.
  private static HostTensor changed(HostTensor x, DoubleUnaryOperator f) {
    return x.dtype().isFloating()
        ? HostTensor.of(DType.F64, x.shape(), Arrays.stream(x.values()).map(f).toArray())
        : x;
  }

  /// A conversion to F32 is one to F64 that is rounded afterwards.
  private static Kernel wideType(Kernel kernel) {
    return kernel instanceof Elementwise.Copy(DType to) && to.isFloating()
        ? new Elementwise.Copy(DType.F64)
        : kernel;
  }

  /// The reference backend's result, in F64 if it is not an integer.
  private static double[] oracle(Kernel kernel, List<HostTensor> wide, TensorSpec spec) {
    DType dtype = spec.dtype().isFloating() ? DType.F64 : DType.I32;
    HostTensor output =
        new HostTensor(
            HostStorage.allocate(dtype, spec.shape().size()), Layout.contiguous(spec.shape()));
    List<Operand> operands =
        IntStream.range(0, wide.size())
            .mapToObj(i -> wide.get(i).aligned(kernel, i, spec.shape()))
            .map(x -> new Operand(x.storage(), x.layout()))
            .toList();
    ORACLE.run(kernel, operands, new Operand(output.storage(), output.layout()));
    return output.values();
  }

  /// Returns the number of elements of the result.
  ///
  /// @return elements
  public int size() {
    return values.length;
  }

  /// Returns whether an element is within its bound. If the oracle is NaN, it must be NaN; if the
  /// bound is 0, the sign of a zero must match, too.
  ///
  /// @param i the index of the element in row-major order
  /// @param actual its value
  /// @return true if it is within the bound
  public boolean allows(int i, double actual) {
    double value = values[i];
    double error = errors[i];
    if (error == Double.POSITIVE_INFINITY) {
      // Any number is accepted, but an infinite one can't become finite again.
      return Double.isFinite(value) || !Double.isFinite(actual);
    }
    if (overflows[i] && !Double.isFinite(actual)) {
      return true;
    }
    if (error == 0 || Double.isNaN(value)) {
      return Double.compare(round(value), actual) == 0;
    }
    return round(value - error) <= actual && actual <= round(value + error);
  }

  /// Describes the expected value of an element, for a report.
  ///
  /// @param i the index of the element in row-major order
  /// @return the value and its bound
  public String describe(int i) {
    return errors[i] == 0
        ? Double.toString(round(values[i]))
        : String.format(Locale.ROOT, "%s ± %s", values[i], errors[i]);
  }

  private double round(double value) {
    return dtype == DType.F32 ? (float) value : value;
  }

  /// The bounds for one type.
  private static final class Roundoff {
    private final DType dtype;
    private final TensorSpec spec;
    private final double unit;
    private final double least;
    private final double greatest;

    /// Which elements something on the way of may overflow.
    private final boolean[] overflows;

    Roundoff(DType dtype, TensorSpec spec) {
      boolean single = dtype == DType.F32;
      this.dtype = dtype;
      this.spec = spec;
      this.unit = single ? 0x1p-24 : 0x1p-53;
      this.least = single ? Float.MIN_VALUE : Double.MIN_VALUE;
      this.greatest = single ? Float.MAX_VALUE : Double.MAX_VALUE;
      this.overflows = new boolean[spec.shape().size()];
    }

    /// @param wide the inputs, F64 or I32
    /// @param broadcast the same as the kernel gets them
    /// @param y the oracle's result
    double[] errors(Kernel kernel, List<HostTensor> wide, List<HostTensor> broadcast, double... y) {
      return switch (kernel) {
        case Elementwise op when op.formula().exact() != null ->
            map(y, ulps((int) Math.ceil(op.formula().units())));
        case Elementwise op -> new RunningError(op, dtype, broadcast).errors(overflows);
        case Reduction.Max _,
            Reduction.Min _,
            Reduction.ArgMax _,
            Reduction.ArgMin _,
            Sort _,
            Placement.Pad _,
            Placement.Concat _,
            Placement.Gather _,
            ArgMaxPool _ ->
            new double[y.length];
        case Reduction.Sum sum -> sums(reduced(sum, wide) - 1, 0, sum, sum, sizes(wide));
        case MatMul product -> {
          int k = wide.getFirst().shape().dim(-1);
          yield sums(wide.size() == 3 ? k + 1 : k, k * least, product, product, sizes(wide));
        }
        case Convolve op -> {
          int[] taps = wide.get(1).shape().dims();
          int k = IntStream.range(2, taps.length).map(i -> taps[i]).reduce(1, (a, b) -> a * b);
          yield sums(k, k * least, op, op, sizes(wide));
        }
        case Placement.Fold fold -> {
          yield sums(wide.getFirst().shape().dim(-1) - 1, 0, fold, fold, sizes(wide));
        }
        case Placement.ScatterAdd add -> {
          yield sums(wide.get(1).shape().dim(add.axis()), 0, add, add, sizes(wide));
        }
        case Scan scan when wide.size() == 1 ->
            sums(wide.getFirst().shape().dim(scan.axis()) - 1, 0, scan, scan, sizes(wide));
        case Scan scan -> recurrence(scan, sizes(wide));
        case Softmax(int axis, boolean log) when log -> {
          double sum = gamma(terms(3, axis, wide) + 2);
          yield map(y, v -> Double.isInfinite(v) ? 0 : 2 * Math.abs(v) * unit * (1 + unit) + sum);
        }
        case Softmax(int axis, _) -> {
          double[] log = oracle(new Softmax(axis, true), wide, spec);
          double rest = gamma(terms(1, axis, wide) + 4);
          double[] errors = new double[y.length];
          for (int i = 0; i < y.length; i++) {
            // Not in γ, since it may be large where y is 0: e^(|d|u) - 1.
            double exponent = Math.expm1(Math.min(1000, Math.abs(log[i])) * unit);
            boolean exact = log[i] == Double.NEGATIVE_INFINITY;
            errors[i] = exact ? 0 : y[i] * (exponent * (1 + rest) + rest) + 2 * least;
          }
          yield errors;
        }
      };
    }

    /// Nothing where the function is exactly 0 or infinite.
    private DoubleUnaryOperator ulps(int units) {
      return y -> {
        if (units == 0 || y == 0 || !Double.isFinite(y)) {
          return 0;
        }
        double size = Math.min(Math.abs(y), greatest);
        return units * (dtype == DType.F32 ? Math.ulp((float) size) : Math.ulp(size));
      };
    }

    /// γₙ·M and some η, M being what a kernel makes of the inputs' absolute values; and where
    /// something on the way may overflow.
    ///
    /// @param underflow the η, together
    /// @param kernel with what M is computed
    /// @param way with what the greatest number on the way is
    private double[] sums(
        int n, double underflow, Kernel kernel, Kernel way, List<HostTensor> sizes) {
      if (n <= 0) {
        return new double[spec.shape().size()];
      }
      double[] sums = oracle(kernel, sizes, spec);
      return sums(n, underflow, sums, kernel.equals(way) ? sums : oracle(way, sizes, spec));
    }

    /// γ₂ₙ·M. What underflows, η at most, is multiplied by the later factors, as if each x were η/u
    /// greater. Before a small factor the magnitudes may be greater than after it.
    private double[] recurrence(Scan scan, List<HostTensor> sizes) {
      HostTensor x = changed(sizes.get(0), v -> v + least / unit);
      HostTensor f = sizes.get(1);
      // NaN is 0·∞, where the magnitudes overflow: then nothing is known.
      double[] sums =
          map(
              oracle(scan, List.of(x, f), spec),
              v -> Double.isNaN(v) ? Double.POSITIVE_INFINITY : v);
      double[] most = oracle(scan, List.of(x, changed(f, v -> Math.max(1, v))), spec);
      return sums(2 * f.shape().dim(scan.axis()), 0, sums, most);
    }

    private double[] sums(int n, double underflow, double[] sums, double[] most) {
      double[] errors = new double[sums.length];
      for (int i = 0; i < sums.length; i++) {
        errors[i] = gamma(n) * sums[i] + underflow;
        // The oracle may have come out a little below what is exact: (1 + γ) / (1 - γ) ≤ 1 + 4γ.
        overflows[i] = !(most[i] * (1 + 4 * gamma(n)) <= greatest);
      }
      return errors;
    }

    /// factor · ln n + n, n being the length of an axis.
    private static double terms(int factor, int axis, List<HostTensor> wide) {
      int n = Math.max(1, wide.getFirst().shape().dim(axis));
      return factor * Math.log(n) + n;
    }

    private double gamma(double n) {
      return n * unit / (1 - n * unit);
    }

    private static int reduced(Reduction op, List<HostTensor> wide) {
      int count = 1;
      for (int axis : op.axes()) {
        count *= wide.getFirst().shape().dim(axis);
      }
      return count;
    }

    private static double[] map(double[] x, DoubleUnaryOperator f) {
      return Arrays.stream(x).map(f).toArray();
    }

    private static List<HostTensor> sizes(List<HostTensor> inputs) {
      return inputs.stream().map(Roundoff::size).toList();
    }

    /// The absolute values, but 0 for what isn't finite: that gives the result its kind whatever
    /// the order, and rounds nothing.
    private static HostTensor size(HostTensor x) {
      return changed(x, v -> Double.isFinite(v) ? Math.abs(v) : 0);
    }
  }
}
