package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Collection;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Initial weights, losses and training as a real PyTorch computed them.
class PyTorchParityTest {
  private static final Map<String, Tensor> FIGURES = Figures.read();

  private static void assertClose(String name, double[] actual, double tolerance) {
    double[] expected = FIGURES.get(name).toDoubles();
    assertThat(actual).as(name).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("%s, element %d: %s, PyTorch %s", name, i, actual[i], expected[i])
          .isLessThanOrEqualTo(tolerance * Math.abs(expected[i]));
    }
  }

  @Test
  void linearStartsFromTheSameWeights() {
    Linear linear = new Linear(new Generator(7), 5, 3);
    assertClose("linear/weight", linear.weight().toDoubles(), 0);
    assertClose("linear/bias", linear.bias().toDoubles(), 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mse", "l1", "bceWithLogits", "crossEntropy"})
  void lossesAndTheirGradients(String name) {
    Tensor prediction = FIGURES.get("losses/prediction").to(DType.F32).requiresGrad(true);
    Tensor target = FIGURES.get("losses/target").to(DType.F32);
    Tensor labels = Tensor.of(0, 2, 1, 1, 0, 2);
    Tensor loss =
        switch (name) {
          case "mse" -> Losses.mse(prediction, target);
          case "l1" -> Losses.l1(prediction, target);
          case "bceWithLogits" -> Losses.bceWithLogits(prediction, target);
          default -> Losses.crossEntropy(prediction, labels);
        };
    assertClose("losses/" + name, loss.toDoubles(), 1e-6);
    loss.backward();
    assertClose("losses/" + name + "/grad", prediction.grad().toDoubles(), 1e-5);
  }

  private static Optimizer optimizer(String name, Collection<Tensor> p) {
    return switch (name) {
      case "sgd" -> new SGD(p, 0.05);
      case "sgdMomentum" -> new SGD(p, new SGD.Options(0.02, 0.9, false, 0.01));
      case "sgdNesterov" -> new SGD(p, new SGD.Options(0.02, 0.8, true, 0.001));
      case "adam" -> new Adam(p, new Adam.Options(0.01, 0.9, 0.999, 1e-8, 0.02));
      case "adamW" -> new AdamW(p, new Adam.Options(0.01, 0.9, 0.999, 1e-8, 0.1));
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "sgd, simd",
    "sgd, reference",
    "sgdMomentum, simd",
    "sgdNesterov, simd",
    "adam, simd",
    "adam, reference",
    "adamW, simd",
    "adamW, reference"
  })
  void fiftyStepsOfTraining(String name, String backend) {
    Backends.using(
        Backends.named(backend),
        () -> {
          Generator generator = new Generator(3);
          Layer model =
              new Sequential(new Linear(generator, 4, 8), new ReLU(), new Linear(generator, 8, 1));
          Dataset data = new Dataset(Tensor.rand(generator, 32, 4), Tensor.rand(generator, 32, 1));
          Optimizer optimizer = optimizer(name, model.parameters().values());
          BinaryOperator<Tensor> loss = Losses::mse;
          double[] losses = Training.fit(model, data, loss, optimizer, 50, (_, _) -> {});
          assertClose("training/" + name, losses, 1e-5);
          if (name.equals("sgd")) {
            Function<String, double[]> trained = key -> model.parameters().get(key).toDoubles();
            assertThat(model.parameters().keySet())
                .containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
            for (String key : model.parameters().keySet()) {
              assertClose("training/sgd/" + key, trained.apply(key), 1e-4);
            }
          }
          return null;
        });
  }
}
