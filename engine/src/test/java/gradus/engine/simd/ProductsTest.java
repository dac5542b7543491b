package gradus.engine.simd;

import static gradus.engine.simd.AgainstReference.drawn;
import static gradus.engine.simd.AgainstReference.same;

import gradus.engine.DType;
import gradus.engine.MatMul;
import gradus.engine.Operand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Products of matrices of small whole numbers, which are exact in any order of adding, so that
/// every way of computing them must give the same bits: at sizes that lead into each, of factors
/// that lie in every way.
class ProductsTest {
  private static final int W = Lanes.WIDTH;

  private static Operand matrix(int seed, Lying lying, int... dims) {
    return drawn(seed, DType.F32, lying, dims);
  }

  /// Rows and columns of the product, and the length of its sums.
  static int[][] sizes() {
    return new int[][] {
      {0, 3, 2},
      {3, 0, 2},
      {3, 4, 0},
      {1, 1, 1},
      {3, 5, 2},
      {7, W + 1, W + 2},
      {13, 4 * W + 3, 5},
      {5, W, 3 * W},
      // Vectors.
      {W, 1, W},
      {W + 3, 1, 2 * W + 5},
      {4 * W + 1, 1, 9},
      {1, W + 1, W},
      {1, 4 * W + 7, 3},
      // A column times a row.
      {9, 2 * W + 1, 1},
      {9, W + 1, 1},
      {9, W - 1, 1},
    };
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void areExact(int... size) {
    int m = size[0];
    int n = size[1];
    int k = size[2];
    for (Lying ofA : Lying.values()) {
      Operand a = matrix(1, ofA, m, k);
      for (Lying ofB : Lying.values()) {
        Operand b = matrix(2, ofB, k, n);
        Lying to = Lying.OWN[(ofA.ordinal() + 2 * ofB.ordinal()) % Lying.OWN.length];
        same(new MatMul(), to, a, b);
        same(new MatMul(), Lying.ROWS, a, b);
        same(new MatMul(), to, a, b, matrix(3, ofA, m, n));
      }
    }
  }

  static int[][] largeSizes() {
    return new int[][] {
      // Wide tiles, narrow ones, packed factors, and what threads share by rows and by columns.
      {70, 80, 90},
      {20, 310, 70},
      {193, 30, 90},
      {30, 200, 650},
      {220, 650, 620},
      {65, 60, 250},
      {600, 200, 20},
      // Several pieces of a sum.
      {20, 1024, 330},
      {5, 20, 2100},
      // Long vectors.
      {130, 1, 520},
      {1, 5000, 14},
      {1, 130, 520},
      {700, 200, 1},
    };
  }

  @ParameterizedTest
  @MethodSource("largeSizes")
  void areExactWhereTheyAreLarge(int... size) {
    int m = size[0];
    int n = size[1];
    int k = size[2];
    boolean largest = (long) m * n * k > 10_000_000;
    for (Lying ofA : Lying.OWN) {
      if (!largest || ofA == Lying.ROWS || ofA == Lying.TURNED) {
        Lying ofB = Lying.OWN[(ofA.ordinal() + 1) % Lying.OWN.length];
        Operand a = matrix(1, ofA, m, k);
        same(new MatMul(), Lying.ROWS, a, matrix(2, Lying.ROWS, k, n));
        same(new MatMul(), ofB, a, matrix(2, ofB, k, n), matrix(3, ofA, m, n));
      }
    }
  }

  /// One after the other, and more than threads share; each with a matrix of its own or all with
  /// one.
  @Test
  void ofManyMatricesAreExact() {
    for (int count : new int[] {0, 1, 3, 40}) {
      for (Lying ofA : Lying.values()) {
        Lying to = Lying.OWN[ofA.ordinal() % Lying.OWN.length];
        Operand a = matrix(1, ofA, count, 9, 24);
        same(new MatMul(), to, a, matrix(2, to, count, 24, 50));
        same(new MatMul(), to, a, matrix(2, Lying.ONE_ROW_FOR_ALL, count, 24, 1));
      }
    }
    same(
        new MatMul(),
        Lying.ROWS,
        matrix(1, Lying.ROWS, 2, 2, 4, 5),
        matrix(2, Lying.TURNED, 2, 2, 5, 6));
  }
}
