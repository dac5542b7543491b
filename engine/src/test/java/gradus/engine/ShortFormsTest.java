package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// The forms that save an argument do what the long ones do.
class ShortFormsTest {
  private final Tensor x = Tensor.of(new double[][] {{1, -2, 3}, {4, 5, -6}});

  private static void same(Tensor actual, Tensor expected) {
    assertThat(actual.spec()).isEqualTo(expected.spec());
    assertThat(actual.toDoubles()).isEqualTo(expected.toDoubles());
  }

  @Test
  void aNumberStandsForATensorOfIt() {
    Tensor three = Tensor.scalar(3);
    same(x.add(3), x.add(three));
    same(x.sub(3), x.sub(three));
    same(x.mul(3), x.mul(three));
    same(x.div(3), x.div(three));
    same(x.maximum(3), x.maximum(three));
    same(x.minimum(3), x.minimum(three));
    same(x.eq(3), x.eq(three));
    same(x.ne(3), x.ne(three));
    same(x.lt(3), x.lt(three));
    same(x.le(3), x.le(three));
    same(x.gt(3), x.gt(three));
    same(x.ge(3), x.ge(three));
  }

  @Test
  void comparisonsAreThoseOfTheirNames() {
    Tensor y = Tensor.of(1.0, 2, 3);
    assertThat(y.eq(2).toDoubles()).containsExactly(0, 1, 0);
    assertThat(y.ne(2).toDoubles()).containsExactly(1, 0, 1);
    assertThat(y.lt(2).toDoubles()).containsExactly(1, 0, 0);
    assertThat(y.le(2).toDoubles()).containsExactly(1, 1, 0);
    assertThat(y.gt(2).toDoubles()).containsExactly(0, 0, 1);
    assertThat(y.ge(2).toDoubles()).containsExactly(0, 1, 1);
    assertThat(y.maximum(2).toDoubles()).containsExactly(2, 2, 3);
    assertThat(y.minimum(2).toDoubles()).containsExactly(1, 2, 2);
  }

  @Test
  void anAxisStandsForAListOfIt() {
    for (boolean keepdim : new boolean[] {false, true}) {
      int[] axis = {1};
      same(x.sum(1, keepdim), x.sum(axis, keepdim));
      same(x.mean(1, keepdim), x.mean(axis, keepdim));
      same(x.max(1, keepdim), x.max(axis, keepdim));
      same(x.min(1, keepdim), x.min(axis, keepdim));
    }
    assertThat(x.sum(1, true).shape()).isEqualTo(Shape.of(2, 1));
    assertThat(x.sum(1, false).shape()).isEqualTo(Shape.of(2));
    same(x.argmax(1), x.argmax(1, false));
    same(x.argmin(1), x.argmin(1, false));
    same(x.argsort(1), x.argsort(1, false));
  }

  @Test
  void noAxisStandsForAll() {
    assertThat(x.sum().item()).isEqualTo(5);
    assertThat(x.mean().item()).isEqualTo(5 / 6f);
    assertThat(x.max().item()).isEqualTo(5);
    assertThat(x.min().item()).isEqualTo(-6);
    assertThat(x.argmax().item()).isEqualTo(4);
    assertThat(x.argmin().item()).isEqualTo(5);
  }

  /// Changes in place can be chained.
  @Test
  void aChangeInPlaceReturnsItsTensor() {
    Tensor y = Tensor.of(1.0, 2);
    Tensor one = Tensor.of(1.0, 1);
    assertThat(y.addInPlace(one)).isSameAs(y);
    assertThat(y.addInPlace(one, 2)).isSameAs(y);
    assertThat(y.subInPlace(one)).isSameAs(y);
    assertThat(y.mulInPlace(one)).isSameAs(y);
    assertThat(y.mulInPlace(2)).isSameAs(y);
    assertThat(y.divInPlace(one)).isSameAs(y);
    assertThat(y.combineInPlace(1, one, 1)).isSameAs(y);
    assertThat(y.addProductInPlace(1, one, one, 1)).isSameAs(y);
    assertThat(y.addOverRootInPlace(1, one, one, 0)).isSameAs(y);
    assertThat(y.toDoubles()).containsExactly(9, 11);
    assertThat(y.copyFrom(one)).isSameAs(y);
    assertThat(y.fill(7)).isSameAs(y);
    assertThat(y.toDoubles()).containsExactly(7, 7);
  }

  @Test
  void rowsOfEachTypeMakeATensor() {
    assertThat(Tensor.of(new float[][] {{1, 2}, {3, 4}}).spec()).hasToString("f32[2, 2]");
    assertThat(Tensor.of(new int[][] {{1, 2}, {3, 4}}).spec()).hasToString("i32[2, 2]");
    assertThat(Tensor.of(new int[][] {{1, 2}, {3, 4}}).toDoubles()).containsExactly(1, 2, 3, 4);
    assertThat(Tensor.of(DType.F64, 0.1).item()).isEqualTo(0.1);
  }

  @Test
  void rangesEndBeforeTheirEnd() {
    assertThat(Tensor.arange(0).size()).isZero();
    assertThat(Tensor.arange(1, 2, 0.5).toDoubles()).containsExactly(1, 1.5);
    assertThat(Tensor.arange(2, 1, -0.5).toDoubles()).containsExactly(2, 1.5);
    assertThat(Tensor.arange(2, 2, 1).size()).isZero();
    assertThatThrownBy(() -> Tensor.arange(1, 2, 0)).hasMessageContaining("a step of 0.0");
    assertThatThrownBy(() -> Tensor.arange(1, 0, 1)).hasMessageContaining("from 1.0 to 0.0");
    assertThatThrownBy(() -> Tensor.arange(-1)).hasMessageContaining("got -1");
  }

  @Test
  void evenlySpacedNumbersHaveBothEnds() {
    assertThat(Tensor.linspace(1, 3, 5).toDoubles()).containsExactly(1, 1.5, 2, 2.5, 3);
    assertThat(Tensor.linspace(2, 9, 1).toDoubles()).containsExactly(2);
    assertThatThrownBy(() -> Tensor.linspace(0, 1, 0)).hasMessageContaining("at least one element");
  }

  @Test
  void integersAreClampedAsIntegersWhereTheEndsAre() {
    Tensor i = Tensor.of(-5, 0, 5);
    same(i.clamp(-1, 1), Tensor.of(-1, 0, 1));
    same(i.clamp(Double.NEGATIVE_INFINITY, 1), Tensor.of(-5, 0, 1));
    same(i.clamp(-1, Double.POSITIVE_INFINITY), Tensor.of(-1, 0, 5));
    same(i.clamp(-1, 0.5), Tensor.of(-1.0, 0, 0.5));
    same(i.clamp(-0.5, 1), Tensor.of(-0.5, 0, 1));
  }

  @Test
  void aTypesSizeAndWhatTwoBecome() {
    assertThat(DType.F32.bytes()).isEqualTo(4);
    assertThat(DType.I32.bytes()).isEqualTo(4);
    assertThat(DType.F64.bytes()).isEqualTo(8);
  }
}
