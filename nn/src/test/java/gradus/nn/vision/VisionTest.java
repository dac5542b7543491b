package gradus.nn.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.SGD;
import gradus.nn.Sequential;
import gradus.nn.Tanh;
import gradus.nn.Training;
import gradus.testkit.Fixture;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class VisionTest {
  private static VisionModel torchvision(String name, Generator generator) {
    return switch (name) {
      case "resnet18" -> ResNet.resnet18(generator, 4);
      case "resnet50" -> ResNet.resnet50(generator, 4);
      case "mobilenetV2" -> MobileNetV2.mobilenetV2(generator, 4);
      default -> throw new IllegalArgumentException(name);
    };
  }

  @TestFactory
  Stream<DynamicTest> networksAreThoseOfTorchvision() {
    List<Fixture> fixtures = Fixture.read(Layer.class.getResourceAsStream("fixtures/vision.txt"));
    assertThat(fixtures).hasSize(3);
    return fixtures.stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> checkNetwork(c)));
  }

  private static void checkNetwork(Fixture fixture) {
    Generator generator = new Generator(3);
    VisionModel model = torchvision(fixture.name(), generator);
    Map<String, Tensor> expected = new LinkedHashMap<>(fixture.tensors());
    expected.keySet().removeAll(List.of("training", "evaluation", "features"));
    assertThat(model.state().keySet()).containsExactlyElementsOf(expected.keySet());
    model.state().forEach((name, tensor) -> checkSummary(name, tensor, expected.get(name)));
    // From the same stream, so that the network must have taken as many draws.
    Tensor x = Tensor.rand(generator, 2, 3, 64, 64);
    // The last layers normalise by eight numbers of a channel, which magnifies roundings.
    double inTraining = 1e-3;
    if (fixture.tensors().containsKey("training")) {
      Tensor logits = Training.on(() -> Tensor.noGrad(() -> model.forward(x)));
      close("training", logits, fixture.get("training"), inTraining);
    } else {
      Tensor features = Training.on(() -> Tensor.noGrad(() -> model.features(x)));
      Tensor some = features.slice(1, 0, 1280, 80).select(3, 0).select(2, 0);
      close("features", some, fixture.get("features"), inTraining);
    }
    close("evaluation", Tensor.noGrad(() -> model.forward(x)), fixture.get("evaluation"), 1e-4);
  }

  /// The first and the last element, the sum and the sum of the squares. Uniform numbers are equal;
  /// normal numbers differ in the last bits.
  private static void checkSummary(String name, Tensor tensor, Tensor expected) {
    double[] values = tensor.toDoubles();
    double sum = Arrays.stream(values).sum();
    double squares = Arrays.stream(values).map(v -> v * v).sum();
    double[] actual = {values[0], values[values.length - 1], sum, squares};
    double[] wanted = expected.toDoubles();
    double allowed = 1e-6 * Math.sqrt(squares + 1e-30);
    for (int i = 0; i < 4; i++) {
      assertThat(actual[i]).as("%s, %d", name, i).isCloseTo(wanted[i], within(allowed));
    }
    if (name.startsWith("fc.")) {
      assertThat(actual[0]).as(name).isEqualTo(wanted[0]);
      assertThat(actual[1]).as(name).isEqualTo(wanted[1]);
    }
  }

  private static void close(String what, Tensor actual, Tensor expected, double allowed) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    double[] got = actual.toDoubles();
    double[] wanted = expected.toDoubles();
    double greatest = Arrays.stream(wanted).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < wanted.length; i++) {
      assertThat(got[i])
          .as("%s, element %d", what, i)
          .isCloseTo(wanted[i], within(allowed * Math.min(1, greatest)));
    }
  }

  private static long count(Layer model) {
    return model.parameters().values().stream().mapToLong(Tensor::size).sum();
  }

  /// The numbers of parameters that torchvision and the papers give.
  @Test
  void networksHaveTheirNumbersOfParameters() {
    Generator g = new Generator(1);
    assertThat(count(ResNet.resnet34(g, 1000))).isEqualTo(21_797_672);
    assertThat(count(CifarResNet.resnet8(g, 3, 10))).isEqualTo(75_290);
    assertThat(count(CifarResNet.resnet20(g, 3, 10))).isEqualTo(269_722);
    assertThat(count(CifarResNet.resnet32(g, 3, 10))).isEqualTo(464_154);
    assertThat(count(CifarResNet.resnet44(g, 3, 10))).isEqualTo(658_586);
    assertThat(count(CifarResNet.resnet56(g, 3, 10))).isEqualTo(853_018);
    assertThat(count(LeNet.lenet(g, 1, 28, 28, 10))).isEqualTo(61_706);
    assertThat(count(MobileNetV2.small(g, 1, 3, 10))).isEqualTo(2_236_682);
    assertThat(count(Mlp.mlp(g, 784, 50, 10))).isEqualTo(39_760);
  }

  @Test
  void networksTakePicturesOfOtherSizes() {
    Generator g = new Generator(1);
    Map<Layer, int[]> models = new LinkedHashMap<>();
    models.put(CifarResNet.resnet8(g, 1, 3), new int[] {2, 1, 28, 28});
    models.put(LeNet.lenet(g, 3, 32, 12, 3), new int[] {2, 3, 32, 12});
    models.put(MobileNetV2.small(g, 0.25, 1, 3), new int[] {2, 1, 28, 28});
    models.put(Mlp.mlp(g, 12, 5, 3), new int[] {2, 3, 2, 2});
    models.forEach(
        (model, shape) ->
            assertThat(model.forward(Tensor.rand(g, shape)).shape().dims()).containsExactly(2, 3));
    VisionModel small = MobileNetV2.small(g, 0.25, 3, 3);
    assertThat(small.features(Tensor.rand(g, 1, 3, 32, 32)).shape().dims())
        .containsExactly(1, 1280, 4, 4);
  }

  /// A step against the gradient makes the loss less, in each kind of network.
  @Test
  void networksLearn() {
    for (Function<Generator, VisionModel> network :
        List.<Function<Generator, VisionModel>>of(
            g -> CifarResNet.resnet8(g, 1, 3),
            g -> LeNet.lenet(g, 1, 16, 16, 3),
            g -> MobileNetV2.small(g, 0.25, 1, 3))) {
      Generator g = new Generator(2);
      VisionModel model = network.apply(g);
      Tensor x = Tensor.randn(g, 8, 1, 16, 16);
      Tensor labels = Tensor.randint(g, 0, 3, 8);
      SGD optimizer = new SGD(model.parameters().values(), 0.05);
      double[] losses = new double[6];
      for (int i = 0; i < losses.length; i++) {
        optimizer.zeroGrad();
        Tensor loss = Training.on(() -> Losses.crossEntropy(model.forward(x), labels));
        loss.backward();
        model
            .parameters()
            .forEach((name, p) -> assertThat(p.grad().ne(0).any().item()).as(name).isOne());
        optimizer.step();
        losses[i] = loss.item();
      }
      assertThat(losses[5]).as(Arrays.toString(losses)).isLessThan(losses[0]);
    }
  }

  @Test
  void theHeadCanBeReplaced() {
    Generator g = new Generator(1);
    for (VisionModel model :
        List.of(CifarResNet.resnet8(g, 3, 10), MobileNetV2.small(g, 0.25, 3, 10))) {
      VisionModel other = model.withClasses(g, 2);
      assertThat(other.state().keySet()).isEqualTo(model.state().keySet());
      assertThat(other.body()).isSameAs(model.body());
      Tensor x = Tensor.rand(g, 1, 3, 16, 16);
      assertThat(other.forward(x).shape().dims()).containsExactly(1, 2);
      assertThat(model.forward(x).shape().dims()).containsExactly(1, 10);
      assertThat(other.features(x).toFloats()).containsExactly(model.features(x).toFloats());
    }
    VisionModel lenet = LeNet.lenet(g, 1, 12, 12, 2);
    assertThatIllegalStateException()
        .isThrownBy(() -> lenet.withHead(new Sequential(new Tanh())).withClasses(g, 2))
        .withMessageContaining("the last layer is Tanh, not Linear");
    assertThatIllegalStateException()
        .isThrownBy(() -> lenet.withHead(new Sequential()).withClasses(g, 2));
    LinkedHashMap<String, Layer> clash = new LinkedHashMap<>();
    clash.put("conv1", new Linear(g, 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lenet.withHead(new Sequential(clash)))
        .withMessageContaining("conv1.weight");
  }

  @Test
  void groupsOfParametersMakeUpAll() {
    VisionModel model = CifarResNet.resnet8(new Generator(1), 3, 10);
    List<Map<String, Tensor>> groups = model.parameterGroups();
    assertThat(groups).hasSize(3);
    assertThat(groups.get(0).keySet()).containsExactly("conv1.weight", "bn1.weight", "bn1.bias");
    assertThat(groups.get(2).keySet()).containsExactly("linear.weight", "linear.bias");
    Map<String, Tensor> all = new LinkedHashMap<>();
    groups.forEach(all::putAll);
    assertThat(all.keySet()).containsExactlyElementsOf(model.parameters().keySet());
    model.body().parameters().values().forEach(p -> p.requiresGrad(false));
    assertThat(model.parameterGroups()).as("what is frozen is in none").hasSize(2);
  }

  @Test
  void aFileMayLackTheNumbersOfBatches() {
    VisionModel from = CifarResNet.resnet8(new Generator(1), 3, 10);
    VisionModel to = CifarResNet.resnet8(new Generator(2), 3, 10);
    Map<String, Tensor> file = new LinkedHashMap<>(from.state());
    file.keySet().removeIf(name -> name.endsWith("num_batches_tracked"));
    to.state().get("bn1.num_batches_tracked").fill(7);
    to.load(file);
    Tensor x = Tensor.rand(new Generator(3), 1, 3, 8, 8);
    assertThat(to.forward(x).toFloats()).containsExactly(from.forward(x).toFloats());
    assertThat(to.state().get("bn1.num_batches_tracked").item()).isZero();
    file.remove("bn1.weight");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> to.load(file))
        .withMessageContaining("bn1.weight is missing");
  }

  @Test
  void whatIsTooSmallIsRefused() {
    Generator g = new Generator(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeNet.lenet(g, 1, 28, 11, 10))
        .withMessageContaining("12 rows and columns, not 11");
    assertThatIllegalArgumentException().isThrownBy(() -> CifarResNet.resnet(g, 0, 3, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> MobileNetV2.small(g, 0, 3, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> Mlp.mlp(g, 3));
  }
}
