package gradus.vision.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import gradus.cli.InputException;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.io.Safetensors;
import gradus.vision.data.Digits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkTest {
  private static final Input SMALL = new Input(1, 16, 16, List.of(0.5), List.of(0.25));

  @TempDir private Path folder;

  private static Network network(Arch arch, Input input, String... classes) {
    return new Network(
        arch, List.of(classes), input, arch.create(new Generator(1), input, classes.length));
  }

  private Path save(Network network) throws IOException {
    Path file = folder.resolve("net.safetensors");
    network.save(file);
    return file;
  }

  @ParameterizedTest
  @EnumSource(names = {"MLP", "LENET", "RESNET8", "RESNET20"})
  void aSavedNetworkIsTheSame(Arch arch) throws IOException {
    Network network = network(arch, SMALL, "a", "b, with a comma", "ç");
    Network loaded = Weights.read(save(network)).network(null, 99, null);
    assertThat(loaded.arch()).isEqualTo(arch);
    assertThat(loaded.classes()).isEqualTo(network.classes());
    assertThat(loaded.input()).isEqualTo(network.input());
    Tensor x = Tensor.rand(new Generator(2), 2, 1, 16, 16);
    assertThat(loaded.probabilities(x).toFloats()).isEqualTo(network.probabilities(x).toFloats());
  }

  @ParameterizedTest
  @EnumSource
  void theLastLayerOfEachArchitectureHasItsName(Arch arch) {
    Input input = arch.needsColours(32) ? Input.usual(3, 32, 32) : Input.usual(1, 32, 32);
    Layer layer = arch.create(new Generator(0), input, 7);
    assertThat(layer.state().get(arch.head() + ".weight").size(0)).isEqualTo(7);
    assertThat(List.copyOf(layer.state().keySet()).getLast()).startsWith(arch.head() + ".");
  }

  @Test
  void theInputOfDigits() {
    Input input = Input.of(Arch.RESNET8, Digits.read());
    assertThat(input.height()).isEqualTo(8);
    // scikit-learn's digits have a mean of 4.884 and a deviation of 6.017 sixteenths.
    assertThat(input.mean().getFirst()).isCloseTo(4.884 / 16, within(0.001));
    assertThat(input.std().getFirst()).isCloseTo(6.017 / 16, within(0.001));
    assertThat(Input.of(Arch.LENET, Digits.read()).height()).isEqualTo(16);
    assertThat(Input.of(Arch.RESNET18, Digits.read()).channels()).isEqualTo(3);
  }

  @Test
  void theInputIsNormalised() {
    Tensor x = SMALL.transform().apply(Tensor.ones(1, 16, 16), null);
    assertThat(x.toFloats()).containsOnly(2);
  }

  @Test
  void weightsOfAnotherArchitectureAreNamed() throws IOException {
    Weights weights = Weights.read(save(network(Arch.RESNET8, SMALL, "a", "b")));
    Layer other = Arch.RESNET20.create(new Generator(0), SMALL, 2);
    float[] before = other.state().get("conv1.weight").copy().toFloats();
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> weights.copyInto(Arch.RESNET20, other))
        .withMessageContaining("not the weights of the architecture resnet20: missing: layer1.1");
    assertThat(other.state().get("conv1.weight").toFloats()).isEqualTo(before);
    Weights larger = new Weights(Path.of("w"), other.state(), Optional.empty());
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> larger.network(Arch.RESNET8, 16, null))
        .withMessageContaining("left over: layer1.1.conv1.weight")
        .withMessageContaining("more");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> larger.network(Arch.RESNET18, 16, null))
        .withMessageContaining("missing: layer2.0.downsample.0.weight");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> larger.network(null, 16, null))
        .withMessageContaining("give it by --arch");
  }

  @Test
  void aLastLayerForOtherClassesIsReplaced() throws IOException {
    Weights weights = Weights.read(save(network(Arch.RESNET8, SMALL, "a", "b")));
    Layer layer = Arch.RESNET8.create(new Generator(7), SMALL, 5);
    float[] head = layer.state().get("linear.weight").copy().toFloats();
    assertThat(weights.copyInto(Arch.RESNET8, layer)).isTrue();
    assertThat(layer.state().get("linear.weight").toFloats()).isEqualTo(head);
    assertThat(layer.state().get("conv1.weight").toFloats())
        .isEqualTo(weights.tensors().get("conv1.weight").toFloats());
    Layer same = Arch.RESNET8.create(new Generator(7), SMALL, 2);
    assertThat(weights.copyInto(Arch.RESNET8, same)).isFalse();
    assertThat(same.state().get("linear.weight").toFloats())
        .isEqualTo(weights.tensors().get("linear.weight").toFloats());
  }

  @Test
  void greyPicturesForWeightsInColours() {
    Map<String, Tensor> state =
        Arch.RESNET8.create(new Generator(1), Input.usual(3, 32, 32), 10).state();
    Weights weights = new Weights(Path.of("w"), state, Optional.empty());
    assertThat(weights.input(Arch.RESNET8, Digits.read())).isEqualTo(Input.usual(3, 8, 8));
    assertThat(weights.network(Arch.RESNET8, 32, null).input()).isEqualTo(Input.usual(3, 32, 32));
  }

  @Test
  void filesWithoutMetadata() throws IOException {
    Path file = folder.resolve("plain.safetensors");
    Map<String, Tensor> state =
        new LinkedHashMap<>(network(Arch.MLP, SMALL, "a", "b").layer().state());
    Safetensors.save(file, state, Map.of());
    Network network = Weights.read(file).network(Arch.MLP, 32, null);
    assertThat(network.input()).isEqualTo(Input.usual(1, 16, 16));
    assertThat(network.classes()).containsExactly("0", "1");
    assertThat(Weights.read(file).network(Arch.MLP, 32, List.of("x", "y")).classes())
        .containsExactly("x", "y");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Weights.read(file).network(Arch.MLP, 32, List.of("x")))
        .withMessageContaining("2 classes, but there are 1 names");
  }

  /// Broken metadata are refused in a line, and no memory is taken for what they claim.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "gradus.format; vision 99; its format is vision 99",
        "gradus.arch; nonsense; not a network of gradus vision",
        "gradus.arch; ``; not a network of gradus vision",
        "gradus.classes; {}; not a network of gradus vision",
        "gradus.classes; [null, \"a\"]; not a network of gradus vision",
        "gradus.classes; [\"a\"]; 2 classes, but there are 1 names",
        "gradus.input; []; not a network of gradus vision",
        "gradus.input; {\"channels\":2}; not a network of gradus vision",
        "gradus.input; {\"channels\":1,\"height\":9,\"width\":9,\"mean\":[0],\"std\":[0]};"
            + " not a network of gradus vision",
        "gradus.input; {\"channels\":1,\"height\":4000,\"width\":4000,\"mean\":[0],\"std\":[1]};"
            + " has 256 inputs",
      })
  void brokenMetadata(String key, String value, String problem) throws IOException {
    Network network = network(Arch.MLP, SMALL, "a", "b");
    Path file = save(network);
    Map<String, String> metadata = new HashMap<>(Safetensors.load(file).metadata());
    metadata.put(key, value);
    Safetensors.save(file, network.layer().state(), metadata);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Weights.read(file).network(null, 16, null))
        .withMessageContaining(problem);
  }
}
