package gradus.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Adam;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.Optimizer;
import gradus.nn.ReLU;
import gradus.nn.SGD;
import gradus.nn.Sequential;
import gradus.nn.Sigmoid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A step of training stays on the device: forward, loss, backward and the optimizer's step.
class TrainingTest {
  private static final int STEPS = 5;
  private static final WatchedDevice DEVICE = WatchedDevice.open();
  private static final TornadoBackend BACKEND = new TornadoBackend(DEVICE);

  /// An image has so many pixels; the hidden layer and the batch are smaller where every item is a
  /// turn of a loop.
  private static final int PIXELS = 784;

  private static final int HIDDEN = WatchedDevice.isReal() ? 512 : 32;
  private static final int BATCH = WatchedDevice.isReal() ? 128 : 8;
  private static final int PASSENGERS = 713;

  enum Optimizing {
    SGD(parameters -> new SGD(parameters, 0.1)),
    MOMENTUM(parameters -> new SGD(parameters, new SGD.Options(0.05, 0.9, false, 0.001))),
    NESTEROV(parameters -> new SGD(parameters, new SGD.Options(0.05, 0.9, true, 0))),
    ADAM(parameters -> new Adam(parameters, 0.001));

    final Function<Collection<Tensor>, Optimizer> make;

    Optimizing(Function<Collection<Tensor>, Optimizer> make) {
      this.make = make;
    }
  }

  /// What is learned: drawn on a CPU, and moved from there.
  private record Lesson(Layer model, Tensor x, Tensor y, BinaryOperator<Tensor> loss) {
    List<Double> losses(Optimizing optimizing, Runnable afterwards) {
      Optimizer optimizer = optimizing.make.apply(model.parameters().values());
      List<Double> losses = new ArrayList<>();
      for (int i = 0; i < STEPS; i++) {
        optimizer.zeroGrad();
        Tensor value = loss.apply(model.forward(x), y);
        value.backward();
        optimizer.step();
        losses.add(value.item());
        afterwards.run();
      }
      return losses;
    }
  }

  private static Linear linear(Generator generator, int in, int out, Backend backend) {
    Linear drawn = new Linear(generator, in, out);
    return new Linear(moved(drawn.weight(), backend), moved(drawn.bias(), backend));
  }

  private static Tensor moved(Tensor parameter, Backend backend) {
    return parameter.detach().to(backend).requiresGrad(true);
  }

  /// The Titanic's network, whose last layer may be followed by a sigmoid.
  private static Lesson titanic(boolean withSigmoid, Backend backend) {
    Generator generator = new Generator(1);
    Tensor x = Tensor.rand(generator, PASSENGERS, 12).to(backend);
    Tensor y = Tensor.rand(generator, PASSENGERS, 1).gt(0.6).to(x.dtype()).to(backend);
    List<Layer> layers = new ArrayList<>();
    layers.add(linear(generator, 12, 20, backend));
    layers.add(withSigmoid ? new Sigmoid() : new ReLU());
    layers.add(linear(generator, 20, 1, backend));
    if (withSigmoid) {
      layers.add(new Sigmoid());
    }
    BinaryOperator<Tensor> loss = withSigmoid ? Losses::l1 : Losses::bceWithLogits;
    return new Lesson(new Sequential(layers), x, y, loss);
  }

  private static Lesson digits(Backend backend) {
    Generator generator = new Generator(2);
    Tensor x = Tensor.rand(generator, BATCH, PIXELS).to(backend);
    Tensor y = Tensor.rand(generator, BATCH).mul(10).to(DType.I32).to(backend);
    Layer model =
        new Sequential(
            linear(generator, PIXELS, HIDDEN, backend),
            new ReLU(),
            linear(generator, HIDDEN, 10, backend));
    return new Lesson(model, x, y, Losses::crossEntropy);
  }

  /// Trains on the CPU and on the device.
  ///
  /// @param roundings how many roundings lie in a row between a parameter and the next: the sums of
  ///   the layers, twice, since there is a way back, and the loss's
  /// @param read what a step brings from the device; it brings nothing there but the numbers in the
  ///   formulas
  private static void check(
      Function<Backend, Lesson> lesson, Optimizing optimizing, int roundings, List<String> read) {
    Backend reference = Backends.named("reference");
    List<Double> expected = lesson.apply(reference).losses(optimizing, () -> {});
    Lesson there = lesson.apply(BACKEND);
    DEVICE.forget();
    List<String> writes = new ArrayList<>();
    long handedOver = BACKEND.handedOver();
    List<Double> losses =
        there.losses(
            optimizing,
            () -> {
              assertThat(DEVICE.reads).containsExactlyInAnyOrderElementsOf(read);
              // The first step is also when an optimizer sets up what it remembers.
              writes.clear();
              writes.addAll(DEVICE.writes);
              DEVICE.forget();
            });
    assertThat(BACKEND.handedOver()).isEqualTo(handedOver);
    writes.removeIf("f32 1"::equals);
    assertThat(writes).isEmpty();
    // It learns, and differs by no more than if all roundings of all steps went one way on either
    // side.
    assertThat(losses.getLast()).isLessThan(losses.getFirst());
    for (int i = 0; i < STEPS; i++) {
      double allowed = 2 * (i + 1) * roundings * 0x1p-24 * expected.get(i);
      assertThat(losses.get(i)).isCloseTo(expected.get(i), within(allowed));
    }
  }

  @ParameterizedTest
  @EnumSource
  void titanicByTheMeanAbsoluteError(Optimizing optimizing) {
    check(
        backend -> titanic(true, backend),
        optimizing,
        2 * (12 + 20 + PASSENGERS),
        List.of("f32 1"));
  }

  @ParameterizedTest
  @EnumSource
  void titanicByTheCrossEntropy(Optimizing optimizing) {
    check(
        backend -> titanic(false, backend),
        optimizing,
        2 * (12 + 20 + PASSENGERS),
        List.of("f32 1"));
  }

  /// Besides the loss, an integer each for the gather in the loss and the scatter-add on the way
  /// back, which says whether a label was out of range.
  @ParameterizedTest
  @EnumSource
  void digitsByTheCrossEntropy(Optimizing optimizing) {
    List<String> read = new ArrayList<>(Collections.nCopies(2, "i32 1"));
    read.add("f32 1");
    check(TrainingTest::digits, optimizing, 2 * (PIXELS + HIDDEN + 10 + BATCH), read);
  }
}
