package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LayersTest {
  private static Tensor matrix(double[]... rows) {
    return Tensor.of(rows);
  }

  @TestFactory
  Stream<DynamicTest> linearIsAWeightedSumPlusABias() {
    return OnEachBackend.test(
        "linear",
        () -> {
          Linear layer =
              new Linear(
                  matrix(new double[] {1, 2, 3}, new double[] {0, -1, 1}), Tensor.of(10.0, 20.0));
          Tensor y = layer.forward(matrix(new double[] {1, 1, 1}, new double[] {2, 0, -1}));
          assertThat(y.shape().dims()).containsExactly(2, 2);
          assertThat(y.toDoubles()).containsExactly(16, 20, 9, 19);
          assertThat(layer.forward(Tensor.of(1.0, 1.0, 1.0)).toDoubles()).containsExactly(16, 20);
        });
  }

  @Test
  void linearsGradientsReachItsParameters() {
    Linear layer = new Linear(new Generator(0), 2, 1);
    layer.forward(matrix(new double[] {1, 2}, new double[] {3, 4})).sum().backward();
    assertThat(layer.weight().grad().toDoubles()).containsExactly(4, 6);
    assertThat(layer.bias().grad().toDoubles()).containsExactly(2);
  }

  @Test
  void linearRefusesWhatDoesNotFit() {
    Linear layer = new Linear(new Generator(0), 3, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(Tensor.zeros(5, 4)))
        .withMessage("Linear: takes 3 inputs along the last axis and gives 2, but got f32[5, 4]");
    assertThatIllegalArgumentException().isThrownBy(() -> layer.forward(Tensor.scalar(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Linear(Tensor.zeros(2, 3), Tensor.zeros(3)))
        .withMessageContaining("f32[2, 3] and f32[3]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Linear(Tensor.zeros(2), Tensor.zeros(2)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Linear(new Generator(0), 0, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new Linear(new Generator(0), 2, 0));
  }

  @Test
  void linearMayHaveNoBias() {
    Linear layer = new Linear(new Generator(0), 3, 2, false);
    assertThat(layer.bias()).isNull();
    assertThat(layer.state()).containsOnly(Map.entry("weight", layer.weight()));
    assertThat(layer.parameters().keySet()).containsExactly("weight");
    assertThat(new Linear(new Generator(0), 3, 2, true).weight().toFloats())
        .containsExactly(layer.weight().toFloats());
    Linear known = new Linear(matrix(new double[] {1, 2}, new double[] {0, -1}), null);
    assertThat(known.forward(matrix(new double[] {1, 10})).toDoubles()).containsExactly(21, -10);
    assertThat(known.forward(Tensor.of(1.0, 10.0)).toDoubles()).containsExactly(21, -10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Linear(Tensor.zeros(2), null))
        .withMessageContaining("not f32[2] and none");
  }

  @Test
  void activationsAreTheEnginesFunctions() {
    Tensor x = Tensor.of(-1.5, 0.0, 2.0);
    assertThat(new ReLU().forward(x).toDoubles()).containsExactly(0, 0, 2);
    assertThat(new Tanh().forward(x).toFloats()).containsExactly(x.tanh().toFloats());
    assertThat(new Sigmoid().forward(x).get(2)).isCloseTo(1 / (1 + Math.exp(-2)), within(1e-7));
    assertThat(new ReLU().parameters()).isEmpty();
  }

  @Test
  void flattenKeepsTheRows() {
    Tensor x = Tensor.arange(24).reshape(2, 3, 4);
    Tensor y = new Flatten().forward(x);
    assertThat(y.shape().dims()).containsExactly(2, 12);
    assertThat(y.toInts()).containsExactly(x.toInts());
    assertThat(new Flatten().forward(Tensor.zeros(0, 3, 4)).shape().dims()).containsExactly(0, 12);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Flatten().forward(Tensor.zeros(3)))
        .withMessageContaining("f32[3]");
  }

  @Test
  void sequentialAppliesItsLayersInOrder() {
    Layer plusOne = x -> x.add(1);
    Layer twice = x -> x.mul(2);
    assertThat(new Sequential(plusOne, twice).forward(Tensor.scalar(3)).item()).isEqualTo(8);
    assertThat(new Sequential(twice, plusOne).forward(Tensor.scalar(3)).item()).isEqualTo(7);
    assertThat(new Sequential().forward(Tensor.scalar(3)).item()).isEqualTo(3);
  }

  @Test
  void sequentialNamesParametersAsPyTorchDoes() {
    Generator g = new Generator(1);
    Linear first = new Linear(g, 4, 3);
    Linear inner = new Linear(g, 3, 3);
    Linear last = new Linear(g, 3, 1);
    Sequential model = new Sequential(first, new ReLU(), new Sequential(inner, new Tanh()), last);
    assertThat(model.parameters().keySet())
        .containsExactly("0.weight", "0.bias", "2.0.weight", "2.0.bias", "3.weight", "3.bias");
    assertThat(model.parameters().get("2.0.bias")).isSameAs(inner.bias());
    assertThat(model.parameters().get("0.weight")).isSameAs(first.weight());
    assertThat(model.parameters().values()).allMatch(Tensor::requiresGrad);
  }

  @Test
  void sequentialIsNotChangedThroughItsList() {
    List<Layer> layers = new ArrayList<>(List.of(new ReLU()));
    Sequential model = new Sequential(layers);
    layers.add(new Sigmoid());
    assertThat(model.layers()).containsExactly(new ReLU());
    Map<String, Tensor> parameters = new Linear(new Generator(0), 1, 1).parameters();
    assertThatThrownBy(parameters::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @TestFactory
  Stream<DynamicTest> dropoutDropsAndScalesWhileTraining() {
    return OnEachBackend.test(
        "dropout",
        () -> {
          Dropout layer = new Dropout(0.25, new Generator(5));
          Tensor x = Tensor.ones(100, 100).requiresGrad(true);
          Tensor y = Training.on(() -> layer.forward(x));
          float kept = (float) (1 / 0.75);
          for (float value : y.toFloats()) {
            assertThat(value).isIn(0f, kept);
          }
          assertThat(y.ne(0).to(DType.F64).mean().item()).isCloseTo(0.75, within(0.02));
          // What was dropped gets no gradient, and the rest the scaled one.
          y.sum().backward();
          assertThat(x.grad().toFloats()).containsExactly(y.toFloats());
          Tensor again = Training.on(() -> layer.forward(x));
          assertThat(again.toFloats()).isNotEqualTo(y.toFloats());
        });
  }

  @Test
  void dropoutDoesNothingOtherwise() {
    Generator generator = new Generator(5);
    Tensor x = Tensor.ones(10);
    assertThat(new Dropout(0.9, generator).forward(x)).isSameAs(x);
    assertThat(generator.uniform(1)).containsExactly(new Generator(5).uniform(1));
    Dropout none = new Dropout(0, new Generator(5));
    assertThat(Training.on(() -> none.forward(x)).toFloats()).containsExactly(x.toFloats());
  }

  @Test
  void dropoutWorksOnATensorOfAnotherBackend() {
    Tensor x = Backends.using(Backends.named("reference"), () -> Tensor.ones(8)).to(DType.F64);
    Dropout layer = new Dropout(0.5, new Generator(5));
    Tensor y = Training.on(() -> layer.forward(x));
    assertThat(y.backend()).isSameAs(x.backend());
    assertThat(y.dtype()).isEqualTo(DType.F64);
  }

  @Test
  void dropoutRefusesWhatIsNoProbability() {
    for (double p : new double[] {-0.1, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Dropout(p, new Generator(0)))
          .withMessageContaining("" + p);
    }
  }

  @Test
  void trainingIsOnOnlyInside() {
    assertThat(Training.isOn()).isFalse();
    assertThat(Training.on(Training::isOn)).isTrue();
    assertThat(Training.isOn()).isFalse();
  }

  @Test
  void trainingCanBeOffInside() {
    assertThat(Training.off(Training::isOn)).isFalse();
    assertThat(Training.off(() -> Training.on(Training::isOn))).isTrue();
    boolean before =
        Training.on(
            () -> {
              Tensor x = Tensor.ones(10);
              Dropout layer = new Dropout(0.9, new Generator(5));
              assertThat(Training.off(() -> layer.forward(x))).isSameAs(x);
              return Training.isOn();
            });
    assertThat(before).as("on again after it").isTrue();
  }
}
