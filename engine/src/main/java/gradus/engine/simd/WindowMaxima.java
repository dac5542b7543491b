package gradus.engine.simd;

import gradus.engine.ArgMaxPool;
import gradus.engine.Convolve;
import gradus.engine.DType;
import gradus.engine.Layout;
import gradus.engine.Operand;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The indices of the maxima of windows of floats. Vectors find those of windows that are inside,
/// if they are one or two elements apart; plain Java finds the others. Threads divide the signals
/// among them.
final class WindowMaxima {
  private static final int W = Lanes.WIDTH;

  /// The numbers of lanes, and of every second lane of two vectors.
  private static final IntVector NUMBERS = IntVector.zero(Lanes.INT).addIndex(1);

  private static final FloatVector EVEN = FloatVector.zero(Lanes.FLOAT).addIndex(2);

  // A turn compares four vectors.
  private static final Switch LANES =
      new Switch("window maxima", Switch.Order.LOOPS, 64, WindowMaxima::sample);

  // Of samples, which only one thread runs.
  private static Rows[] sample;
  private static float[] sampled;

  private final ArgMaxPool op;
  private final float[] x;
  private final Layout layout;
  private final int[] y;
  private final int leading;

  /// The lengths of the last axes in the input and in the output.
  private final int[] lengths;

  private final int[] outputs;

  private WindowMaxima(ArgMaxPool op, Operand x, Operand y) {
    this.op = op;
    this.x = (float[]) Runs.array(x.storage());
    this.layout = x.layout();
    this.y = (int[]) Runs.array(y.storage());
    int rank = x.shape().rank();
    this.leading = rank - op.windows().size();
    this.lengths = Arrays.copyOfRange(x.shape().dims(), leading, rank);
    this.outputs = Arrays.copyOfRange(y.shape().dims(), leading, rank);
  }

  /// Finds the indices.
  ///
  /// @return false if the elements are not floats, and nothing was done
  static boolean run(ArgMaxPool op, Operand x, Operand y) {
    if (!(Runs.array(x.storage()) instanceof float[])) {
      return false;
    }
    if (y.shape().size() == 0) {
      return true;
    }
    Operand to = y.layout().isContiguous() ? y : Convolutions.contiguous(y);
    WindowMaxima maxima = new WindowMaxima(op, x, to);
    int pixels = Arrays.stream(maxima.outputs).reduce(1, (a, b) -> a * b);
    int signals = y.shape().size() / pixels;
    int each = Math.max(1, Runs.BLOCK / pixels);
    Workers.share(
        signals,
        each,
        (first, end) -> {
          Rows rows = maxima.rows();
          for (int signal = first; signal < end; signal++) {
            int start = to.layout().offset() + signal * pixels;
            maxima.rows(maxima.signal(signal), start, pixels / rows.length(), rows);
          }
        });
    if (to != y) {
      Convolutions.copy(to, y);
    }
    return true;
  }

  private Rows rows() {
    int last = outputs.length - 1;
    int most =
        op.windows().stream()
            .limit(last)
            .mapToInt(ArgMaxPool.Window::size)
            .reduce(1, (a, b) -> a * b);
    return new Rows(
        op.windows().get(last), lengths[last], outputs[last], most, layout.stride(leading + last));
  }

  /// Returns the place of a signal's first element.
  private int signal(int number) {
    int place = layout.offset();
    for (int axis = leading - 1; axis >= 0; axis--) {
      place += number % layout.shape().dim(axis) * layout.stride(axis);
      number /= layout.shape().dim(axis);
    }
    return place;
  }

  private void rows(int signal, int to, int count, Rows rows) {
    int[] row = new int[outputs.length - 1];
    for (int i = 0; i < count; i++) {
      rows.clear();
      find(0, row, signal, 0, rows);
      row(rows, to);
      to += rows.length();
      for (int a = row.length - 1; a >= 0 && ++row[a] == outputs[a]; a--) {
        row[a] = 0;
      }
    }
  }

  /// Finds the rows of the input that the windows of a row of the output have, in row-major order.
  ///
  /// @param from the place of the element at index 0 along the remaining axes
  /// @param index its index
  private void find(int a, int[] row, int from, int index, Rows rows) {
    if (a == row.length) {
      rows.add(from, index);
      return;
    }
    ArgMaxPool.Window window = op.windows().get(a);
    Convolve.Axis axis = window.axis();
    for (int j = 0; j < window.size(); j++) {
      int element = row[a] * axis.stride() + j * axis.dilation() - axis.low();
      if (element >= 0 && element < lengths[a]) {
        int next = (index + element) * lengths[a + 1];
        find(a + 1, row, from + element * layout.stride(leading + a), next, rows);
      }
    }
  }

  private void row(Rows rows, int to) {
    int first = 0;
    int end = 0;
    if (rows.inside < rows.endInside && rows.step == 1 && rows.stride <= 2) {
      int work = (rows.endInside - rows.inside) * rows.count * rows.size;
      if (rows.fits(x.length) && LANES.on(work)) {
        first = rows.inside;
        end = rows.endInside;
        lanes(rows, x);
        System.arraycopy(rows.found, 0, y, to + first, end - first);
      }
    }
    plain(rows, 0, first, to);
    plain(rows, end, rows.length(), to);
  }

  /// Compares the best so far with the next element. The first of equal ones stays, and the last
  /// NaN.
  private void plain(Rows rows, int first, int end, int to) {
    for (int i = first; i < end; i++) {
      int best = -1;
      float greatest = 0;
      for (int r = 0; r < rows.count; r++) {
        for (int j = 0; j < rows.size; j++) {
          int element = i * rows.stride + j * rows.dilation - rows.low;
          if (element >= 0 && element < rows.elements) {
            float value = x[rows.places[r] + element * rows.step];
            if (best < 0 || value > greatest || value != value) {
              greatest = value;
              best = rows.indices[r] + element;
            }
          }
        }
      }
      y[to + i] = best;
    }
  }

  /// The same with vectors, for windows that are inside, into an array of their own.
  private static void lanes(Rows rows, float[] x) {
    for (int i = 0; i < rows.endInside - rows.inside; i += W) {
      int start = (rows.inside + i) * rows.stride - rows.low;
      FloatVector greatest = elements(x, rows.places[0] + start, rows.stride);
      IntVector best = NUMBERS.mul(rows.stride).add(rows.indices[0] + start);
      for (int r = 0; r < rows.count; r++) {
        for (int j = r == 0 ? 1 : 0; j < rows.size; j++) {
          int element = start + j * rows.dilation;
          FloatVector value = elements(x, rows.places[r] + element, rows.stride);
          VectorMask<Float> next =
              value.compare(VectorOperators.GT, greatest).or(value.test(VectorOperators.IS_NAN));
          greatest = greatest.blend(value, next);
          IntVector index = NUMBERS.mul(rows.stride).add(rows.indices[r] + element);
          best = Lanes.INTS.cast(best).blend(index, next.cast(Lanes.INT));
        }
      }
      Lanes.INTS.cast(best).intoArray(rows.found, i);
    }
  }

  private static FloatVector elements(float[] x, int place, int stride) {
    FloatVector vector = FloatVector.fromArray(Lanes.FLOAT, x, place);
    return stride == 1
        ? vector
        : EVEN.selectFrom(vector, FloatVector.fromArray(Lanes.FLOAT, x, place + W));
  }

  /// The rows of the input that the windows of a row of the output have, and how these lie along
  /// them.
  private static final class Rows {
    private final int size;
    private final int stride;
    private final int dilation;
    private final int low;
    private final int elements;
    private final int step;

    /// The windows that have no padding along the row.
    private final int inside;

    private final int endInside;

    private final int length;
    private final int[] places;
    private final int[] indices;
    private final int[] found;
    private int count;

    /// @param most the greatest number of rows
    /// @param step the stride between elements
    Rows(ArgMaxPool.Window window, int elements, int length, int most, int step) {
      this.size = window.size();
      this.stride = window.axis().stride();
      this.dilation = window.axis().dilation();
      this.low = window.axis().low();
      this.elements = elements;
      this.length = length;
      this.step = step;
      this.places = new int[most];
      this.indices = new int[most];
      int last = elements + low - (size - 1) * dilation - 1;
      this.inside = Math.clamp(Math.ceilDiv(low, stride), 0, length);
      this.endInside = last < 0 ? 0 : Math.min(length, last / stride + 1);
      this.found = new int[length + W];
    }

    int length() {
      return length;
    }

    void clear() {
      count = 0;
    }

    void add(int place, int index) {
      places[count] = place;
      indices[count++] = index;
    }

    /// Whether vectors from the last row on are within an array; they are longer than the row.
    boolean fits(int end) {
      int vectors = Math.ceilDiv(endInside - inside, W);
      int start = inside * stride - low + (size - 1) * dilation;
      for (int r = 0; r < count; r++) {
        if (places[r] + start + vectors * W * stride > end) {
          return false;
        }
      }
      return true;
    }
  }

  private static void sample(int turns, int times) {
    if (sample == null) {
      Convolve.Axis axis = new Convolve.Axis(1, 0, 0, 1, 1);
      int most = Warming.LONG * W;
      sampled = (float[]) Scratch.of(DType.F32, most + 2 * W);
      sample = new Rows[Warming.LONG + 1];
      for (int i = 0; i < sample.length; i++) {
        sample[i] = new Rows(new ArgMaxPool.Window(2, axis), i * W + 1, i * W, 2, 1);
        sample[i].add(0, 0);
        sample[i].add(1, 1);
      }
    }
    for (int i = 0; i < times; i++) {
      lanes(sample[turns], sampled);
    }
  }
}
