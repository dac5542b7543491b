package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.ConvOptions;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.PoolOptions;
import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import gradus.testkit.Fixture;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What PyTorch's layers compute, from the files that `fixtures/layers.py` writes: the outputs, the
/// gradients, and the running statistics after three passes.
class PyTorchLayersTest {
  private static final BatchNorm.Options DEFAULT = BatchNorm.Options.DEFAULT;

  static List<Fixture> fixtures(String file) {
    return Fixture.read(PyTorchLayersTest.class.getResourceAsStream("fixtures/" + file));
  }

  private static int[] ints(String text) {
    return Arrays.stream(text.split("x")).mapToInt(Integer::parseInt).toArray();
  }

  private static Layer layer(String name) {
    String[] words = name.replace(":evaluation", "").split(":");
    String last = words[words.length - 1];
    Generator generator = new Generator(6);
    return switch (words[0]) {
      case "BatchNorm" ->
          new BatchNorm(
              Integer.parseInt(words[1]),
              switch (last) {
                case "plain" -> new BatchNorm.Options(1e-5, 0.1, false, true);
                case "untracked" -> new BatchNorm.Options(1e-5, 0.1, true, false);
                case "0.5" -> new BatchNorm.Options(0.25, 0.5, true, true);
                default -> DEFAULT;
              });
      case "LayerNorm" -> new LayerNorm(ints(words[1]));
      case "GroupNorm" -> new GroupNorm(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "GELU" -> last.equals("tanh") ? new GELU(GELU.Approximate.TANH) : new GELU();
      case "SiLU" -> new SiLU();
      case "LeakyReLU" -> words.length > 1 ? new LeakyReLU(0.25) : new LeakyReLU();
      case "ReLU6" -> new ReLU6();
      case "Hardswish" -> new Hardswish();
      case "Identity" -> new Identity();
      case "Conv1d" ->
          new Conv1d(generator, 2, 4, 3, ConvOptions.DEFAULT.withStride(2).withPadding(1));
      case "Conv2d" ->
          words.length == 4
              ? new Conv2d(generator, 3, 2, 3)
              : new Conv2d(
                  generator,
                  4,
                  6,
                  3,
                  new ConvOptions(List.of(2), List.of(2), List.of(2), 2),
                  false);
      case "Conv3d" -> new Conv3d(generator, 1, 2, 2);
      case "ConvTranspose2d" ->
          words.length == 4
              ? new ConvTranspose2d(
                  generator, 3, 2, 3, ConvOptions.DEFAULT.withStride(2).withPadding(1))
              : new ConvTranspose2d(
                  generator,
                  4,
                  2,
                  3,
                  ConvOptions.DEFAULT.withStride(3).withPadding(1).withGroups(2),
                  2,
                  false);
      case "MaxPool2d" ->
          last.equals("2")
              ? new MaxPool2d(2)
              : new MaxPool2d(PoolOptions.of(3).withStride(2).withPadding(1));
      case "AvgPool2d" ->
          last.equals("2")
              ? new AvgPool2d(2)
              : new AvgPool2d(PoolOptions.of(3).withStride(2).withPadding(1));
      case "AdaptiveAvgPool2d" -> new AdaptiveAvgPool2d(ints(last)[0], ints(last)[1]);
      case "Upsample" ->
          last.equals("2")
              ? new Upsample(2, Upsample.Mode.NEAREST)
              : new Upsample(3, Upsample.Mode.BILINEAR);
      case "Dropout2d" -> new Dropout2d(0.25, new Generator(8));
      default -> throw new IllegalArgumentException(name);
    };
  }

  @TestFactory
  Stream<DynamicTest> layersComputeWhatPyTorchsDo() {
    List<Fixture> fixtures = fixtures("layers.txt");
    assertThat(fixtures).hasSize(41);
    return fixtures.stream()
        .filter(fixture -> !fixture.name().equals("Dropout2d"))
        .flatMap(
            fixture ->
                Stream.of(DType.F64, DType.F32)
                    .flatMap(
                        dtype ->
                            OnEachBackend.test(
                                fixture.name() + " " + dtype,
                                () -> check(fixture, layer(fixture.name()), dtype))));
  }

  /// Makes a layer of another type. All tensors of a layer are constants of the type F32 at first.
  static Layer to(Layer layer, DType dtype) {
    if (dtype == DType.F32) {
      return layer;
    }
    return switch (layer) {
      case BatchNorm b ->
          new BatchNorm(
              to(b.weight(), dtype),
              to(b.bias(), dtype),
              to(b.runningMean(), dtype),
              to(b.runningVar(), dtype),
              b.numBatchesTracked(),
              b.options());
      case LayerNorm n ->
          new LayerNorm(to(n.weight(), dtype), to(n.bias(), dtype), n.normalizedShape(), n.eps());
      case GroupNorm n ->
          new GroupNorm(n.groups(), to(n.weight(), dtype), to(n.bias(), dtype), n.eps());
      case Conv1d c -> new Conv1d(to(c.weight(), dtype), to(c.bias(), dtype), c.options());
      case Conv2d c -> new Conv2d(to(c.weight(), dtype), to(c.bias(), dtype), c.options());
      case Conv3d c -> new Conv3d(to(c.weight(), dtype), to(c.bias(), dtype), c.options());
      case ConvTranspose2d c ->
          new ConvTranspose2d(
              to(c.weight(), dtype), to(c.bias(), dtype), c.options(), c.outputPadding());
      default -> layer;
    };
  }

  static Tensor to(Tensor tensor, DType dtype) {
    return tensor == null
        ? null
        : tensor.detach().to(dtype).copy().requiresGrad(tensor.requiresGrad());
  }

  private static void check(Fixture fixture, Layer given, DType dtype) {
    state(fixture, "initial.", DType.F32)
        .forEach(
            (name, initial) ->
                assertThat(given.state().get(name).toFloats())
                    .as(name)
                    .containsExactly(initial.toFloats()));
    Layer layer = to(given, dtype);
    Safetensors.loadInto(layer.state(), state(fixture, "before.", dtype));
    Tensor x = null;
    Tensor y = null;
    double allowed = dtype == DType.F64 ? 1e-13 : 4e-6;
    for (int i = 0; fixture.tensors().containsKey("input" + i); i++) {
      Tensor input = fixture.get("input" + i).to(dtype).copy().requiresGrad(true);
      Layer applied = layer;
      x = input;
      y =
          fixture.name().endsWith("evaluation")
              ? layer.forward(input)
              : Training.on(() -> applied.forward(input));
      close("output" + i, y, fixture.get("output" + i), allowed);
    }
    y.mul(fixture.get("weight").to(dtype)).sum().backward();
    close("gradient", x.grad(), fixture.get("gradient"), allowed);
    layer
        .parameters()
        .forEach((name, p) -> close(name, p.grad(), fixture.get("gradient." + name), allowed));
    assertThat(layer.state().keySet())
        .containsExactlyElementsOf(state(fixture, "after.", dtype).keySet());
    layer.state().forEach((name, t) -> close(name, t, fixture.get("after." + name), allowed));
  }

  private static Map<String, Tensor> state(Fixture fixture, String prefix, DType dtype) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    fixture
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                boolean floating = tensor.dtype().isFloating();
                state.put(name.substring(prefix.length()), floating ? tensor.to(dtype) : tensor);
              }
            });
    return state;
  }

  static void close(String what, Tensor actual, Tensor expected, double allowed) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    double[] got = actual.toDoubles();
    double[] wanted = expected.toDoubles();
    for (int i = 0; i < wanted.length; i++) {
      double within = allowed * Math.max(1, Math.abs(wanted[i]));
      assertThat(got[i]).as("%s, element %d", what, i).isCloseTo(wanted[i], within(within));
    }
  }

  @TestFactory
  Stream<DynamicTest> dropout2dDropsTheSameChannels() {
    Fixture fixture = fixtures("layers.txt").getLast();
    return OnEachBackend.test(
        "dropout2d",
        () -> {
          Tensor y = Training.on(() -> layer(fixture.name()).forward(Tensor.ones(4, 6, 2, 1)));
          assertThat(y.toFloats()).containsExactly(fixture.get("output").toFloats());
        });
  }
}
