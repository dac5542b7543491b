package gradus.engine.simd;

import static gradus.engine.simd.AgainstReference.drawn;
import static gradus.engine.simd.AgainstReference.near;
import static gradus.engine.simd.AgainstReference.same;
import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.DType;
import gradus.engine.Operand;
import gradus.engine.Reduction;
import gradus.engine.Scan;
import gradus.engine.Softmax;
import gradus.engine.Sort;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Sums, extremes and softmax of operands that lie in every way, at sizes around those of vectors,
/// short rows, strips, chunks and what threads share.
class ReductionsTest {
  private static final int CHUNK = FoldPlan.CHUNK;

  private static final List<Lying> LYINGS =
      List.of(
          Lying.ROWS,
          Lying.BEHIND_OTHERS,
          Lying.TURNED,
          Lying.EVERY_OTHER,
          Lying.WITH_GAPS,
          Lying.BACKWARDS,
          Lying.ONE_ROW_FOR_ALL,
          Lying.ONE_COLUMN_FOR_ALL);

  private static Arguments of(List<Integer> axes, int... shape) {
    return Arguments.of(axes, shape);
  }

  static Stream<Arguments> folds() {
    return Stream.of(
        of(List.of(0), 1),
        of(List.of(0), 100),
        of(List.of(0), 0, 4),
        of(List.of(1), 0, 4),
        of(List.of(1), 3, 0, 4),
        of(List.of(2), 3, 4, 0),
        of(List.of(0, 1), 5, 7),
        // Short rows, four and 512 at a time, and longer ones.
        of(List.of(1), 5, 63),
        of(List.of(1), 6, 64),
        of(List.of(1), 7, 65),
        of(List.of(1), 515, 7),
        of(List.of(1), 514, 65),
        of(List.of(2), 4, 3, 130),
        of(List.of(0, 2), 4, 5, 6),
        of(List.of(1), 3, 1, 4),
        // Columns: few and many, short and long.
        of(List.of(0), 63, 5),
        of(List.of(0), 64, 5),
        of(List.of(0), 85, 63),
        of(List.of(0), 85, 64),
        of(List.of(1), 4, 90, 6),
        of(List.of(1), 4, 5, 6),
        of(List.of(0, 2), 3, 4, 5, 6),
        of(List.of(0, 2), 3, 4, 65, 6));
  }

  static Stream<Arguments> longFolds() {
    return Stream.of(
        of(List.of(0), CHUNK),
        of(List.of(0), CHUNK + 1),
        of(List.of(0, 1), 2, CHUNK / 2 + 1),
        of(List.of(1), 3, CHUNK + 1),
        of(List.of(0, 2), 2, 3, CHUNK + 7),
        of(List.of(1), 2 * 936 + 1, 70),
        of(List.of(0), 5, 4097),
        of(List.of(1), 2, 3, 4100),
        of(List.of(0), 130, 4100),
        of(List.of(0), 40, 4096),
        of(List.of(0), 5000, 40),
        of(List.of(0), 3000, 70),
        of(List.of(0), 40_000, 3),
        of(List.of(1), 2, 3000, 70),
        of(List.of(1), 16, 200, 70));
  }

  private static void fold(List<Integer> axes, DType dtype, Lying from, Lying to, int... shape) {
    Operand x = drawn(axes.size(), dtype, from, shape);
    same(new Reduction.Sum(axes), to, x);
    boolean empty = axes.stream().anyMatch(axis -> shape[axis] == 0);
    if (!empty) {
      same(new Reduction.Max(axes), to, x);
      same(new Reduction.Min(axes), to, x);
    }
    if (!empty && axes.size() == 1) {
      same(new Reduction.ArgMax(axes.getFirst()), to, x);
      same(new Reduction.ArgMin(axes.getFirst()), to, x);
    }
  }

  @ParameterizedTest
  @MethodSource("folds")
  void combines(List<Integer> axes, int... shape) {
    for (Lying from : LYINGS) {
      for (DType dtype : DType.values()) {
        fold(axes, dtype, from, Lying.ROWS, shape);
        fold(axes, dtype, from, Lying.EVERY_OTHER, shape);
      }
    }
  }

  /// More than a plan has room for at first.
  @Test
  void combinesAlongManyAxes() {
    int[] shape = new int[11];
    Arrays.fill(shape, 2);
    fold(List.of(0, 2, 4, 6, 8, 10), DType.F32, Lying.ROWS, Lying.ROWS, shape);
    fold(List.of(1, 3, 5, 7, 9), DType.F32, Lying.TURNED, Lying.EVERY_OTHER, shape);
  }

  @ParameterizedTest
  @MethodSource("longFolds")
  void combinesLongOnes(List<Integer> axes, int... shape) {
    for (DType dtype : DType.values()) {
      fold(axes, dtype, Lying.ROWS, Lying.EVERY_OTHER, shape);
    }
    fold(axes, DType.F32, Lying.WITH_GAPS, Lying.ROWS, shape);
  }

  /// NaN wins over all, wherever it is.
  @Test
  void aNaNIsTheExtreme() {
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      for (int n : new int[] {5, 63, 64, 100, 150}) {
        for (int place = 0; place < n; place += 7) {
          int at = place;
          // Two of them: the first wins.
          IntToDoubleFunction values = i -> i == at || i == at + 2 ? Double.NaN : i % 9;
          extremes(0, Lying.ROWS.operand(dtype, values, n, 1));
          extremes(1, Lying.ROWS.operand(dtype, values, 1, n));
          IntToDoubleFunction columns = i -> i == 3 * at + 1 ? Double.NaN : i % 9;
          extremes(0, Lying.ROWS.operand(dtype, columns, n, 3));
          extremes(0, Lying.ROWS.operand(dtype, columns, n, 40));
        }
      }
    }
  }

  private static void extremes(int axis, Operand x) {
    same(new Reduction.Max(List.of(axis)), Lying.ROWS, x);
    same(new Reduction.Min(List.of(axis)), Lying.ROWS, x);
    same(new Reduction.ArgMax(axis), Lying.ROWS, x);
    same(new Reduction.ArgMin(axis), Lying.ROWS, x);
  }

  /// The first of equal ones wins, where several rows are combined together, or parts of a row.
  @ParameterizedTest
  @EnumSource(DType.class)
  void theFirstOfEqualExtremesWins(DType dtype) {
    for (double value : new double[] {1, dtype.isFloating() ? -1 / 0.0 : Integer.MIN_VALUE}) {
      IntToDoubleFunction equal = _ -> value;
      IntToDoubleFunction two = i -> i % 70_000 == 66_000 || i % 70_000 == 69_000 ? 2 * value : 0;
      for (IntToDoubleFunction values : List.of(equal, two)) {
        extremes(0, Lying.ROWS.operand(dtype, values, 5000, 3));
        extremes(0, Lying.ROWS.operand(dtype, values, 700, 100));
        extremes(1, Lying.ROWS.operand(dtype, values, 2, 70_000));
        extremes(1, Lying.TURNED.operand(dtype, values, 3, 100));
      }
    }
  }

  /// In the first vector, in the last, or behind it.
  @Test
  void theGreatestIsFoundWhereverItIs() {
    for (int n = 63; n < 100; n++) {
      for (int place = 0; place < n; place++) {
        int at = place;
        Operand x = Lying.ROWS.operand(DType.F32, i -> i == at ? 100 : i % 9, 1, n);
        same(new Reduction.ArgMax(1), Lying.ROWS, x);
        same(new Reduction.Max(List.of(1)), Lying.ROWS, x);
      }
    }
  }

  static Stream<Arguments> alongs() {
    return Stream.of(
        of(List.of(0), 1),
        of(List.of(0), 40),
        of(List.of(1), 0, 3),
        of(List.of(1), 5, 63),
        of(List.of(1), 35, 17),
        of(List.of(1), 5, 64),
        of(List.of(1), 3, 65),
        of(List.of(1), 3, 205),
        of(List.of(1), 1000, 5),
        of(List.of(1), 2, 2048),
        of(List.of(1), 2, 2049),
        of(List.of(1), 3, 40, 15),
        of(List.of(1), 3, 40, 16),
        of(List.of(1), 2, 5, 1025),
        of(List.of(0), 70, 5),
        of(List.of(0), 7, 33));
  }

  @ParameterizedTest
  @MethodSource("alongs")
  void goesAlongAnAxis(List<Integer> axes, int... shape) {
    int axis = axes.getFirst();
    for (Lying from : LYINGS) {
      Lying to = Lying.OWN[from.ordinal() % Lying.OWN.length];
      Operand x = drawn(4, DType.F32, from, shape);
      same(new Reduction.ArgMax(axis), to, x);
      near(2e-7, new Softmax(axis, false), to, x);
      near(4e-6, new Softmax(axis, true), to, x);
      Operand doubles = drawn(4, DType.F64, from, shape);
      near(1e-15, new Softmax(axis, false), to, doubles);
      near(1e-14, new Softmax(axis, true), to, doubles);
    }
  }

  @ParameterizedTest
  @MethodSource("alongs")
  void scansAndSortsAlongAnAxis(List<Integer> axes, int... shape) {
    int axis = axes.getFirst();
    for (Lying from : LYINGS) {
      Lying to = Lying.OWN[from.ordinal() % Lying.OWN.length];
      for (DType dtype : DType.values()) {
        Operand x = drawn(4, dtype, from, shape);
        same(new Scan(axis), to, x);
        // Factors of ±1 and 0, so that all results are whole numbers.
        same(new Scan(axis), to, x, to.operand(dtype, i -> i % 3 - 1, shape));
        same(new Sort(axis, false), to, x);
        same(new Sort(axis, true), to, x);
      }
    }
  }

  /// What threads share.
  @Test
  void goesAlongManyRows() {
    int[][] shapes = {{7000, 5}, {600, 70}, {40, 4100}, {50, 40, 20}, {3, 20, 2050}};
    for (int[] shape : shapes) {
      Operand x = drawn(5, DType.F32, Lying.ROWS, shape);
      same(new Reduction.ArgMax(1), Lying.ROWS, x);
      near(2e-7, new Softmax(1, false), Lying.ROWS, x);
      near(4e-6, new Softmax(1, true), Lying.ROWS, x);
      same(new Scan(1), Lying.ROWS, x);
      same(new Sort(1, false), Lying.ROWS, x);
    }
    same(new Reduction.ArgMax(1), Lying.ROWS, drawn(6, DType.F32, Lying.ROWS, 2000, 70));
    same(new Reduction.ArgMax(1), Lying.ROWS, drawn(6, DType.F32, Lying.ROWS, 2000, 7, 10));
  }

  /// A distance below the greatest is what is exponentiated, so that nothing overflows; infinities
  /// and NaN give what the formula gives.
  @Test
  void softmaxOfExtremes() {
    double[] first = {1000, -1000, 1 / 0.0, Double.NaN, -1 / 0.0};
    for (int n : new int[] {5, 63, 64, 100, 2049}) {
      for (double value : first) {
        for (int at : new int[] {0, n / 2, n - 1}) {
          IntToDoubleFunction values = i -> i % n == at ? value : i % 3;
          Operand rows = Lying.ROWS.operand(DType.F32, values, 3, n);
          near(2e-7, new Softmax(1, false), Lying.ROWS, rows);
          near(1e-4, new Softmax(1, true), Lying.ROWS, rows);
          Operand columns = Lying.TURNED.operand(DType.F32, values, n, 17);
          near(2e-7, new Softmax(0, false), Lying.ROWS, columns);
        }
      }
      // Far below 0 altogether.
      IntToDoubleFunction low = i -> -1000 - i % 3;
      near(2e-7, new Softmax(1, false), Lying.ROWS, Lying.ROWS.operand(DType.F32, low, 3, n));
      near(2e-7, new Softmax(0, false), Lying.ROWS, Lying.ROWS.operand(DType.F32, low, n, 17));
    }
  }

  /// The order in which a row's floats are added, which neither lanes nor threads change: in
  /// double, four by four of those 16 apart, to sixteen sums in turn, and those pairwise; what is
  /// left over one by one.
  @Test
  void floatsAreSummedInOneOrder() {
    SplittableRandom random = new SplittableRandom(3);
    for (int n : new int[] {1, 63, 64, 65, 79, 80, 127, 128, 200, 1000}) {
      float[] x = new float[n + 3];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) (random.nextGaussian() * Math.exp(15 * random.nextGaussian()));
      }
      assertThat(Sums.sum(x, 2, n)).as("%d", n).isEqualTo(inOrder(x, 2, n));
    }
  }

  private static double inOrder(float[] x, int xo, int n) {
    double[] sums = new double[16];
    if (n < 64) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += x[xo + i];
      }
      return sum;
    }
    int i = 0;
    for (; i + 64 <= n; i += 64) {
      for (int j = 0; j < 16; j++) {
        int at = xo + i + j;
        double first = (double) x[at] + x[at + 16];
        double second = (double) x[at + 32] + x[at + 48];
        sums[j] += first + second;
      }
    }
    for (; i < n; i++) {
      sums[i % 16] += x[xo + i];
    }
    for (int half = 8; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        sums[j] += sums[j + half];
      }
    }
    return sums[0];
  }

  /// The order in which a row's doubles are added, which neither lanes nor threads change: as rows
  /// of a power of two, one below the other, and then the halves of the result.
  @Test
  void doublesAreSummedInOneOrder() {
    SplittableRandom random = new SplittableRandom(6);
    for (int n : new int[] {1, 127, 128, 129, 200, 1000, 4096, 5000}) {
      double[] x = new double[n + 3];
      for (int i = 0; i < x.length; i++) {
        x[i] = random.nextGaussian() * Math.exp(15 * random.nextGaussian());
      }
      int width = n < 128 ? 1 : Math.min(Integer.highestOneBit(n) / 4, 1024);
      double[] sums = new double[width];
      for (int i = 0; i < n; i++) {
        sums[i % width] += x[2 + i];
      }
      for (int half = width / 2; half > 0; half /= 2) {
        for (int j = 0; j < half; j++) {
          sums[j] += sums[j + half];
        }
      }
      assertThat(Sums.sum(x, 2, n)).as("%d", n).isEqualTo(sums[0]);
    }
  }

  /// A long row is summed in chunks of one size, and those in their order, whatever the threads.
  @Test
  void longRowsAreSummedInChunks() {
    SplittableRandom random = new SplittableRandom(4);
    float[] x = new float[3 * CHUNK + 100];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (random.nextGaussian() * Math.exp(15 * random.nextGaussian()));
    }
    double sum = 0;
    for (int start = 0; start < x.length; start += CHUNK) {
      sum += Sums.sum(x, start, Math.min(CHUNK, x.length - start));
    }
    double[] y = new double[1];
    int[] dims = {x.length};
    new FoldPlan(dims, new int[] {1}, new boolean[] {true}, new int[] {1})
        .run(Sums.ALL, RowMajor.inPlace(x, 0), y, 0);
    assertThat(y[0]).isEqualTo(sum);
  }

  /// Rows of columns are added four at a time, in double.
  @Test
  void columnsAreSummedInOneOrder() {
    SplittableRandom random = new SplittableRandom(5);
    for (int rows = 1; rows < 10; rows++) {
      for (int n : new int[] {1, Lanes.WIDTH, Lanes.WIDTH + 3}) {
        float[] x = new float[rows * (n + 2) + 1];
        for (int i = 0; i < x.length; i++) {
          x[i] = (float) (random.nextGaussian() * Math.exp(15 * random.nextGaussian()));
        }
        Results sums = Results.of(Sums.ALL, n, 0);
        Arrays.fill(sums.values(), 0.1);
        Sums.ALL.columns(x, 1, n + 2, rows, n, 0, sums);
        for (int j = 0; j < n; j++) {
          double sum = 0.1;
          int row = 0;
          for (; row + 4 <= rows; row += 4) {
            int at = 1 + row * (n + 2) + j;
            double first = (double) x[at] + x[at + n + 2];
            sum += first + ((double) x[at + 2 * (n + 2)] + x[at + 3 * (n + 2)]);
          }
          for (; row < rows; row++) {
            sum += x[1 + row * (n + 2) + j];
          }
          assertThat(sums.values()[j]).as("%d rows of %d, column %d", rows, n, j).isEqualTo(sum);
        }
      }
    }
  }
}
