package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every way of the matrix product, at sizes around the edges of its tiles and blocks, for factors
/// that lie in every way, against sums in double.
class GemmTest {
  private static final int W = Lanes.WIDTH;

  /// How a matrix lies in its array.
  private enum Lying {
    ROWS,
    COLUMNS,
    SLICED_ROWS,
    SLICED_COLUMNS,
    EVERY_OTHER,
    BACKWARDS;

    /// Drawn numbers that lie so.
    Matrix draw(int rows, int columns, SplittableRandom random) {
      return lay(rows, columns, drawn(rows, columns, random));
    }

    /// These elements, row by row, and NaN around them, which a product must not take.
    Matrix lay(int rows, int columns, float[] elements) {
      int gap = this == SLICED_ROWS || this == SLICED_COLUMNS ? 3 : 0;
      int step = this == EVERY_OTHER ? 2 : 1;
      int ld = (this == COLUMNS || this == SLICED_COLUMNS ? rows : columns) * step + gap;
      int count = (this == COLUMNS || this == SLICED_COLUMNS ? columns : rows) * ld;
      float[] array = new float[count + gap];
      Arrays.fill(array, Float.NaN);
      Matrix matrix =
          switch (this) {
            case ROWS, SLICED_ROWS, EVERY_OTHER -> new Matrix(array, gap, ld, step);
            case COLUMNS, SLICED_COLUMNS -> new Matrix(array, gap, 1, ld);
            case BACKWARDS -> new Matrix(array, Math.max(0, count - 1), -ld, -1);
          };
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          array[matrix.at(i, j)] = elements[i * columns + j];
        }
      }
      return matrix;
    }
  }

  /// A size of a product.
  ///
  /// @param m rows of A and C
  /// @param n columns of B and C
  /// @param k columns of A and rows of B
  record Size(int m, int n, int k) {}

  static Stream<Size> sizes() {
    List<Size> sizes = new ArrayList<>();
    int[] edges = {1, 2, W - 1, W, W + 1, 2 * W, 2 * W + 1, 5 * W - 1};
    for (int n : edges) {
      for (int k : edges) {
        for (int m : new int[] {1, 5, 6, 7, 12, 13, W, 65}) {
          sizes.add(new Size(m, n, k));
        }
      }
    }
    // Packed A; packed B as well; by columns; several pieces; several parts; long and short dots;
    // rows of B a page apart.
    sizes.add(new Size(50, 211, 40));
    sizes.add(new Size(200, 640, 640));
    sizes.add(new Size(203, 33, 2100));
    sizes.add(new Size(30, 1000, 33));
    sizes.add(new Size(9, 7, 4100));
    sizes.add(new Size(193, 2300, 1000));
    sizes.add(new Size(600, 200, 20));
    sizes.add(new Size(77, 1, 520));
    sizes.add(new Size(1, 77, 1000));
    sizes.add(new Size(1, 5000, 30));
    sizes.add(new Size(700, 20, 1));
    sizes.add(new Size(20, 1024, 700));
    sizes.add(new Size(3, 4, 0));
    return sizes.stream();
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void agreesWithSumsInDouble(Size size) {
    SplittableRandom random = new SplittableRandom(size.hashCode());
    boolean large = (long) size.m * size.n * size.k > 2_000_000;
    float[] left = drawn(size.m, size.k, random);
    float[] right = drawn(size.k, size.n, random);
    double[] sums = product(size, left, right);
    double[] sizes = product(size, magnitudes(left), magnitudes(right));
    for (Lying ofA : Lying.values()) {
      for (Lying ofB : large ? List.of(ofA) : List.of(Lying.values())) {
        Matrix a = ofA.lay(size.m, size.k, left);
        Matrix b = ofB.lay(size.k, size.n, right);
        for (Lying ofC : List.of(Lying.ROWS, Lying.SLICED_ROWS, Lying.COLUMNS)) {
          for (boolean add : new boolean[] {false, true}) {
            check(size, a, b, ofC.draw(size.m, size.n, random), add, sums, sizes);
          }
        }
      }
    }
  }

  /// The bound on the rounding of a sum of k products, in any order of adding: k·2⁻²⁴ times the sum
  /// of their sizes; Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd edition, 3.1.
  private static void check(
      Size size, Matrix a, Matrix b, Matrix c, boolean add, double[] sums, double[] sizes) {
    float[] before = c.array().clone();
    float[] factorsA = a.array().clone();
    float[] factorsB = b.array().clone();
    Gemm.multiply(size.m, size.n, size.k, a, b, c, add);
    float[] after = c.array().clone();
    for (int i = 0; i < size.m; i++) {
      for (int j = 0; j < size.n; j++) {
        int place = c.at(i, j);
        double old = add ? before[place] : 0;
        double sum = old + sums[i * size.n + j];
        double bound = (size.k + 2) * 0x1p-24 * (Math.abs(old) + sizes[i * size.n + j]);
        if (!(Math.abs(after[place] - sum) <= bound)) {
          assertThat(after[place])
              .as("%s, A %s, B %s, C %s, add %s: (%d, %d)", size, a, b, c, add, i, j)
              .isCloseTo((float) sum, org.assertj.core.api.Assertions.offset((float) bound));
        }
        after[place] = before[place];
      }
    }
    // Nothing around the product has changed, nor have the factors.
    assertThat(Arrays.equals(after, before)).isTrue();
    assertThat(Arrays.equals(a.array(), factorsA)).isTrue();
    assertThat(Arrays.equals(b.array(), factorsB)).isTrue();
  }

  private static float[] drawn(int rows, int columns, SplittableRandom random) {
    float[] elements = new float[rows * columns];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) random.nextDouble(-1, 1);
    }
    return elements;
  }

  private static float[] magnitudes(float... elements) {
    float[] magnitudes = new float[elements.length];
    for (int i = 0; i < elements.length; i++) {
      magnitudes[i] = Math.abs(elements[i]);
    }
    return magnitudes;
  }

  /// A·B in double, each sum in the order of k; along rows, several of which take a row of B while
  /// it is in the cache: many times faster than element by element.
  private static double[] product(Size size, float[] a, float[] b) {
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

  private static void addRow(double factor, float[] b, int from, double[] sums, int to, int n) {
    for (int j = 0; j < n; j++) {
      sums[to + j] += factor * b[from + j];
    }
  }

  /// Each sum is a chain in the order of k, piece by piece: the bits are those of plain fused
  /// multiply-adds, whatever tile an element falls into, and however many threads there are. A
  /// program goes from plain Java to the tile that serves all products and on to those that fit.
  @ParameterizedTest
  @MethodSource("sizes")
  void sumsAreChains(Size size) {
    SplittableRandom random = new SplittableRandom(size.hashCode());
    boolean large = (long) size.m * size.n * size.k > 2_000_000;
    float[] left = drawn(size.m, size.k, random);
    float[] right = drawn(size.k, size.n, random);
    for (Lying ofA : Lying.values()) {
      Matrix a = ofA.lay(size.m, size.k, left);
      for (Lying ofB : large ? List.of(ofA) : List.of(Lying.values())) {
        Matrix b = ofB.lay(size.k, size.n, right);
        Split pieces = Split.atMost(Blocks.piece(size.m, size.n, b), size.k);
        for (boolean add : new boolean[] {false, true}) {
          Matrix plain = Lying.SLICED_ROWS.draw(size.m, size.n, random);
          Matrix any = copy(plain);
          Matrix exact = copy(plain);
          Matrix half = copy(plain);
          int done =
              PlainProduct.multiply(size.m, size.n, pieces, a, b, half, add, () -> size.m % 2 == 0);
          assertThat(done).isEqualTo(size.m % 2 == 0 ? Math.min(size.m, 32) : size.m);
          new Blocks(
                  size.m - done, size.n, pieces, a.from(done, 0), b, half.from(done, 0), add, true)
              .multiply();
          PlainProduct.multiply(size.m, size.n, pieces, a, b, plain, add, () -> false);
          new Blocks(size.m, size.n, pieces, a, b, any, add, true).multiply();
          assertThat(any.array()).as("A %s, B %s, add %s", ofA, ofB, add).isEqualTo(plain.array());
          assertThat(half.array()).isEqualTo(plain.array());
          if (size.m > 1 && size.n > 1) {
            Gemm.multiply(size.m, size.n, size.k, a, b, exact, add);
            assertThat(exact.array()).isEqualTo(plain.array());
          }
        }
      }
    }
  }

  private static Matrix copy(Matrix matrix) {
    return new Matrix(matrix.array().clone(), matrix.offset(), matrix.row(), matrix.column());
  }

  @Test
  void dotsInLanesHaveTheBitsOfPlainOnes() {
    SplittableRandom random = new SplittableRandom(5);
    for (int k : new int[] {W, W + 1, 2 * W - 1, 3 * W, 64, 65, 511, 512, 513, 1000}) {
      for (Lying lying : new Lying[] {Lying.ROWS, Lying.SLICED_ROWS}) {
        Matrix a = lying.draw(W, k, random);
        Matrix x = Lying.ROWS.draw(1, k, random);
        float[] lanes = new float[2 * W];
        float[] plain = new float[2 * W];
        Dots.lanes(k, a.row())
            .multiply(1, k, a.array(), a.offset(), a.row(), x.array(), 0, lanes, 0);
        Dots dots = Dots.plain(k);
        dots.multiply(1, k, a.array(), a.offset(), a.row(), x.array(), 0, plain, 0);
        assertThat(Arrays.copyOf(lanes, dots.rows)).isEqualTo(Arrays.copyOf(plain, dots.rows));
      }
    }
  }

  /// What is left over at the end of a row is read together with elements that were summed before;
  /// those must not count again even if they are infinite.
  @Test
  void infiniteElementsCountOnce() {
    int k = W + 1;
    float[] a = new float[W * k];
    float[] x = new float[k];
    Arrays.fill(x, 1);
    a[W - 1] = Float.POSITIVE_INFINITY;
    float[] y = new float[W];
    Dots.lanes(k, k).multiply(1, k, a, 0, k, x, 0, y, 0);
    assertThat(y[0]).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(y[1]).isZero();
  }
}
