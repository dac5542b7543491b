package gradus.engine.simd;

import static gradus.engine.simd.AgainstReference.drawn;
import static gradus.engine.simd.AgainstReference.same;

import gradus.engine.DType;
import gradus.engine.MatMul;
import gradus.engine.Operand;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Products of matrices of small whole numbers, which are exact in any order of adding, so that
/// every way of computing them must give the same bits: at sizes that lead into each, of factors
/// that lie in every way.
class ProductsTest {
  /// A size of a product.
  ///
  /// @param dtype the type of its elements
  /// @param m rows of A and C
  /// @param n columns of B and C
  /// @param k columns of A and rows of B
  record Size(DType dtype, int m, int n, int k) {
    Operand a(Lying lying) {
      return drawn(1, dtype, lying, m, k);
    }

    Operand b(Lying lying) {
      return drawn(2, dtype, lying, k, n);
    }

    Operand c(Lying lying) {
      return drawn(3, dtype, lying, m, n);
    }
  }

  private static Stream<Size> sizes(Lane lane, int[]... sizes) {
    return Arrays.stream(sizes)
        .map(size -> new Size(DType.valueOf(lane.name()), size[0], size[1], size[2]));
  }

  static Stream<Size> sizes() {
    return Arrays.stream(Lane.values()).flatMap(lane -> sizes(lane, small(lane.width())));
  }

  /// Rows and columns of the product, and the length of its sums.
  private static int[][] small(int w) {
    return new int[][] {
      {0, 3, 2},
      {3, 0, 2},
      {3, 4, 0},
      {1, 1, 1},
      {3, 5, 2},
      {7, w + 1, w + 2},
      {13, 4 * w + 3, 5},
      {5, w, 3 * w},
      // Vectors.
      {w, 1, w},
      {w + 3, 1, 2 * w + 5},
      {4 * w + 1, 1, 9},
      {1, w + 1, w},
      {1, 4 * w + 7, 3},
      // A column times a row.
      {9, 2 * w + 1, 1},
      {9, w + 1, 1},
      {9, w - 1, 1},
    };
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void areExact(Size size) {
    for (Lying ofA : Lying.values()) {
      Operand a = size.a(ofA);
      for (Lying ofB : Lying.values()) {
        Operand b = size.b(ofB);
        Lying to = Lying.OWN[(ofA.ordinal() + 2 * ofB.ordinal()) % Lying.OWN.length];
        same(new MatMul(), to, a, b);
        same(new MatMul(), Lying.ROWS, a, b);
        same(new MatMul(), to, a, b, size.c(ofA));
      }
    }
  }

  static Stream<Size> largeSizes() {
    return Arrays.stream(Lane.values()).flatMap(lane -> sizes(lane, large()));
  }

  private static int[][] large() {
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
      {20, 512, 330},
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
  void areExactWhereTheyAreLarge(Size size) {
    boolean largest = (long) size.m * size.n * size.k > 10_000_000;
    for (Lying ofA : Lying.OWN) {
      if (!largest || ofA == Lying.ROWS || ofA == Lying.TURNED) {
        Lying ofB = Lying.OWN[(ofA.ordinal() + 1) % Lying.OWN.length];
        Operand a = size.a(ofA);
        same(new MatMul(), Lying.ROWS, a, size.b(Lying.ROWS));
        same(new MatMul(), ofB, a, size.b(ofB), size.c(ofA));
      }
    }
  }

  /// One after the other, and more than threads share; each with a matrix of its own or all with
  /// one.
  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void ofManyMatricesAreExact(DType dtype) {
    for (int count : new int[] {0, 1, 3, 40}) {
      for (Lying ofA : Lying.values()) {
        Lying to = Lying.OWN[ofA.ordinal() % Lying.OWN.length];
        Operand a = drawn(1, dtype, ofA, count, 9, 24);
        same(new MatMul(), to, a, drawn(2, dtype, to, count, 24, 50));
        same(new MatMul(), to, a, drawn(2, dtype, Lying.ONE_ROW_FOR_ALL, count, 24, 1));
      }
    }
    same(
        new MatMul(),
        Lying.ROWS,
        drawn(1, dtype, Lying.ROWS, 2, 2, 4, 5),
        drawn(2, dtype, Lying.TURNED, 2, 2, 5, 6));
  }
}
