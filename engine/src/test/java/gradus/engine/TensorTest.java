package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TensorTest {
  @Test
  void creation() {
    assertThat(Tensor.of(1, 2).dtype()).isEqualTo(DType.I32);
    assertThat(Tensor.of(1.0, 2).dtype()).isEqualTo(DType.F32);
    assertThat(Tensor.of(new double[][] {{1, 2}, {3, 4}}).t().toDoubles())
        .containsExactly(1, 3, 2, 4);
    assertThat(Tensor.arange(3).toInts()).containsExactly(0, 1, 2);
    assertThat(Tensor.arange(1, 0, -0.25).toDoubles()).containsExactly(1, 0.75, 0.5, 0.25);
    assertThat(Tensor.linspace(0, 1, 5).toDoubles()).containsExactly(0, 0.25, 0.5, 0.75, 1);
    assertThat(Tensor.linspace(3, 9, 1).toDoubles()).containsExactly(3);
    assertThat(Tensor.full(2.5, 2, 1).toFloats()).containsExactly(2.5f, 2.5f);
    assertThat(Tensor.of(2, 0).oneHot(3).toInts()).containsExactly(0, 0, 1, 1, 0, 0);
    float[] source = {1, 2};
    Tensor copied = Tensor.fromArray(source, 2);
    source[0] = 9;
    assertThat(copied.get(0)).isEqualTo(1);
    assertThatThrownBy(() -> Tensor.fromArray(source, 3))
        .hasMessage("shape [3] has 3 elements, the array 2");
    assertThatThrownBy(() -> Tensor.zeros(50_000, 50_000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tensor.zeros(2, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tensor.arange(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void typesPromote() {
    Tensor i = Tensor.of(1, 2);
    assertThat(i.add(i).dtype()).isEqualTo(DType.I32);
    assertThat(i.add(1).dtype()).isEqualTo(DType.I32);
    assertThat(i.add(0.5).dtype()).isEqualTo(DType.F32);
    assertThat(i.div(2).toDoubles()).containsExactly(0.5, 1);
    assertThat(i.sqrt().dtype()).isEqualTo(DType.F32);
    assertThat(i.mean().item()).isEqualTo(1.5);
    assertThat(Tensor.ones(2).add(Tensor.of(DType.F64, 1, 2)).dtype()).isEqualTo(DType.F64);
    assertThat(Tensor.of(Integer.MAX_VALUE).add(1).toInts()).containsExactly(Integer.MIN_VALUE);
    assertThat(Tensor.of(65537).mul(Tensor.of(65537)).toInts()).containsExactly(65537 * 65537);
    assertThat(Tensor.of(-1.7, 1.7).to(DType.I32).toInts()).containsExactly(-1, 1);
  }

  @Test
  void reductions() {
    Tensor x = Tensor.arange(6).reshape(2, 3).to(DType.F32);
    assertThat(x.sum().item()).isEqualTo(15);
    assertThat(x.sum(0).toDoubles()).containsExactly(3, 5, 7);
    assertThat(Tensor.arange(5000).to(DType.F32).sum().item()).isEqualTo(5000 * 4999 / 2);
    assertThat(x.sum(-1, true).shape()).isEqualTo(Shape.of(2, 1));
    assertThat(x.mean(1).toDoubles()).containsExactly(1, 4);
    assertThat(x.max(0).toDoubles()).containsExactly(3, 4, 5);
    assertThat(x.min().item()).isZero();
    assertThat(x.argmax().item()).isEqualTo(5);
    assertThat(x.neg().argmax(1).toInts()).containsExactly(0, 0);
    assertThat(x.var().item()).isEqualTo(3.5);
    assertThat(x.var(new int[] {1}, 0, false).toDoubles()[0]).isEqualTo(2.0f / 3, offset());
    assertThat(Tensor.of(1000.0, 1000).logSumExp().item()).isEqualTo(1000 + Math.log(2), offset());
    assertThat(Tensor.of(Double.NEGATIVE_INFINITY, 0).logSumExp().item()).isZero();
    assertThat(Tensor.of(1000.0, 0).softmax(0).toDoubles()).containsExactly(1, 0);
    assertThat(Tensor.zeros(0, 3).sum(0).toDoubles()).containsExactly(0, 0, 0);
    assertThat(Tensor.zeros(0).mean().item()).isNaN();
    assertThatThrownBy(() -> Tensor.zeros(0, 3).max(0))
        .hasMessage("max axes [0](f32[0, 3]): there are no elements along axis 0");
    assertThatThrownBy(() -> x.sum(2)).hasMessageContaining("there is no axis 2");
    assertThatThrownBy(() -> x.sum(0, 0)).hasMessageContaining("axis 0 is named twice");
  }

  private static Offset<Double> offset() {
    return Offset.offset(1e-4);
  }

  /// As IEEE 754 and PyTorch have it, and Java's own power doesn't.
  @Test
  void powersOfOne() {
    assertThat(Tensor.of(1.0, 1).pow(Double.NaN).toDoubles()).containsExactly(1, 1);
    assertThat(Tensor.of(-1.0, 1).pow(Double.POSITIVE_INFINITY).toDoubles()).containsExactly(1, 1);
    assertThat(Tensor.of(-1.0, 2).pow(Double.NaN).toDoubles()).containsOnly(Double.NaN);
  }

  @Test
  void products() {
    Tensor m = Tensor.arange(6).reshape(2, 3);
    assertThat(m.matmul(Tensor.of(1, 2, 3)).toInts()).containsExactly(8, 26);
    assertThat(Tensor.of(1, 2).matmul(m).toInts()).containsExactly(6, 9, 12);
    assertThat(Tensor.of(1, 2).matmul(Tensor.of(3, 4)).item()).isEqualTo(11);
    assertThat(Tensor.ones(5, 1, 2, 3).matmul(Tensor.ones(4, 3, 2)).shape())
        .isEqualTo(Shape.of(5, 4, 2, 2));
    assertThat(Tensor.ones(2, 0).matmul(Tensor.ones(0, 3)).toDoubles()).containsOnly(0).hasSize(6);
    assertThatThrownBy(() -> m.matmul(m))
        .hasMessage(
            "matmul(i32[2, 3], i32[2, 3]): the first's rows have 3 elements and the second's"
                + " columns 2");
    assertThatThrownBy(() -> m.matmul(Tensor.scalar(1))).hasMessageContaining("use mul");
    assertThat(Tensor.of(10, 20).addmm(m, m.t()).toInts()).containsExactly(15, 34, 24, 70);
    assertThat(Tensor.of(10, 20).addmm(m, Tensor.of(1, 2, 3)).toInts()).containsExactly(18, 46);
    assertThat(Tensor.of(10, 20, 30).addmm(Tensor.of(1, 2), m).toInts())
        .containsExactly(16, 29, 42);
    Tensor sum = Tensor.scalar(0.5).addmm(Tensor.of(1, 2), Tensor.of(3, 4));
    assertThat(sum.spec()).isEqualTo(new TensorSpec(Shape.SCALAR, DType.F32));
    assertThat(sum.item()).isEqualTo(11.5);
    assertThat(Tensor.ones(1, 2).addmm(Tensor.ones(2, 0), Tensor.ones(0, 2)).toDoubles())
        .containsExactly(1, 1, 1, 1);
    assertThatThrownBy(() -> Tensor.ones(5, 1, 3).addmm(Tensor.ones(2, 4), Tensor.ones(4, 3)))
        .hasMessage(
            "matmul(f32[2, 4], f32[4, 3], f32[5, 1, 3]): the addend must broadcast to the"
                + " product, f32[2, 3]");
  }

  @Test
  void changesInPlace() {
    Tensor x = Tensor.zeros(2, 3);
    x.select(0, 1).copyFrom(Tensor.of(1, 2, 3));
    assertThat(x.toDoubles()).containsExactly(0, 0, 0, 1, 2, 3);
    x.addInPlace(Tensor.of(1.0, 1, 1)).mulInPlace(2).divInPlace(Tensor.scalar(4));
    assertThat(x.toDoubles()).containsExactly(0.5, 0.5, 0.5, 1, 1.5, 2);
    Tensor square = Tensor.arange(4).reshape(2, 2);
    square.copyFrom(square.t());
    assertThat(square.toInts()).containsExactly(0, 2, 1, 3);
    Tensor large = Tensor.arange(2500).to(DType.F32).reshape(50, 50);
    double[] transposed = large.t().toDoubles();
    large.copyFrom(large.t());
    assertThat(large.toDoubles()).isEqualTo(transposed);
    Tensor row = Tensor.arange(3000).to(DType.F32);
    row.addInPlace(row.flip());
    assertThat(row.toDoubles()).containsOnly(2999);
    row.addInPlace(row.flip(), -1);
    assertThat(row.toDoubles()).containsOnly(0);
    Tensor y = Tensor.of(1.0, 2, 3);
    assertThat(y.add(Tensor.of(4, 6, 8), 0.5).toDoubles()).containsExactly(3, 5, 7);
    assertThat(Tensor.of(1, 2).add(Tensor.of(1, 1), 0.5).toDoubles()).containsExactly(1.5, 2.5);
    y.addInPlace(Tensor.of(4, 6, 8), 0.5);
    assertThat(y.toDoubles()).containsExactly(3, 5, 7);
    y.combineInPlace(0.5, Tensor.scalar(3), 2);
    assertThat(y.toDoubles()).containsExactly(7.5, 8.5, 9.5);
    y.addProductInPlace(2, Tensor.of(1.0, 2, 3), Tensor.scalar(2), -1);
    assertThat(y.toDoubles()).containsExactly(13, 13, 13);
    y.addOverRootInPlace(-3, Tensor.of(1.0, 2, 3), Tensor.of(4.0, 9, 16), 1);
    assertThat(y.toDoubles()).usingComparatorWithPrecision(1e-5).containsExactly(12, 11.5, 11.2);
    assertThatThrownBy(() -> Tensor.of(1, 2).addInPlace(Tensor.of(1, 2), 0.5))
        .hasMessage(
            "combine 1.0 0.5(i32[2], i32[2]): needs f32 or f64; convert with to(DType.F32)");
    assertThatThrownBy(() -> y.addInPlace(Tensor.of(DType.F64, 1), 2))
        .hasMessage("combine 1.0 2.0(f32[3], f64[1]): types f32 and f64 differ");
    square.subInPlace(square);
    assertThat(square.toInts()).containsOnly(0);
    assertThatThrownBy(() -> Tensor.ones(1).expand(3).fill(2)).hasMessageContaining("expanded");
    assertThatThrownBy(() -> x.addInPlace(Tensor.ones(2, 2, 3)))
        .hasMessage("addInPlace: the result is f32[2, 2, 3], which can't be stored in f32[2, 3]");
    assertThatThrownBy(() -> Tensor.of(1).addInPlace(Tensor.of(0.5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void countsChangesInPlaceOfAllViews() {
    Tensor x = Tensor.zeros(2, 3);
    int version = x.version();
    x.add(1);
    assertThat(x.version()).isEqualTo(version);
    x.t().select(0, 1).fill(4);
    assertThat(x.version()).isEqualTo(version + 1);
  }

  @Test
  void wrapsAnArray() {
    float[] values = {1, 2, 3, 4};
    Tensor x = Tensor.wrap(values, 2, 2);
    assertThat(x.t().toFloats()).containsExactly(1, 3, 2, 4);
    x.addInPlace(Tensor.scalar(1));
    assertThat(values).containsExactly(2, 3, 4, 5);
    assertThatThrownBy(() -> Tensor.wrap(values, 3)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void copiesElementsIntoAnArray() {
    Tensor x = Tensor.arange(6).reshape(2, 3);
    float[] target = {9, 9, 9, 9, 9, 9};
    x.slice(0, 1, 2).copyTo(target, 0);
    x.t().slice(0, 0, 1).to(DType.F64).copyTo(target, 4);
    assertThat(target).containsExactly(3, 4, 5, 9, 0, 3);
    Tensor.scalar(7).requiresGrad(true).mul(2).copyTo(target, 3);
    assertThat(target).containsExactly(3, 4, 5, 14, 0, 3);
    x.to(DType.F32).slice(0, 1, 2).copyTo(target, 0);
    x.to(DType.F32).select(0, 0).copyTo(target, 3);
    assertThat(target).containsExactly(3, 4, 5, 0, 1, 2);
    assertThatThrownBy(() -> x.copyTo(target, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> x.copyTo(target, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(target).containsExactly(3, 4, 5, 0, 1, 2);
  }

  @Test
  void indexing() {
    Tensor x = Tensor.arange(6).reshape(3, 2);
    assertThat(x.get(-1, 0)).isEqualTo(4);
    assertThat(x.indexSelect(0, Tensor.of(2, 0)).toInts()).containsExactly(4, 5, 0, 1);
    assertThat(x.slice(0, -2, 100).toInts()).containsExactly(2, 3, 4, 5);
    assertThat(x.pad(1, 1, 0, 9).toInts()).containsExactly(9, 0, 1, 9, 2, 3, 9, 4, 5);
    // A number that isn't whole turns integers into F32.
    assertThat(x.pad(1, 0, 1, 0.5).slice(1, 2, 3).toFloats()).containsExactly(0.5f, 0.5f, 0.5f);
    assertThat(x.pad(0, 0, 1, 9).dtype()).isEqualTo(DType.I32);
    assertThatThrownBy(() -> x.get(0)).hasMessageContaining("shape [3, 2] has 2 axes");
    assertThatThrownBy(() -> x.get(3, 0)).hasMessageContaining("outside shape [3, 2]");
    assertThatThrownBy(() -> x.gather(0, Tensor.of(new int[][] {{3, 0}})))
        .hasMessageContaining("index 3 is outside axis 0, of length 3");
    assertThatThrownBy(() -> x.scatterAdd(0, Tensor.of(new int[][] {{-1}}), Tensor.ones(1, 1)))
        .hasMessageContaining("index -1 is outside axis 0, of length 3");
    assertThatThrownBy(() -> x.gather(0, Tensor.of(0.0, 1))).hasMessageContaining("must be i32");
    assertThatThrownBy(x::item).hasMessage("item: i32[3, 2] has not exactly one element");
    assertThatThrownBy(() -> x.reshape(4))
        .hasMessageContaining("6 elements can't be reshaped to [4]");
    assertThatThrownBy(() -> x.reshape(-1, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> x.expand(4, 2)).hasMessageContaining("can't be expanded");
    assertThatThrownBy(() -> x.permute(0, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void printsAsPyTorchDoes() {
    assertThat(Tensor.of(1.0, 2, 3)).hasToString("tensor([1., 2., 3.])");
    assertThat(Tensor.of(1, -20)).hasToString("tensor([  1, -20])");
    assertThat(Tensor.scalar(0.5)).hasToString("tensor(0.5000)");
    assertThat(Tensor.zeros(0)).hasToString("tensor([])");
    assertThat(Tensor.zeros(2, 0)).hasToString("tensor([], shape=[2, 0])");
    assertThat(Tensor.of(Double.NaN, 1.5, Double.NEGATIVE_INFINITY))
        .hasToString("tensor([   nan, 1.5000,   -inf])");
    assertThat(Tensor.of(1e-5, 1)).hasToString("tensor([1.0000e-05, 1.0000e+00])");
    assertThat(Tensor.of(new double[][] {{1.25, -2}, {3, 4}}))
        .hasToString("tensor([[ 1.2500, -2.0000],\n        [ 3.0000,  4.0000]])");
    assertThat(Tensor.of(DType.F64, 1).requiresGrad(true))
        .hasToString("tensor([1.], dtype=f64, requiresGrad=true)");
    assertThat(Tensor.ones(1).requiresGrad(true).exp()).hasToString("tensor([2.7183], op=exp)");
    assertThat(Tensor.arange(2000))
        .hasToString("tensor([   0,    1,    2,  ..., 1997, 1998, 1999])");
    assertThat(Tensor.arange(2000).reshape(2, 1, 1000))
        .hasToString(
            "tensor([[[   0,    1,    2,  ...,  997,  998,  999]],\n\n"
                + "        [[1000, 1001, 1002,  ..., 1997, 1998, 1999]]])");
  }
}
