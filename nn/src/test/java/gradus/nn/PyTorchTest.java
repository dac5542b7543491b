package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.testkit.Fixture;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The numbers that PyTorch computes, from the files that `fixtures/pytorch.py` writes.
class PyTorchTest {
  private static List<Fixture> fixtures(String file) {
    return Fixture.read(PyTorchTest.class.getResourceAsStream("fixtures/" + file));
  }

  private static void close(String what, Tensor actual, Tensor expected, double allowed) {
    assertThat(actual.spec()).as(what).isEqualTo(expected.spec());
    double[] got = actual.toDoubles();
    double[] wanted = expected.toDoubles();
    for (int i = 0; i < wanted.length; i++) {
      double within = allowed * Math.max(1, Math.abs(wanted[i]));
      assertThat(got[i]).as("%s, element %d", what, i).isCloseTo(wanted[i], within(within));
    }
  }

  @TestFactory
  Stream<DynamicTest> linearStartsWithTheSameWeights() {
    return fixtures("linear.txt").stream()
        .flatMap(c -> OnEachBackend.test(c.name(), () -> checkWeights(c)));
  }

  /// The name is the seed and then each layer's inputs and outputs.
  private static void checkWeights(Fixture fixture) {
    String[] words = fixture.name().split("[:,]");
    Generator generator = new Generator(Long.parseLong(words[0]));
    Layer[] layers = new Layer[words.length - 1];
    for (int i = 0; i < layers.length; i++) {
      String[] sizes = words[i + 1].split("x");
      layers[i] = new Linear(generator, Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]));
    }
    Sequential network = new Sequential(layers);
    assertThat(network.parameters().keySet()).containsExactlyElementsOf(fixture.tensors().keySet());
    network
        .parameters()
        .forEach(
            (name, actual) -> {
              Tensor expected = fixture.get(name);
              assertThat(actual.toFloats()).as(name).containsExactly(expected.toFloats());
            });
  }

  @TestFactory
  Stream<DynamicTest> lossesAndTheirGradients() {
    return fixtures("losses.txt").stream()
        .flatMap(
            c ->
                Stream.of(DType.F64, DType.F32)
                    .flatMap(
                        dtype ->
                            OnEachBackend.test(c.name() + " " + dtype, () -> checkLoss(c, dtype))));
  }

  private static BiFunction<Tensor, Tensor, Tensor> loss(String name) {
    return switch (name) {
      case "mse" -> Losses::mse;
      case "l1" -> Losses::l1;
      case "bceWithLogits" -> Losses::bceWithLogits;
      case "crossEntropy" -> Losses::crossEntropy;
      case "crossEntropyIgnoring" -> (x, y) -> Losses.crossEntropy(x, y, 1, 0);
      case "crossEntropySmoothed" -> (x, y) -> Losses.crossEntropy(x, y, -100, 0.1);
      case "crossEntropyBoth" -> (x, y) -> Losses.crossEntropy(x, y, -100, 0.25);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static void checkLoss(Fixture fixture, DType dtype) {
    Tensor prediction = fixture.get("prediction").to(dtype).copy().requiresGrad(true);
    Tensor target = fixture.get("target");
    target = target.dtype().isFloating() ? target.to(dtype) : target;
    Tensor loss = loss(fixture.name().split("\\.")[0]).apply(prediction, target);
    loss.backward();
    double allowed = dtype == DType.F64 ? 1e-12 : 1e-6;
    close("loss", loss, fixture.get("loss").to(dtype), allowed);
    close("gradient", prediction.grad(), fixture.get("gradient").to(dtype), allowed);
  }

  /// A training that the script does too, under the same name.
  private record Run(
      String name,
      Function<Collection<Tensor>, Optimizer> optimizer,
      String loss,
      Layer activation,
      int outputs,
      int epochs,
      int batchSize) {}

  private static final List<Run> RUNS =
      List.of(
          new Run("sgd", p -> new SGD(p, 0.3), "mse", new ReLU(), 2, 50, 40),
          new Run(
              "sgd-momentum",
              p -> new SGD(p, new SGD.Options(0.05, 0.9, false, 0)),
              "l1",
              new Sigmoid(),
              1,
              50,
              40),
          new Run(
              "sgd-nesterov",
              p -> new SGD(p, new SGD.Options(0.1, 0.9, true, 0.01)),
              "bceWithLogits",
              new Tanh(),
              1,
              50,
              40),
          new Run("adam", p -> new Adam(p, 0.02), "crossEntropy", new ReLU(), 3, 50, 40),
          new Run(
              "adam-decay",
              p -> new Adam(p, new Adam.Options(0.01, 0.8, 0.99, 1e-6, 0.05)),
              "mse",
              new Tanh(),
              2,
              50,
              40),
          new Run("adamw", p -> new AdamW(p, 0.02), "bceWithLogits", new ReLU(), 1, 50, 40),
          new Run(
              "adamw-batches",
              p -> new AdamW(p, new AdamW.Options(0.02, 0.9, 0.999, 1e-8, 0.1)),
              "crossEntropy",
              new Tanh(),
              3,
              17,
              16));

  @TestFactory
  Stream<DynamicTest> trainingTakesTheSameCourse() {
    List<Fixture> fixtures = fixtures("training.txt");
    assertThat(fixtures).extracting(Fixture::name).isEqualTo(RUNS.stream().map(Run::name).toList());
    return RUNS.stream()
        .flatMap(
            run ->
                OnEachBackend.test(
                    run.name, () -> checkTraining(run, fixtures.get(RUNS.indexOf(run)))));
  }

  /// Data, weights and the batches' order, all from one stream of numbers, in this order.
  private static void checkTraining(Run run, Fixture fixture) {
    Generator generator = new Generator(3);
    Tensor x = Tensor.rand(generator, 40, 6).mul(2).sub(1);
    Tensor y = Tensor.rand(generator, 40, run.outputs);
    y =
        switch (run.loss) {
          case "crossEntropy" -> y.argmax(1);
          case "bceWithLogits" -> y.gt(0.5).to(DType.F32);
          default -> y;
        };
    Sequential model =
        new Sequential(
            new Linear(generator, 6, 10), run.activation, new Linear(generator, 10, run.outputs));
    double[] losses =
        Trainer.fit(
            model,
            new Dataset(x, y),
            loss(run.loss),
            run.optimizer.apply(model.parameters().values()),
            run.epochs,
            run.batchSize,
            generator,
            (_, _) -> {});
    double[] expected = fixture.get("losses").toDoubles();
    assertThat(losses).hasSameSizeAs(expected);
    for (int epoch = 0; epoch < losses.length; epoch++) {
      assertThat(losses[epoch])
          .as("epoch %d", epoch)
          .isCloseTo(expected[epoch], within(1e-5 * expected[epoch]));
    }
    model.parameters().forEach((name, actual) -> close(name, actual, fixture.get(name), 1e-4));
  }

  private static Optimizer optimizer(String name, List<Tensor> p) {
    return switch (name) {
      case "sgd" -> new SGD(p, 0.1);
      case "sgd-decay" -> new SGD(p, new SGD.Options(0.1, 0, false, 0.3));
      case "sgd-momentum" -> new SGD(p, new SGD.Options(0.1, 0.9, false, 0));
      case "sgd-momentum-decay" -> new SGD(p, new SGD.Options(0.1, 0.5, false, 0.3));
      case "sgd-nesterov" -> new SGD(p, new SGD.Options(0.1, 0.9, true, 0));
      case "sgd-nesterov-decay" -> new SGD(p, new SGD.Options(0.1, 0.5, true, 0.3));
      case "sgd-rising" -> new SGD(p, new SGD.Options(0.1, 1.25, false, 0));
      case "sgd-still" -> new SGD(p, new SGD.Options(0, 0.9, false, 0.3));
      case "adam" -> new Adam(p, 0.1);
      case "adam-betas" -> new Adam(p, new Adam.Options(0.1, 0.5, 0.75, 1e-8, 0));
      case "adam-memoryless" -> new Adam(p, new Adam.Options(0.1, 0, 0, 1e-8, 0));
      case "adam-eps" -> new Adam(p, new Adam.Options(0.1, 0.9, 0.999, 0.5, 0));
      case "adam-decay" -> new Adam(p, new Adam.Options(0.1, 0.9, 0.999, 1e-8, 0.3));
      case "adam-all" -> new Adam(p, new Adam.Options(0.2, 0.5, 0.75, 0.125, 0.3));
      case "adamw" -> new AdamW(p, 0.1);
      case "adamw-none" -> new AdamW(p, new AdamW.Options(0.1, 0.9, 0.999, 1e-8, 0));
      case "adamw-all" -> new AdamW(p, new AdamW.Options(0.2, 0.5, 0.75, 0.125, 0.3));
      case "rmsprop" -> new RMSprop(p, 0.1);
      case "rmsprop-alpha" -> new RMSprop(p, new RMSprop.Options(0.1, 0.5, 0.25, 0, false, 0));
      case "rmsprop-decay" -> new RMSprop(p, new RMSprop.Options(0.1, 0.99, 1e-8, 0, false, 0.3));
      case "rmsprop-momentum" ->
          new RMSprop(p, new RMSprop.Options(0.1, 0.99, 1e-8, 0.9, false, 0));
      case "rmsprop-centered" -> new RMSprop(p, new RMSprop.Options(0.1, 0.75, 0.125, 0, true, 0));
      case "rmsprop-all" -> new RMSprop(p, new RMSprop.Options(0.2, 0.75, 0.125, 0.5, true, 0.3));
      case "adagrad" -> new Adagrad(p, 0.1);
      case "adagrad-slowing" -> new Adagrad(p, new Adagrad.Options(0.1, 0.25, 0, 0, 1e-10));
      case "adagrad-decay" -> new Adagrad(p, new Adagrad.Options(0.1, 0, 0.3, 0, 1e-10));
      case "adagrad-initial" -> new Adagrad(p, new Adagrad.Options(0.1, 0, 0, 0.5, 1e-10));
      case "adagrad-all" -> new Adagrad(p, new Adagrad.Options(0.2, 0.25, 0.3, 0.5, 0.125));
      default -> throw new IllegalArgumentException(name);
    };
  }

  @TestFactory
  Stream<DynamicTest> optimizersTakeTheSameSteps() {
    List<Fixture> fixtures = fixtures("optimizers.txt");
    assertThat(fixtures).hasSize(28);
    return fixtures.stream().flatMap(c -> OnEachBackend.test(c.name(), () -> checkSteps(c)));
  }

  /// A step rounds some ten times, and a momentum of 0.9 makes at most ten times as much of it.
  private static void checkSteps(Fixture fixture) {
    Tensor p = fixture.get("start").copy().requiresGrad(true);
    Optimizer optimizer = optimizer(fixture.name(), List.of(p));
    for (int step = 0; step < 10; step++) {
      optimizer.zeroGrad();
      if (fixture.tensors().containsKey("gradient" + step)) {
        p.mul(fixture.get("gradient" + step)).sum().backward();
      }
      optimizer.step();
      close("step " + step, p, fixture.get("parameter" + step), 100 * (step + 1) * 0x1p-53);
    }
  }
}
