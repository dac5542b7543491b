package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The packed, tiled product against plain sums in double, at shapes that don't fit its tiles.
class MatmulProperties {
  @Property
  void agreesWithSumsInDouble(
      @ForAll @IntRange(max = 60) int m,
      @ForAll @IntRange(max = 120) int n,
      @ForAll @IntRange(max = 90) int k,
      @ForAll boolean transposeA,
      @ForAll boolean transposeB,
      @ForAll long seed) {
    check(m, n, k, transposeA, transposeB, seed);
  }

  /// Longer than a block in every direction.
  @Property
  void agreesAcrossBlocks(@ForAll boolean transposeA, @ForAll boolean transposeB) {
    check(101, 70, 1601, transposeA, transposeB, 1);
    check(13, 2100, 19, transposeA, transposeB, 2);
  }

  private static void check(
      int m, int n, int k, boolean transposeA, boolean transposeB, long seed) {
    Generator generator = new Generator(seed);
    Tensor a = matrix(generator, m, k, transposeA);
    Tensor b = matrix(generator, k, n, transposeB);
    double[] actual = a.matmul(b).toDoubles();
    double[] x = a.toDoubles();
    double[] y = b.toDoubles();
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        double size = 0;
        for (int l = 0; l < k; l++) {
          double product = x[i * k + l] * y[l * n + j];
          sum += product;
          size += Math.abs(product);
        }
        assertThat(Math.abs(actual[i * n + j] - sum))
            .as("row %d, column %d", i, j)
            .isLessThanOrEqualTo(3e-6 * size);
      }
    }
  }

  @Property
  void manyMatricesTimesOneAreMultipliedOneByOneToo(
      @ForAll @IntRange(min = 1, max = 3) int many,
      @ForAll @IntRange(max = 4) int m,
      @ForAll @IntRange(min = 1, max = 5) int k,
      @ForAll @IntRange(max = 5) int n,
      @ForAll @IntRange(max = 6) int addend,
      @ForAll boolean turned) {
    Generator generator = new Generator(many + 10 * m + 100 * k + 1000 * n);
    Tensor a = drawn(generator, turned ? new int[] {many, k, m} : new int[] {many, m, k});
    a = (turned ? a.transpose(1, 2) : a).requiresGrad(true);
    Tensor b = drawn(generator, k, n).requiresGrad(true);
    int[][] shapes = {{}, {1}, {n}, {1, n}, {1, 1, n}, {m, n}, {m, 1}};
    Tensor c = drawn(generator, shapes[addend]).requiresGrad(true);
    // With an axis of its own, the matrix is not shared.
    Tensor expected = a.matmul(b.expand(many, k, n)).add(c);
    Tensor weights = drawn(generator, many, m, n);
    List<Tensor> gradients = Gradients.of(expected.mul(weights).sum(), a, b, c);
    Tensor actual = c.addmm(a, b);
    assertThat(actual.allClose(expected, 1e-12, 1e-12, false)).isTrue();
    assertThat(a.matmul(b).add(c).allClose(expected, 1e-12, 1e-12, false)).isTrue();
    List<Tensor> found = Gradients.of(actual.mul(weights).sum(), a, b, c);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).allClose(gradients.get(i), 1e-12, 1e-12, false)).isTrue();
    }
  }

  private static Tensor drawn(Generator generator, int... shape) {
    return Tensor.rand(generator, shape).to(DType.F64);
  }

  private static Tensor matrix(Generator generator, int rows, int columns, boolean transposed) {
    return transposed
        ? Tensor.rand(generator, columns, rows).sub(0.5).t()
        : Tensor.rand(generator, rows, columns).sub(0.5);
  }
}
