package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What PyTorch's figures don't show of the functions that consist of other operations: short
/// forms, integers, NaN, views, and the order of duplicates.
class FunctionsTest {
  private final Tensor x = Tensor.of(new double[][] {{1, -2, 3}, {4, 5, -6}});

  private static void same(Tensor actual, Tensor expected) {
    assertThat(actual.spec()).isEqualTo(expected.spec());
    assertThat(actual.toDoubles()).isEqualTo(expected.toDoubles());
  }

  @Test
  void identityMatrices() {
    same(Tensor.eye(2), Tensor.of(new double[][] {{1, 0}, {0, 1}}));
    same(Tensor.eye(2, 3), Tensor.of(new double[][] {{1, 0, 0}, {0, 1, 0}}));
    same(Tensor.eye(3, 2), Tensor.eye(2, 3).t());
    assertThat(Tensor.eye(0).shape()).isEqualTo(Shape.of(0, 0));
  }

  @Test
  void integersStayIntegersWhereTheyCan() {
    Tensor i = Tensor.of(new int[][] {{1, 2}, {3, 4}});
    same(i.prod(), Tensor.of(24).reshape());
    same(Tensor.of(1 << 20, 1 << 20).prod(), Tensor.of(0).reshape());
    same(i.tril(), Tensor.of(new int[][] {{1, 0}, {3, 4}}));
    same(i.maskedFill(i.gt(2), 9), Tensor.of(new int[][] {{1, 2}, {9, 9}}));
    same(i.maskedFill(i.gt(2), 0.5), Tensor.of(new double[][] {{1, 2}, {0.5, 0.5}}));
    same(Tensor.einsum("ij->i", i), Tensor.of(3, 7));
    same(Tensor.of(3, 4).norm(), Tensor.scalar(5));
    same(i.lerp(i.mul(3), 0.5), i.mul(2).to(DType.F32));
    same(i.nanToNum(), i);
    same(Tensor.of(-2, 3).leakyRelu(0.5), Tensor.of(-1.0, 3));
    same(i.isFinite(), Tensor.of(new int[][] {{1, 1}, {1, 1}}));
    same(Tensor.of(1, 0, 1).bernoulli(new Generator(1)), Tensor.of(1.0, 0, 1));
  }

  @Test
  void whatIsNotANumberSpreadsOrCounts() {
    Tensor nan = Tensor.of(Double.NaN, 0, 1);
    assertThat(nan.any().item()).isEqualTo(1);
    assertThat(Tensor.of(Double.NaN).all().item()).isEqualTo(1);
    for (double p : new double[] {1, 2, 3, 0.5, 1 / 0., -1 / 0.}) {
      assertThat(nan.norm(p).item()).isNaN();
    }
    assertThat(nan.norm(0).item()).isEqualTo(2);
    assertThat(nan.std().item()).isNaN();
    assertThat(nan.leakyRelu().get(0)).isNaN();
    assertThat(nan.elu().get(0)).isNaN();
    assertThat(nan.hardsigmoid().get(0)).isNaN();
    assertThat(nan.mish().get(0)).isNaN();
    Tensor extremes = Tensor.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    same(extremes.nanToNum(), Tensor.of(0, Float.MAX_VALUE, -Float.MAX_VALUE));
    assertThat(extremes.to(DType.F64).nanToNum().toDoubles())
        .containsExactly(0, Double.MAX_VALUE, -Double.MAX_VALUE);
  }

  @Test
  void twoTensorsAreCloseOrNot() {
    assertThat(x.allClose(x.add(1e-6))).isTrue();
    assertThat(x.allClose(x.add(1e-3))).isFalse();
    assertThat(x.allClose(x.add(1e-3), 0, 2e-3, false)).isTrue();
    Tensor nan = Tensor.of(Double.NaN);
    assertThat(nan.allClose(nan)).isFalse();
    assertThat(nan.allClose(nan, 0, 0, true)).isTrue();
    assertThat(Tensor.ones(0).allClose(Tensor.ones(0))).isTrue();
    assertThat(Tensor.of(Integer.MAX_VALUE).allClose(Tensor.of(Integer.MIN_VALUE))).isFalse();
  }

  @Test
  void partsAndDiagonalsAreViews() {
    Tensor y = x.copy();
    y.split(1, 2).getFirst().fill(0);
    same(y, Tensor.of(new double[][] {{0, 0, 3}, {0, 0, -6}}));
    y.diagonal(1, 0, 1).fill(8);
    same(y, Tensor.of(new double[][] {{0, 8, 3}, {0, 0, 8}}));
    y.chunk(0, 2).getLast().fill(1);
    same(y, Tensor.of(new double[][] {{0, 8, 3}, {1, 1, 1}}));
  }

  /// Of several values for one element the last stays, and it alone has a gradient.
  @Test
  void theLastOfSeveralValuesStays() {
    Tensor values = Tensor.of(1.0, 2, 3).requiresGrad(true);
    Tensor target = Tensor.of(7.0, 8).requiresGrad(true);
    Tensor put = target.indexPut(List.of(Tensor.of(0, 0, 0)), values, false);
    same(put.detach(), Tensor.of(3.0, 8));
    put.sum().backward();
    same(values.grad(), Tensor.of(0.0, 0, 1));
    same(target.grad(), Tensor.of(0.0, 1));
    Tensor empty = Tensor.ones(0, 3);
    same(empty.indexPut(List.of(Tensor.of(new int[0])), Tensor.ones(1), false), empty);
  }

  @Test
  void listsAreJoinedLikeArrays() {
    same(Tensor.concat(0, List.of(x, x)), Tensor.concat(0, x, x));
    same(Tensor.stack(1, List.of(x, x)), Tensor.stack(1, x, x));
  }

  @Test
  void countsWithWeightsHaveGradients() {
    Tensor weights = Tensor.of(0.5, 1, 2).requiresGrad(true);
    Tensor counted = Tensor.of(2, 0, 2).bincount(weights, 1);
    same(counted.detach(), Tensor.of(1.0, 0, 2.5));
    counted.mul(Tensor.of(1.0, 2, 3)).sum().backward();
    same(weights.grad(), Tensor.of(3.0, 1, 3));
  }

  @Test
  void searchingPutsNaNLast() {
    Tensor sorted = Tensor.of(-1, 0, 1, Double.NaN);
    Tensor wanted = Tensor.of(Double.NaN, Double.POSITIVE_INFINITY, -0.0);
    same(sorted.searchsorted(wanted), Tensor.of(3, 3, 1));
    same(sorted.searchsorted(wanted, true), Tensor.of(4, 3, 2));
  }

  @Test
  void aHistogramOfNothingOrOfItsOwnRange() {
    same(Tensor.ones(0).histc(2), Tensor.of(0.0, 0));
    same(Tensor.of(1, 2, 3, 4).histc(3), Tensor.of(1.0, 1, 2));
    same(Tensor.of(0, Double.NaN, 9).histc(2, 0, 1), Tensor.of(1.0, 0));
  }

  @Test
  void theGradientOfAProductIsExactAtZeros() {
    Tensor y = Tensor.of(2.0, 0, 3).requiresGrad(true);
    y.prod().backward();
    same(y.grad(), Tensor.of(0.0, 6, 0));
  }

  @Test
  void distancesOfRowsWithoutElementsAreZero() {
    same(Tensor.ones(2, 0).cdist(Tensor.ones(3, 0)), Tensor.zeros(2, 3));
  }

  @Test
  void drawsMayBeAnyInteger() {
    Tensor drawn = Tensor.randint(new Generator(3), Integer.MIN_VALUE, Integer.MAX_VALUE, 1000);
    assertThat(drawn.lt(0).sum().item()).isBetween(400.0, 600.0);
    assertThat(drawn.gt(1 << 30).sum().item()).isBetween(150.0, 350.0);
  }

  /// Each NaN is a value of its own; 0 and -0 are one.
  @Test
  void distinctValues() {
    Unique unique = Tensor.of(Double.NaN, 0.0, -0.0, Double.NaN).unique();
    assertThat(unique.values().toDoubles()).containsExactly(0, Double.NaN, Double.NaN);
    same(unique.inverse(), Tensor.of(1, 0, 0, 2));
    same(unique.counts(), Tensor.of(2, 1, 1));
    same(Tensor.of(5.0, 5).unique().values(), Tensor.of(5.0));
    same(Tensor.of(5.0, 5).unique().counts(), Tensor.of(2));
    Unique integers = Tensor.of(new int[][] {{7, 2}, {2, 2}}).unique();
    same(integers.values(), Tensor.of(2, 7));
    same(integers.inverse(), Tensor.of(new int[][] {{1, 0}, {0, 0}}));
    same(integers.counts(), Tensor.of(3, 1));
  }

  @Test
  void theGradientOfSortedElementsGoesToWhereTheyWere() {
    Tensor y = Tensor.of(2.0, 1, 3).requiresGrad(true);
    Sorted top = y.topk(0, 2);
    assertThat(top.indices().toInts()).containsExactly(2, 0);
    top.values().mul(Tensor.of(10.0, 20)).sum().backward();
    same(y.grad(), Tensor.of(20.0, 0, 10));
  }

  /// Rows are drawn one after the other, without replacement none twice, and a weight of 0 never.
  @Test
  void drawsFromRowsOfWeights() {
    Tensor weights = Tensor.of(new double[][] {{0, 1, 2, 3}, {4, 0, 2, 1}});
    Tensor drawn = weights.multinomial(new Generator(8), 3, false);
    assertThat(drawn.sort(1).values().toInts()).containsExactly(1, 2, 3, 0, 2, 3);
    Tensor many = weights.multinomial(new Generator(8), 4000, true);
    assertThat(many.shape()).isEqualTo(Shape.of(2, 4000));
    double[] frequencies = many.select(0, 1).bincount().to(DType.F64).div(4000).toDoubles();
    assertThat(frequencies[0]).isBetween(0.54, 0.60);
    assertThat(frequencies[1]).isZero();
    assertThat(frequencies[2]).isBetween(0.26, 0.32);
  }
}
