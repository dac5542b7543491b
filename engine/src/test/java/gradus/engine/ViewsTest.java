package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Axes and lengths may be counted from the end or left to be found, and what changes nothing, or
/// can be seen in place, isn't copied.
class ViewsTest {
  private final Tensor x = Tensor.arange(6).reshape(2, 3);

  private static void refused(Runnable body, String message) {
    assertThatThrownBy(body::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static void shows(Tensor actual, int... values) {
    assertThat(actual.toInts()).containsExactly(values);
  }

  @Test
  void whatChangesNothingIsTheTensorItself() {
    assertThat(x.contiguous()).isSameAs(x);
    assertThat(x.reshape(2, 3)).isSameAs(x);
    assertThat(x.expand(2, 3)).isSameAs(x);
    assertThat(x.slice(0, -2, 5)).isSameAs(x);
    assertThat(x.slice(1, 0, 3)).isSameAs(x).isNotSameAs(x.slice(1, 0, 2));
    assertThat(x.to(DType.I32)).isSameAs(x);
    assertThat(x.to(x.backend())).isSameAs(x);
  }

  @Test
  void whatCanBeSeenInPlaceIsAView() {
    Tensor y = Tensor.arange(6);
    Tensor matrix = y.reshape(2, 3);
    Tensor part = matrix.slice(1, 0, 2).reshape(2, 1, 2);
    Tensor windows = y.unfold(0, 4, 2);
    y.fill(7);
    shows(matrix, 7, 7, 7, 7, 7, 7);
    shows(part, 7, 7, 7, 7);
    shows(windows, 7, 7, 7, 7, 7, 7, 7, 7);
    assertThat(matrix.t().reshape(6).layout().isContiguous()).isTrue();
  }

  @Test
  void oneLengthIsFound() {
    assertThat(x.reshape(-1).shape()).isEqualTo(Shape.of(6));
    assertThat(x.reshape(3, -1).shape()).isEqualTo(Shape.of(3, 2));
    assertThat(x.reshape(-1, 1, 3).shape()).isEqualTo(Shape.of(2, 1, 3));
    refused(() -> x.reshape(-1, -1), "6 elements can't be reshaped to [-1, -1]");
    refused(() -> x.reshape(-2, -3), "6 elements can't be reshaped to [-2, -3]");
    refused(() -> x.reshape(0, -1), "6 elements can't be reshaped to [0, -1]");
    refused(() -> x.reshape(4, -1), "6 elements can't be reshaped to [4, -1]");
    assertThat(Tensor.zeros(0, 3).reshape(-1, 3).shape()).isEqualTo(Shape.of(0, 3));
  }

  @Test
  void aLengthOfMinusOneStays() {
    Tensor row = x.slice(0, 0, 1);
    assertThat(row.expand(4, -1).shape()).isEqualTo(Shape.of(4, 3));
    assertThat(row.expand(5, -1, 3).shape()).isEqualTo(Shape.of(5, 1, 3));
    shows(row.expand(2, -1), 0, 1, 2, 0, 1, 2);
    refused(() -> row.expand(-1, 1, 3), "-1 has no length to keep in [-1, 1, 3]");
    refused(() -> row.expand(-2, 3), "-1 has no length to keep in [-2, 3]");
  }

  @Test
  void placesCountFromTheEnd() {
    shows(x.slice(1, -2, -1), 1, 4);
    shows(x.slice(-1, 0, -2), 0, 3);
    shows(x.slice(1, 0, 3, 2), 0, 2, 3, 5);
    shows(x.select(1, -1), 2, 5);
    shows(x.select(1, 0), 0, 3);
    shows(x.select(0, -2), 0, 1, 2);
    refused(() -> x.select(0, 2), "axis 0 has no index 2");
    refused(() -> x.select(0, -3), "axis 0 has no index -3");
    refused(() -> x.slice(0, 0, 1, 0), "the step must be at least 1, got 0");
  }

  @Test
  void axesOfLengthOneComeAndGo() {
    assertThat(x.unsqueeze(0).shape()).isEqualTo(Shape.of(1, 2, 3));
    assertThat(x.unsqueeze(1).shape()).isEqualTo(Shape.of(2, 1, 3));
    assertThat(x.unsqueeze(-1).shape()).isEqualTo(Shape.of(2, 3, 1));
    assertThat(x.unsqueeze(-3).shape()).isEqualTo(Shape.of(1, 2, 3));
    refused(() -> x.unsqueeze(3), "the new axis must be from -3 to 2, got 3");
    refused(() -> x.unsqueeze(-4), "the new axis must be from -3 to 2, got -4");
    Tensor y = Tensor.zeros(1, 2, 1);
    assertThat(y.squeeze().shape()).isEqualTo(Shape.of(2));
    assertThat(y.squeeze(0).shape()).isEqualTo(Shape.of(2, 1));
    assertThat(y.squeeze(-1).shape()).isEqualTo(Shape.of(1, 2));
    refused(() -> y.squeeze(1), "axis 1 isn't of length 1");
  }

  @Test
  void paddingAddsNothingLessThanNothing() {
    shows(x.pad(1, 1, 0, 9), 9, 0, 1, 2, 9, 3, 4, 5);
    shows(x.pad(1, 0, 0, 9), 0, 1, 2, 3, 4, 5);
    refused(() -> x.pad(1, -1, 0, 9), "can't add -1 and 0 elements");
    refused(() -> x.pad(1, 0, -1, 9), "can't add 0 and -1 elements");
  }

  @Test
  void noClassesMakeNoColumns() {
    assertThat(Tensor.of(new int[0]).oneHot(0).shape()).isEqualTo(Shape.of(0, 0));
    refused(() -> x.oneHot(-1), "there can't be -1 classes");
  }

  @Test
  void functionsKeepAFloatingType() {
    Tensor y = Tensor.of(DType.F64, 0.1, 0.3);
    assertThat(y.mean().item()).isEqualTo(0.2);
    assertThat(y.mean().dtype()).isEqualTo(DType.F64);
    assertThat(x.mean().dtype()).isEqualTo(DType.F32);
    assertThat(y.reciprocal().toDoubles()).containsExactly(1 / 0.1, 1 / 0.3);
    assertThat(Tensor.scalar(0).erf().item()).isZero();
    assertThat(Tensor.of(1.0, 1).logSoftmax(0).get(0)).isEqualTo((float) -Math.log(2));
  }

  /// What a leaf keeps is its own: neither the upstream's nor its own elements.
  @Test
  void aGradientIsNobodyElses() {
    Tensor w = Tensor.of(1.0, 2).requiresGrad(true);
    Tensor upstream = Tensor.of(3.0, 4);
    w.backward(upstream);
    upstream.fill(0);
    assertThat(w.grad().toDoubles()).containsExactly(3, 4);
    w.zeroGrad();
    w.backward(w);
    Tensor.noGrad(() -> w.fill(0));
    assertThat(w.grad().toDoubles()).containsExactly(1, 2);
    assertThatThrownBy(() -> upstream.backward(upstream))
        .hasMessageContaining("f32[2] does not depend on a tensor that requires a gradient");
  }

  @Test
  void aGraphOfALeafIsTheLeaf() {
    assertThat(Tensor.zeros(2).graph()).hasToString("$1 = leaf f32[2]\n");
    Tensor w = Tensor.of(1.0).requiresGrad(true);
    Tensor y = w.exp().log();
    assertThat(y.graph().nodes()).hasSize(2);
    assertThat(y.graph().toDot())
        .contains("[shape=box, label=\"exp")
        .contains("[shape=box, style=bold, label=\"log");
  }

  @Test
  void aNumberOfInputsIsSaidInWords() {
    assertThat(Arity.ONE).hasToString("1 input");
    assertThat(Arity.TWO).hasToString("2 inputs");
    assertThat(Arity.TWO_OR_THREE).hasToString("2 to 3 inputs");
    assertThat(Arity.SOME).hasToString("at least 1 input");
    assertThat(new Arity(2, Integer.MAX_VALUE)).hasToString("at least 2 inputs");
  }
}
