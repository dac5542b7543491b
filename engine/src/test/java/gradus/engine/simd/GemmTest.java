package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every way of the matrix product, at sizes around the edges of its tiles and blocks, for factors
/// that lie in every way, against sums in double.
class GemmTest {
  /// How a matrix lies in its array.
  private enum Lying {
    ROWS,
    COLUMNS,
    SLICED_ROWS,
    SLICED_COLUMNS,
    EVERY_OTHER,
    BACKWARDS;

    /// Drawn numbers that lie so.
    Matrix draw(Lane lane, int rows, int columns, SplittableRandom random) {
      return lay(lane, rows, columns, drawn(lane, rows * columns, random));
    }

    /// These elements, row by row, and NaN around them, which a product must not take.
    Matrix lay(Lane lane, int rows, int columns, double... elements) {
      int gap = this == SLICED_ROWS || this == SLICED_COLUMNS ? 3 : 0;
      int stride = this == EVERY_OTHER ? 2 : 1;
      int ld = (this == COLUMNS || this == SLICED_COLUMNS ? rows : columns) * stride + gap;
      int count = (this == COLUMNS || this == SLICED_COLUMNS ? columns : rows) * ld;
      Object array = lane.level1().allocate(count + gap);
      for (int i = 0; i < count + gap; i++) {
        Elements.set(array, i, Double.NaN);
      }
      Matrix matrix =
          switch (this) {
            case ROWS, SLICED_ROWS, EVERY_OTHER -> new Matrix(array, gap, ld, stride);
            case COLUMNS, SLICED_COLUMNS -> new Matrix(array, gap, 1, ld);
            case BACKWARDS -> new Matrix(array, Math.max(0, count - 1), -ld, -1);
          };
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          Elements.set(array, matrix.at(i, j), elements[i * columns + j]);
        }
      }
      return matrix;
    }
  }

  /// A size of a product.
  ///
  /// @param lane the type of its elements
  /// @param m rows of A and C
  /// @param n columns of B and C
  /// @param k columns of A and rows of B
  record Size(Lane lane, int m, int n, int k) {}

  static Stream<Size> sizes() {
    return Arrays.stream(Lane.values()).flatMap(GemmTest::sizes);
  }

  private static Stream<Size> sizes(Lane lane) {
    int w = lane.width();
    List<Size> sizes = new ArrayList<>();
    int[] edges = {1, 2, w - 1, w, w + 1, 2 * w, 2 * w + 1, 5 * w - 1};
    for (int n : edges) {
      for (int k : edges) {
        for (int m : new int[] {1, 2, 5, 6, 7, 12, 13, w, 65}) {
          sizes.add(new Size(lane, m, n, k));
        }
      }
    }
    // Packed A; packed B as well; by columns; several pieces; several parts; long and short dots;
    // rows of B a page apart.
    sizes.add(new Size(lane, 50, 211, 40));
    sizes.add(new Size(lane, 200, 640, 640));
    sizes.add(new Size(lane, 203, 33, 2100));
    sizes.add(new Size(lane, 30, 1000, 33));
    sizes.add(new Size(lane, 9, 7, 4100));
    sizes.add(new Size(lane, 193, 2300, 1000));
    sizes.add(new Size(lane, 600, 200, 20));
    sizes.add(new Size(lane, 77, 1, 520));
    sizes.add(new Size(lane, 1, 77, 1000));
    sizes.add(new Size(lane, 1, 5000, 30));
    sizes.add(new Size(lane, 700, 20, 1));
    sizes.add(new Size(lane, 20, 1024, 700));
    sizes.add(new Size(lane, 20, 512, 700));
    sizes.add(new Size(lane, 3, 4, 0));
    // A few vectors by a small matrix, in one piece or two.
    sizes.add(new Size(lane, 2, 3, 2048));
    sizes.add(new Size(lane, 2, 3, 2500));
    sizes.add(new Size(lane, 2, 2 * w + 3, 100));
    return sizes.stream();
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("sizes")
  void agreesWithSumsInDouble(Size size) {
    SplittableRandom random = new SplittableRandom(size.hashCode());
    boolean large = (long) size.m * size.n * size.k > 2_000_000;
    double[] left = drawn(size.lane, size.m * size.k, random);
    double[] right = drawn(size.lane, size.k * size.n, random);
    double[] sums = product(size, left, right);
    double[] sizes = product(size, magnitudes(left), magnitudes(right));
    for (Lying ofA : Lying.values()) {
      for (Lying ofB : large ? List.of(ofA) : List.of(Lying.values())) {
        Matrix a = ofA.lay(size.lane, size.m, size.k, left);
        Matrix b = ofB.lay(size.lane, size.k, size.n, right);
        for (Lying ofC : List.of(Lying.ROWS, Lying.SLICED_ROWS, Lying.COLUMNS)) {
          for (boolean add : new boolean[] {false, true}) {
            check(size, a, b, ofC.draw(size.lane, size.m, size.n, random), add, sums, sizes);
          }
        }
      }
    }
  }

  /// The bound on the rounding of a sum of k products, in any order of adding: k·u times the sum of
  /// their sizes, where u is 2⁻²⁴ or 2⁻⁵³; Higham, *Accuracy and Stability of Numerical
  /// Algorithms*, 2nd edition, 3.1.
  private static void check(
      Size size, Matrix a, Matrix b, Matrix c, boolean add, double[] sums, double[] sizes) {
    Object before = Elements.copy(c.array());
    Object factorsA = Elements.copy(a.array());
    Object factorsB = Elements.copy(b.array());
    double u = size.lane == Lane.F32 ? 0x1p-24 : 0x1p-53;
    Gemm.multiply(size.m, size.n, size.k, a, b, c, add);
    Object after = Elements.copy(c.array());
    for (int i = 0; i < size.m; i++) {
      for (int j = 0; j < size.n; j++) {
        int place = c.at(i, j);
        double old = add ? Elements.get(before, place) : 0;
        double result = Elements.get(after, place);
        double sum = old + sums[i * size.n + j];
        double bound = (size.k + 2) * u * (Math.abs(old) + sizes[i * size.n + j]);
        if (!(Math.abs(result - sum) <= bound)) {
          assertThat(result)
              .as("%s, A %s, B %s, C %s, add %s: (%d, %d)", size, a, b, c, add, i, j)
              .isCloseTo(sum, offset(bound));
        }
        Elements.set(after, place, Elements.get(before, place));
      }
    }
    // Nothing around the product has changed, nor have the factors.
    assertThat(Elements.same(after, before)).isTrue();
    assertThat(Elements.same(a.array(), factorsA)).isTrue();
    assertThat(Elements.same(b.array(), factorsB)).isTrue();
  }

  /// Drawn numbers from -1 to 1. Those for F64 are multiples of 2⁻²⁰, so that sums of their
  /// products are exact, in the product and here.
  private static double[] drawn(Lane lane, int length, SplittableRandom random) {
    return random
        .doubles(length, -1, 1)
        .map(x -> lane == Lane.F32 ? (float) x : Math.rint(x * 0x1p20) * 0x1p-20)
        .toArray();
  }

  private static double[] magnitudes(double... elements) {
    return Arrays.stream(elements).map(Math::abs).toArray();
  }

  /// A·B in double, each sum in the order of k; along rows, several of which take a row of B while
  /// it is in the cache: many times faster than element by element.
  private static double[] product(Size size, double[] a, double[] b) {
    double[] sums = new double[size.m * size.n];
    for (int from = 0; from < size.m; from += 8) {
      for (int p = 0; p < size.k; p++) {
        for (int i = from; i < Math.min(from + 8, size.m); i++) {
          addRow(a[i * size.k + p], b, p * size.n, sums, i * size.n, size.n);
        }
      }
    }
    return sums;
  }

  private static void addRow(double factor, double[] b, int from, double[] sums, int to, int n) {
    for (int j = 0; j < n; j++) {
      sums[to + j] += factor * b[from + j];
    }
  }

  /// Each sum is a chain in the order of k, piece by piece: the bits are those of plain fused
  /// multiply-adds, whatever tile an element falls into, and however many threads there are. A
  /// program goes from plain Java to the tile that serves all products and on to those that fit.
  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("sizes")
  void sumsAreChains(Size size) {
    SplittableRandom random = new SplittableRandom(size.hashCode());
    boolean large = (long) size.m * size.n * size.k > 2_000_000;
    double[] left = random.doubles(size.m * size.k, -1, 1).toArray();
    double[] right = random.doubles(size.k * size.n, -1, 1).toArray();
    for (boolean add : new boolean[] {false, true}) {
      Matrix before = Lying.SLICED_ROWS.draw(size.lane, size.m, size.n, random);
      Matrix plain = null;
      Split summed = null;
      for (Lying ofA : Lying.values()) {
        Matrix a = ofA.lay(size.lane, size.m, size.k, left);
        for (Lying ofB : large ? List.of(ofA) : List.of(Lying.values())) {
          Matrix b = ofB.lay(size.lane, size.k, size.n, right);
          Split pieces = Split.atMost(Blocks.piece(size.m, size.n, b), size.k);
          // Plain Java is slow, and has the same sums wherever the factors lie.
          if (!large || !pieces.equals(summed)) {
            summed = pieces;
            plain = copy(before);
            PlainProduct.multiply(size.m, size.n, pieces, a, b, plain, add, () -> false);
          }
          checkChains(size, pieces, a, b, add, before, plain);
        }
      }
    }
  }

  private static void checkChains(
      Size size, Split pieces, Matrix a, Matrix b, boolean add, Matrix before, Matrix plain) {
    Matrix any = copy(before);
    new Blocks(size.m, size.n, pieces, a, b, any, add, true).multiply();
    assertThat(any.array()).as("A %s, B %s, add %s", a, b, add).isEqualTo(plain.array());
    if (size.m % 2 == 0) {
      Matrix half = copy(before);
      int done = PlainProduct.multiply(size.m, size.n, pieces, a, b, half, add, () -> true);
      assertThat(done).isEqualTo(Math.min(size.m, 32));
      new Blocks(size.m - done, size.n, pieces, a.from(done, 0), b, half.from(done, 0), add, true)
          .multiply();
      assertThat(half.array()).isEqualTo(plain.array());
    }
    if (size.m > 1 && size.n > 1) {
      Matrix exact = copy(before);
      Gemm.multiply(size.m, size.n, size.k, a, b, exact, add);
      assertThat(exact.array()).isEqualTo(plain.array());
    }
  }

  private static Matrix copy(Matrix matrix) {
    return new Matrix(
        Elements.copy(matrix.array()), matrix.offset(), matrix.rowStride(), matrix.columnStride());
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @EnumSource(Lane.class)
  void dotsInLanesHaveTheBitsOfPlainOnes(Lane lane) {
    int w = lane.width();
    SplittableRandom random = new SplittableRandom(5);
    for (int k : new int[] {w, w + 1, 2 * w - 1, 3 * w, 64, 65, 511, 512, 513, 1000}) {
      for (Lying lying : new Lying[] {Lying.ROWS, Lying.SLICED_ROWS}) {
        Matrix a = lying.draw(lane, w, k, random);
        Object x = Elements.draw(lane, k, random);
        Object lanes = lane.level1().allocate(2 * w);
        Object plain = lane.level1().allocate(2 * w);
        int lda = a.rowStride();
        Dots.lanes(lane, k, lda).multiply(1, k, a.array(), a.offset(), lda, x, 0, lanes, 0);
        Dots dots = Dots.plain(lane, k);
        dots.multiply(1, k, a.array(), a.offset(), lda, x, 0, plain, 0);
        assertThat(Elements.copy(lanes, dots.rows)).isEqualTo(Elements.copy(plain, dots.rows));
      }
    }
  }

  /// A matrix that comes from memory is read in larger groups of rows.
  @ParameterizedTest
  @EnumSource(Lane.class)
  void aRowOfALargeMatrixHasTheProductThatItHasAlone(Lane lane) {
    SplittableRandom random = new SplittableRandom(6);
    for (int k : new int[] {513, 1024}) {
      int m = (1 << 20) / k + 5;
      Matrix a = Lying.ROWS.draw(lane, m, k, random);
      Object x = Elements.draw(lane, k, random);
      Object all = lane.level1().allocate(m);
      Object some = lane.level1().allocate(2 * lane.width());
      int count = 2 * lane.width();
      Matrix column = new Matrix(x, 0, 1, 1);
      MatrixVector.multiply(m, k, a, column, new Matrix(all, 0, 1, 1), false);
      MatrixVector.multiply(
          count, k, a.from(m - count, 0), column, new Matrix(some, 0, 1, 1), false);
      for (int i = 0; i < count; i++) {
        assertThat(Elements.get(all, m - count + i)).isEqualTo(Elements.get(some, i));
      }
    }
  }

  /// What is left over at the end of a row is read together with elements that were summed before;
  /// those must not count again even if they are infinite.
  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @EnumSource(Lane.class)
  void infiniteElementsCountOnce(Lane lane) {
    int w = lane.width();
    int k = w + 1;
    Object a = lane.level1().allocate(w * k);
    Object x = lane.level1().allocate(k);
    for (int i = 0; i < k; i++) {
      Elements.set(x, i, 1);
    }
    Elements.set(a, w - 1, Double.POSITIVE_INFINITY);
    Object y = lane.level1().allocate(w);
    Dots.lanes(lane, k, k).multiply(1, k, a, 0, k, x, 0, y, 0);
    assertThat(Elements.get(y, 0)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Elements.get(y, 1)).isZero();
  }
}
