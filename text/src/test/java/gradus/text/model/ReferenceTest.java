package gradus.text.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import gradus.testkit.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the models of `fixtures/language.py` compute in F64, from the same weights in files under
/// the published names.
class ReferenceTest {
  private static final List<Fixture> FIXTURES =
      Fixture.read(ReferenceTest.class.getResourceAsStream("fixtures/models.txt"));

  @TempDir private Path folder;

  static Fixture fixture(String name) {
    return FIXTURES.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  static Map<String, Tensor> weights(Fixture fixture, String prefix) {
    Map<String, Tensor> weights = new HashMap<>();
    fixture
        .tensors()
        .forEach(
            (name, tensor) -> {
              if ((name.endsWith(".weight") || name.endsWith(".bias"))
                  && !name.startsWith("grad.")) {
                weights.put(prefix + name, tensor);
              }
            });
    return weights;
  }

  static JsonObject config(String name) {
    JsonObject json = new JsonObject();
    json.addProperty("vocab_size", 11);
    String type = name.split(" ")[0];
    json.addProperty("model_type", type);
    switch (type) {
      case "gpt2" -> {
        boolean first = name.equals("gpt2");
        json.addProperty("n_positions", 7);
        json.addProperty("n_embd", first ? 8 : 6);
        json.addProperty("n_layer", first ? 2 : 1);
        json.addProperty("n_head", first ? 2 : 3);
        json.addProperty("bias", first);
      }
      case "llama" -> {
        boolean first = name.equals("llama");
        json.addProperty("max_position_embeddings", 9);
        json.addProperty("hidden_size", first ? 16 : 12);
        json.addProperty("intermediate_size", first ? 12 : 8);
        json.addProperty("num_hidden_layers", first ? 2 : 1);
        json.addProperty("num_attention_heads", first ? 4 : 3);
        json.addProperty("num_key_value_heads", first ? 2 : 3);
        json.addProperty("rope_theta", first ? 10_000 : 500);
        json.addProperty("rms_norm_eps", first ? 1e-5 : 1e-6);
      }
      default -> {
        json.addProperty("max_position_embeddings", 7);
        json.addProperty("hidden_size", 8);
        json.addProperty("intermediate_size", 12);
        json.addProperty("num_hidden_layers", 2);
        json.addProperty("num_attention_heads", 2);
      }
    }
    return json;
  }

  static ModelFolder write(Path folder, JsonObject config, Map<String, Tensor> weights)
      throws IOException {
    Files.writeString(folder.resolve("config.json"), config.toString());
    Safetensors.save(folder.resolve("model.safetensors"), weights, Map.of());
    return new ModelFolder(folder);
  }

  private static void assertClose(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double largest = Math.max(1, expected.abs().max().item());
    assertThat(actual.sub(expected).abs().max().item()).isCloseTo(0, within(2e-5 * largest));
  }

  @ParameterizedTest
  @CsvSource({"gpt2, ''", "gpt2, transformer.", "gpt2 unbiased, ''", "llama, ''", "llama tied, ''"})
  void languageModelsComputeTheReferencesLogitsAndGradients(String name, String prefix)
      throws IOException {
    Fixture fixture = fixture(name);
    LanguageModel model = write(folder, config(name), weights(fixture, prefix)).languageModel();

    Tensor logits = model.forward(fixture.get("ids"));
    logits.mul(fixture.get("weight")).sum().backward();

    assertClose(logits.detach(), fixture.get("logits"));
    assertThat(model.parameters()).isNotEmpty();
    model
        .parameters()
        .forEach((key, tensor) -> assertClose(tensor.grad(), fixture.get("grad." + key)));
  }

  @ParameterizedTest
  @CsvSource({"''", "bert."})
  void bertComputesTheReferencesStatesAndVectors(String prefix) throws IOException {
    Fixture fixture = fixture("bert");
    Bert model = write(folder, config("bert"), weights(fixture, prefix)).bert();

    Tensor ids = fixture.get("ids");
    Tensor mask = fixture.get("mask");

    assertClose(model.forward(ids, mask).detach(), fixture.get("states"));
    assertClose(model.embed(ids, mask).detach(), fixture.get("pooled"));
  }
}
