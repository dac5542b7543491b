package gradus.text.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.cli.InputException;
import gradus.engine.Tensor;
import gradus.testkit.Fixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Llama2cTest {
  private static final List<String> BEFORE_MLP =
      List.of(
          "input_layernorm",
          "self_attn.q_proj",
          "self_attn.k_proj",
          "self_attn.v_proj",
          "self_attn.o_proj",
          "post_attention_layernorm",
          "mlp.gate_proj",
          "mlp.down_proj",
          "mlp.up_proj");

  @TempDir private Path folder;

  /// A checkpoint of the fixture's tensors, whose rows of queries and keys it has in pairs.
  private Path checkpoint(boolean ownHead, int... header) throws IOException {
    Fixture fixture = ReferenceTest.fixture("llama");
    Map<String, Tensor> weights = ReferenceTest.weights(fixture, "");
    ByteBuffer bytes = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    for (int number : header) {
      bytes.putInt(number);
    }
    put(bytes, weights.get("model.embed_tokens.weight"));
    for (String name : BEFORE_MLP) {
      for (int layer = 0; layer < 2; layer++) {
        Tensor weight = weights.get("model.layers." + layer + "." + name + ".weight");
        boolean turned = name.contains("q_proj") || name.contains("k_proj");
        put(bytes, turned ? weight.reshape(-1, 2, 2, 16).transpose(1, 2) : weight);
      }
    }
    put(bytes, weights.get("model.norm.weight"));
    // Nine places, of which each has two cosines and two sines.
    put(bytes, Tensor.full(Double.NaN, 9, 2, 2));
    if (ownHead) {
      put(bytes, weights.get("lm_head.weight"));
    }
    Path file = folder.resolve("model.bin");
    byte[] all = new byte[bytes.flip().remaining()];
    bytes.get(all);
    Files.write(file, all);
    return file;
  }

  private static void put(ByteBuffer bytes, Tensor tensor) {
    for (float value : tensor.toFloats()) {
      bytes.putFloat(value);
    }
  }

  @Test
  void aCheckpointIsTheModelOfItsTensors() throws IOException {
    Llama llama = Llama2c.load(checkpoint(true, 16, 12, 2, 4, 2, -11, 9));
    assertThat(llama.config())
        .isEqualTo(
            new LlamaConfig(
                11, 9, 16, 12, 2, 4, 2, 4, 10_000, 1e-5, false, new RopeScaling.None()));
    ReferenceTest.weights(ReferenceTest.fixture("llama"), "")
        .forEach(
            (name, weight) ->
                assertThat(llama.state().get(name).toFloats())
                    .as(name)
                    .isEqualTo(weight.toFloats()));
  }

  @Test
  void aSharedHeadIsNotInTheFile() throws IOException {
    Llama llama = Llama2c.load(checkpoint(false, 16, 12, 2, 4, 2, 11, 9));
    assertThat(llama.config().tieWordEmbeddings()).isTrue();
    assertThat(llama.forward(Tensor.of(new int[][] {{1, 2}})).shape().dims())
        .containsExactly(1, 2, 11);
  }

  @ParameterizedTest
  @CsvSource({
    "16 12 2 4 2 11 10, 'a model of its sizes (16 wide, 2 layers, 11 tokens) takes'",
    "16 12 2 4 2 -11 9, 'takes 12652 bytes, the file has 11948'",
    "16 12 2 3 1 11 9, 'the width is 16, not a multiple of the number of heads, 3'",
    "16 12 2 4 3 11 9, 'num_attention_heads is 4, not a multiple of num_key_value_heads, 3'",
    "0 12 2 4 2 11 9, 'the width must be an integer from 1'",
    "16 12 2 4 2 -2147483648 9, 'vocab_size must be an integer from 1 to 16777216, not"
        + " -2147483648'",
    "16777216 16777216 16777216 4 2 11 9, 'bytes, the file has 11948'",
    "1634415666 12 2 4 2 11 9, 'it is of a later version of the format; export it as version 0'",
  })
  void otherHeadersAreRefused(String header, String message) throws IOException {
    int[] numbers = Arrays.stream(header.split(" ")).mapToInt(Integer::parseInt).toArray();
    Path file = checkpoint(false, numbers);
    assertThatThrownBy(() -> Llama2c.load(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ": not a checkpoint of llama2.c: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 27})
  void aShortFileIsRefused(int bytes) throws IOException {
    Path file = Files.write(folder.resolve("short.bin"), new byte[bytes]);
    assertThatThrownBy(() -> Llama2c.load(file))
        .hasMessageEndingWith("it has " + bytes + " bytes, and its header should have 28");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Llama2c.load(folder.resolve("none.bin")))
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("none.bin") + ": there is no such file");
  }
}
