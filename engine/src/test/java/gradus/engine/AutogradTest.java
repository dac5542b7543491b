package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AutogradTest {
  private static Tensor leaf(double... values) {
    return Tensor.of(DType.F64, values).requiresGrad(true);
  }

  /// A layer's weight, say: what a backward leaves there shouldn't have to be put in order.
  @Test
  void aTransposedFactorsGradientLiesInTheOrderOfTheFactor() {
    Tensor w = Tensor.linspace(-1, 1, 6).reshape(3, 2).requiresGrad(true);
    Tensor x = Tensor.linspace(0, 2, 8).reshape(4, 2);
    Tensor upstream = Tensor.linspace(3, 5, 12).reshape(4, 3);
    Node right = x.matmul(w.t()).node();
    Tensor ofRight = right.op().gradient(right, 1, upstream).t();
    assertThat(ofRight.layout().isContiguous()).isTrue();
    assertThat(ofRight.toFloats()).containsExactly(upstream.t().matmul(x).toFloats());
    Tensor z = Tensor.linspace(1, 2, 12).reshape(3, 4);
    Node left = w.t().matmul(z).node();
    Tensor ofLeft = left.op().gradient(left, 0, x.t()).t();
    assertThat(ofLeft.layout().isContiguous()).isTrue();
    assertThat(ofLeft.toFloats()).containsExactly(z.matmul(x).toFloats());
    x.matmul(w.t()).backward(upstream);
    assertThat(w.grad().toFloats()).containsExactly(ofRight.toFloats());
  }

  @Test
  void gradientsAccumulateUntilZeroed() {
    Tensor x = leaf(1, 2, 3);
    x.square().sum().backward();
    assertThat(x.grad().toDoubles()).containsExactly(2, 4, 6);
    x.square().sum().backward();
    assertThat(x.grad().toDoubles()).containsExactly(4, 8, 12);
    x.zeroGrad();
    assertThat(x.grad()).isNull();
  }

  @Test
  void aGradientCanBeSet() {
    Tensor x = leaf(1, 2, 3);
    Tensor mean = Tensor.of(DType.F64, 5, 6, 7);
    x.grad(mean);
    assertThat(x.grad().toDoubles()).containsExactly(5, 6, 7);
    mean.fill(0);
    assertThat(x.grad().toDoubles()).as("a copy").containsExactly(5, 6, 7);
    x.square().sum().backward();
    assertThat(x.grad().toDoubles()).as("added to").containsExactly(7, 10, 13);
    x.grad(x.square());
    assertThat(x.grad().requiresGrad()).isFalse();
    assertThat(x.grad().toDoubles()).containsExactly(1, 4, 9);
    x.grad(null);
    assertThat(x.grad()).isNull();
  }

  @Test
  void aGradientThatDoesNotFitIsNotSet() {
    Tensor x = leaf(1, 2, 3);
    Tensor good = Tensor.of(DType.F64, 5, 6, 7);
    x.grad(good);
    assertThatThrownBy(() -> x.grad(Tensor.zeros(DType.F64, Shape.of(1, 3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("f64[1, 3]")
        .hasMessageContaining("f64[3]");
    assertThatThrownBy(() -> x.grad(Tensor.zeros(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("f32[3]");
    Backend other = Backends.named(x.backend().name().equals("simd") ? "reference" : "simd");
    assertThatThrownBy(() -> x.grad(good.to(other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(other.name());
    assertThatThrownBy(() -> x.square().grad(good))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the result of square");
    Tensor constant = Tensor.of(DType.F64, 1, 2, 3);
    assertThatThrownBy(() -> constant.grad(good))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("doesn't require");
    assertThat(x.grad().toDoubles()).containsExactly(5, 6, 7);
    assertThat(constant.grad()).isNull();
  }

  @Test
  void aSecondBackwardThroughTheSameGraphDoubles() {
    Tensor x = leaf(0.5, -1);
    Tensor loss = x.exp().mul(x).sum();
    loss.backward();
    double[] once = x.grad().toDoubles();
    loss.backward();
    double[] twice = x.grad().toDoubles();
    for (int i = 0; i < once.length; i++) {
      assertThat(twice[i]).isEqualTo(2 * once[i]);
    }
  }

  @Test
  void gradientsThatMeetAreSummed() {
    Tensor x = leaf(3);
    Tensor y = x.mul(2);
    y.add(y.mul(x)).add(x).sum().backward();
    // 2x + 2x² + x
    assertThat(x.grad().item()).isEqualTo(2 + 4 * 3 + 1);
  }

  @Test
  void broadcastGradientsAreSummedToTheInputsShape() {
    Tensor x = Tensor.ones(3, 1).requiresGrad(true);
    Tensor y = Tensor.ones(4).requiresGrad(true);
    x.mul(y).sum().backward();
    assertThat(x.grad().shape()).isEqualTo(Shape.of(3, 1));
    assertThat(x.grad().toDoubles()).containsOnly(4);
    assertThat(y.grad().shape()).isEqualTo(Shape.of(4));
    assertThat(y.grad().toDoubles()).containsOnly(3);
  }

  @Test
  void leavesThatShareAGradientGetTheirOwn() {
    Tensor a = leaf(1, 2);
    Tensor b = leaf(3, 4);
    a.add(b).sum().backward();
    a.grad().fill(9);
    assertThat(b.grad().toDoubles()).containsExactly(1, 1);
    Tensor upstream = Tensor.of(DType.F64, 5, 6);
    Tensor c = leaf(1, 2);
    c.add(0).backward(upstream);
    upstream.fill(0);
    assertThat(c.grad().toDoubles()).containsExactly(5, 6);
    c.requiresGrad(true);
    c.zeroGrad();
    c.flip().backward(Tensor.of(DType.F64, 5, 6));
    assertThat(c.grad().toDoubles()).containsExactly(6, 5);
    assertThat(c.grad().layout().isContiguous()).isTrue();
  }

  @Test
  void aGraphOfAHundredThousandNodesIsNoTooDeep() {
    Tensor x = leaf(1);
    Tensor y = x;
    for (int i = 0; i < 100_000; i++) {
      y = y.mul(1.00001);
    }
    y.sum().backward();
    assertThat(x.grad().item()).isCloseTo(Math.pow(1.00001, 100_000), within(1e-9));
    assertThat(y.graph().size()).isEqualTo(100_000);
  }

  /// Nothing but the tensors themselves holds a graph: neither the engine, nor the leaves, nor the
  /// gradients. And what is so deep can be collected.
  @Test
  void aDeepGraphIsCollectedOnceNobodyHasIt() throws InterruptedException {
    Tensor x = leaf(1);
    List<WeakReference<Object>> graph = deepGraph(x);
    assertThat(x.grad()).isNotNull();
    for (int i = 0; i < 50 && graph.stream().anyMatch(node -> node.get() != null); i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(graph).allMatch(node -> node.get() == null);
  }

  /// In a method of its own, so that no variable keeps what it made.
  private static List<WeakReference<Object>> deepGraph(Tensor x) {
    List<WeakReference<Object>> graph = new ArrayList<>();
    Tensor y = x;
    for (int i = 0; i < 100_000; i++) {
      y = y.neg();
      if (i % 10_000 == 0) {
        graph.add(new WeakReference<>(y));
        graph.add(new WeakReference<>(y.node()));
      }
    }
    y.sum().backward();
    Gradients.recorded(y.sum(), x);
    return graph;
  }

  private static Offset<Double> within(double offset) {
    return Offset.offset(offset);
  }

  @Test
  void aGraphWithExponentiallyManyPathsIsWalkedOnce() {
    Tensor x = leaf(1);
    Tensor y = x;
    for (int i = 0; i < 50; i++) {
      y = y.add(y);
    }
    y.sum().backward();
    assertThat(x.grad().item()).isEqualTo(Math.pow(2, 50));
  }

  @Test
  void gradientsOfGradients() {
    Tensor x = leaf(2);
    Tensor y = x.pow(4).sum();
    Tensor first = Gradients.recorded(y, x).getFirst();
    Tensor second = Gradients.recorded(first.sum(), x).getFirst();
    Tensor third = Gradients.of(second.sum(), x).getFirst();
    assertThat(first.item()).isCloseTo(32, within(1e-12));
    assertThat(second.item()).isCloseTo(48, within(1e-12));
    assertThat(third.item()).isCloseTo(48, within(1e-12));
    assertThat(third.requiresGrad()).isFalse();
    assertThat(x.grad()).isNull();
  }

  @Test
  void gradientsOfValuesOnTheWayAndOfUnusedOnes() {
    Tensor x = leaf(3);
    Tensor unused = leaf(1, 1);
    Tensor middle = x.square();
    List<Tensor> gradients = Gradients.of(middle.mul(5).sum(), middle, x, unused);
    assertThat(gradients.get(0).item()).isEqualTo(5);
    assertThat(gradients.get(1).item()).isEqualTo(30);
    assertThat(gradients.get(2).toDoubles()).containsExactly(0, 0);
  }

  @Test
  void gradientsThatNobodyAskedForAreNotComputed() {
    CustomFunction opaque =
        new CustomFunction() {
          @Override
          public String name() {
            return "opaque";
          }

          @Override
          public Tensor forward(List<Tensor> inputs) {
            return inputs.getFirst().mul(2);
          }

          @Override
          public Tensor gradient(int input, List<Tensor> inputs, Tensor output, Tensor upstream) {
            throw new AssertionError("this gradient was not requested");
          }
        };
    Tensor x = leaf(3);
    Tensor other = leaf(1);
    Tensor loss = opaque.apply(other).mul(x).sum();
    assertThat(Gradients.of(loss, x).getFirst().item()).isEqualTo(2);
    assertThatThrownBy(() -> Gradients.of(loss, other)).isInstanceOf(AssertionError.class);
  }

  @Test
  void noGradRecordsNothingInThisThreadAlone() throws InterruptedException {
    Tensor x = leaf(1);
    boolean[] elsewhere = new boolean[1];
    Tensor inside =
        Tensor.noGrad(
            () -> {
              Thread thread =
                  Thread.ofPlatform().start(() -> elsewhere[0] = x.mul(2).requiresGrad());
              try {
                thread.join();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return x.mul(2);
            });
    assertThat(inside.requiresGrad()).isFalse();
    assertThat(elsewhere[0]).isTrue();
    assertThat(x.mul(2).requiresGrad()).isTrue();
  }

  /// A where that chooses, rather than a product, lets no NaN out of a gradient that is cut off.
  @Test
  void aReluCutsOffInfiniteGradients() {
    Tensor x = leaf(-1, 0, 2);
    x.relu().backward(Tensor.of(DType.F64, Double.POSITIVE_INFINITY, Double.NaN, 3));
    assertThat(x.grad().toDoubles()).containsExactly(0, 0, 3);
  }

  @Test
  void detachCutsTheGraph() {
    Tensor x = leaf(2);
    x.mul(x.detach()).sum().backward();
    assertThat(x.grad().item()).isEqualTo(2);
  }

  @Test
  void aChangeInPlaceOfANeededValueThrows() {
    Tensor x = leaf(1, 2);
    Tensor y = x.exp();
    Tensor loss = y.sum();
    Tensor.noGrad(() -> y.slice(0, 0, 1).fill(7));
    assertThatThrownBy(loss::backward)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("exp")
        .hasMessageContaining("changed in place");
    Tensor.noGrad(() -> x.addInPlace(Tensor.of(DType.F64, 1)));
    assertThatThrownBy(() -> x.square().sum().add(loss).backward())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aChangeInPlaceOfAValueThatNoGradientNeedsIsFine() {
    Tensor x = leaf(1, 2);
    Tensor y = x.add(1);
    Tensor loss = y.sum();
    Tensor.noGrad(() -> y.fill(7));
    loss.backward();
    assertThat(x.grad().toDoubles()).containsExactly(1, 1);
  }

  @Test
  void aChangeInPlaceThatWouldHaveToBeRecordedThrows() {
    Tensor x = leaf(1);
    Tensor plain = Tensor.of(DType.F64, 1);
    assertThatThrownBy(() -> x.fill(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("noGrad");
    assertThatThrownBy(() -> plain.addInPlace(x)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> plain.copyFrom(x)).isInstanceOf(IllegalStateException.class);
    assertThat(plain.item()).isEqualTo(1);
  }

  @Test
  void tiedExtremesShareTheGradient() {
    Tensor x = leaf(2, 2, 1, 2);
    x.max().backward();
    assertThat(x.grad().toDoubles()).containsExactly(1 / 3.0, 1 / 3.0, 0, 1 / 3.0);
    Tensor a = leaf(1);
    Tensor b = leaf(1);
    a.maximum(b).sum().backward();
    assertThat(a.grad().item()).isEqualTo(0.5);
    assertThat(b.grad().item()).isEqualTo(0.5);
  }

  @Test
  void valuesAtTheEdgeOfADomainHaveTheGradientsOfPyTorch() {
    Tensor x = leaf(0);
    x.abs().sum().backward();
    assertThat(x.grad().item()).isZero();
    Tensor base = leaf(0);
    Tensor exponent = leaf(0);
    base.pow(exponent).sum().backward();
    assertThat(base.grad().item()).isZero();
    assertThat(exponent.grad().item()).isZero();
  }

  @Test
  void mistakesAreToldApart() {
    Tensor x = leaf(1, 2);
    assertThatThrownBy(x::backward)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("backward: needs a loss of one element, not f64[2]; sum() or mean() it");
    assertThatThrownBy(() -> Tensor.ones(1).backward())
        .hasMessage("backward: f32[1] does not depend on a tensor that requires a gradient");
    assertThatThrownBy(() -> x.mul(2).backward(Tensor.ones(2)))
        .hasMessage("backward: the upstream gradient is f32[2], the tensor f64[2]");
    assertThatThrownBy(() -> x.mul(2).grad()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Tensor.of(1, 2).requiresGrad(true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> x.mul(2).requiresGrad(false))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Gradients.of(x.sum(), Tensor.ones(1)))
        .hasMessage("Gradients: input 0, f32[1], doesn't require a gradient");
  }

  @Test
  void aGraphShowsOperationsAndShapes() {
    Tensor x = Tensor.ones(2, 3);
    Tensor w = Tensor.ones(3, 1).requiresGrad(true);
    Graph graph = x.matmul(w).sum(0).graph(Map.of(x, "x", w, "w"));
    assertThat(graph)
        .hasToString(
            """
            x = leaf f32[2, 3]
            w = leaf f32[3, 1] requiresGrad
            %1 = matmul(x, w) f32[2, 1]
            %2 = sum axes [0](%1) f32[1, 1]
            %3 = reshape [1](%2) f32[1]
            """);
    assertThat(graph.toDot())
        .startsWith("digraph gradus {")
        .contains("n1 [shape=ellipse, style=bold, label=\"w\\nf32[3, 1] requiresGrad\"];")
        .contains("n0 -> n2;")
        .contains("n1 -> n2;")
        .contains("n2 [shape=box, label=\"matmul\\nf32[2, 1]\"];");
    assertThat(x.graph().size()).isZero();
    Tensor many = Tensor.stack(0, w.exp(), w.sin(), w.cos(), w.tanh(), w.neg(), w.abs());
    assertThat(many.graph().toString().lines().filter(line -> line.startsWith("%")).limit(6))
        .map(line -> line.substring(0, line.indexOf('(')))
        .containsExactly("%1 = exp", "%2 = sin", "%3 = cos", "%4 = tanh", "%5 = neg", "%6 = abs");
  }
}
