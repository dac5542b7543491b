package gradus.text.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import gradus.cli.InputException;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.Tanh;
import gradus.nn.Training;
import gradus.nn.io.Safetensors;
import gradus.testkit.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFolderTest {
  private static final LlamaConfig LLAMA =
      new LlamaConfig(11, 9, 16, 12, 2, 4, 2, 6, 300, 1e-3, true, new RopeScaling.None());
  private static final BertConfig BERT = new BertConfig(11, 9, 2, 8, 12, 2, 2, 1e-9);

  @TempDir private Path folder;

  private static LlamaConfig scaled(LlamaConfig c, RopeScaling scaling) {
    return new LlamaConfig(
        c.vocabSize(),
        c.maxPositionEmbeddings(),
        c.hiddenSize(),
        c.intermediateSize(),
        c.numHiddenLayers(),
        c.numAttentionHeads(),
        c.numKeyValueHeads(),
        c.headSize(),
        c.ropeTheta(),
        c.rmsNormEps(),
        c.tieWordEmbeddings(),
        scaling);
  }

  private static void assertSame(Layer actual, Layer expected) {
    assertThat(actual.state().keySet()).isEqualTo(expected.state().keySet());
    actual
        .state()
        .forEach(
            (name, tensor) ->
                assertThat(tensor.toFloats()).isEqualTo(expected.state().get(name).toFloats()));
  }

  @Test
  void aSavedModelIsReadAgain() throws IOException {
    ModelFolder place = new ModelFolder(folder);
    Gpt2Config sizes =
        new Gpt2Config(11, 9, 8, 2, 2, 20, 1e-4, true, 0).withBias(false).withDropout(0.25);
    Gpt2 gpt2 = Gpt2.create(new Generator(1), sizes);
    place.save(gpt2);
    assertThat(((Gpt2) place.languageModel()).config()).isEqualTo(sizes);
    assertSame(place.languageModel(), gpt2);

    for (RopeScaling scaling :
        List.of(
            new RopeScaling.None(),
            new RopeScaling.Linear(4),
            new RopeScaling.Llama3(8, 1.5, 4, 8192))) {
      LlamaConfig config = scaled(LLAMA, scaling);
      Llama llama = Llama.create(new Generator(1), config);
      place.save(llama);
      assertThat(((Llama) place.languageModel()).config()).isEqualTo(config);
      assertSame(place.languageModel(), llama);
    }

    Bert bert = Bert.create(new Generator(1), BERT);
    place.save(bert);
    assertThat(place.bert().config()).isEqualTo(BERT);
    assertSame(place.bert(), bert);

    assertThatThrownBy(() -> place.save(new Tanh()))
        .hasMessage("ModelFolder: a Tanh has no configuration");
  }

  @Test
  void namesAreThoseOfThePublishedFiles() {
    assertThat(Gpt2.create(new Generator(1), new Gpt2Config(5, 4, 4, 1, 2)).state().keySet())
        .containsExactly(
            "wte.weight",
            "wpe.weight",
            "h.0.ln_1.weight",
            "h.0.ln_1.bias",
            "h.0.attn.c_attn.weight",
            "h.0.attn.c_attn.bias",
            "h.0.attn.c_proj.weight",
            "h.0.attn.c_proj.bias",
            "h.0.ln_2.weight",
            "h.0.ln_2.bias",
            "h.0.mlp.c_fc.weight",
            "h.0.mlp.c_fc.bias",
            "h.0.mlp.c_proj.weight",
            "h.0.mlp.c_proj.bias",
            "ln_f.weight",
            "ln_f.bias");
    assertThat(Llama.create(new Generator(1), LLAMA).state().keySet())
        .contains(
            "model.embed_tokens.weight",
            "model.layers.1.self_attn.q_proj.weight",
            "model.layers.1.mlp.gate_proj.weight",
            "model.norm.weight")
        .doesNotContain("lm_head.weight");
    assertThat(Bert.create(new Generator(1), BERT).state().keySet())
        .contains(
            "embeddings.LayerNorm.weight",
            "encoder.layer.1.attention.self.query.bias",
            "encoder.layer.1.attention.output.LayerNorm.bias",
            "encoder.layer.1.intermediate.dense.weight",
            "encoder.layer.1.output.dense.bias");
  }

  /// GPT-2 as published has 124,439,808 parameters.
  @Test
  void sizesAreThoseOfThePublishedModels() {
    Parameters shapes = Parameters.shapes();
    assertThat(count(Gpt2.create(shapes, new Gpt2Config(50257, 1024, 768, 12, 12))))
        .isEqualTo(124_439_808);
    assertThat(
            count(
                Llama.create(
                    shapes,
                    new LlamaConfig(
                        32000,
                        4096,
                        4096,
                        11008,
                        32,
                        32,
                        32,
                        128,
                        1e4,
                        1e-5,
                        false,
                        new RopeScaling.None()))))
        .isEqualTo(6_738_415_616L);
    // With the pooler of 147,840 parameters, all-MiniLM-L6-v2 has 22,713,216.
    assertThat(count(Bert.create(shapes, new BertConfig(30522, 512, 2, 384, 1536, 6, 12, 1e-12))))
        .isEqualTo(22_565_376);
  }

  private static long count(Layer layer) {
    return layer.state().values().stream().mapToLong(Tensor::size).sum();
  }

  /// A quarter of the elements of what is added to the state would be dropped.
  @Test
  void dropoutIsOnInTrainingOnly() {
    Gpt2Config config = new Gpt2Config(11, 9, 8, 1, 2).withDropout(0.25);
    Gpt2 model = Gpt2.create(new Generator(1), config);
    Tensor ids = Tensor.of(new int[][] {{1, 2, 3}});
    Tensor first = model.forward(ids);
    assertThat(model.forward(ids).toFloats()).isEqualTo(first.toFloats());
    Tensor trained = Training.on(() -> model.forward(ids));
    assertThat(trained.toFloats()).isNotEqualTo(first.toFloats());
  }

  @Test
  void initialWeightsAreAsPublished() {
    Gpt2 model = Gpt2.create(new Generator(1), new Gpt2Config(200, 64, 64, 8, 4));
    Map<String, Tensor> state = model.state();
    assertThat(deviation(state.get("wte.weight"))).isBetween(0.019, 0.021);
    assertThat(deviation(state.get("h.3.attn.c_attn.weight"))).isBetween(0.019, 0.021);
    assertThat(deviation(state.get("h.3.attn.c_proj.weight"))).isBetween(0.0047, 0.0053);
    assertThat(deviation(state.get("h.3.mlp.c_proj.weight"))).isBetween(0.0047, 0.0053);
    assertThat(state.get("h.3.mlp.c_proj.bias").abs().max().item()).isEqualTo(0);
    assertThat(state.get("h.3.ln_1.weight").toFloats()).containsOnly(1);
  }

  private static double deviation(Tensor tensor) {
    return Math.sqrt(tensor.square().mean().item());
  }

  private ModelFolder changed(
      String name, Consumer<JsonObject> config, Consumer<Map<String, Tensor>> weights)
      throws IOException {
    JsonObject json = ReferenceTest.config(name);
    config.accept(json);
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(ReferenceTest.weights(ReferenceTest.fixture(name), ""));
    weights.accept(tensors);
    return ReferenceTest.write(folder, json, tensors);
  }

  @Test
  void missingAndOtherTensorsAreToldInOneMessage() throws IOException {
    ModelFolder place =
        changed(
            "llama",
            _ -> {},
            tensors -> {
              tensors.remove("model.norm.weight");
              tensors.remove("model.layers.0.mlp.up_proj.weight");
              tensors.put("model.extra\n.weight", Tensor.zeros(1));
              tensors.put("lm_head.weight", Tensor.zeros(11, 17));
            });
    assertThatThrownBy(place::languageModel)
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder.resolve("model.safetensors")
                + ": not the tensors of this Llama: missing: model.layers.0.mlp.up_proj.weight,"
                + " model.norm.weight; left over: model.extra?.weight; of another shape:"
                + " lm_head.weight is [11, 17], not [11, 16]");
  }

  /// Sizes that would need much memory are refused before any is allocated.
  @Test
  void sizesThatTheTensorsDoNotHaveAreRefused() throws IOException {
    ModelFolder place =
        changed(
            "gpt2",
            json -> {
              json.addProperty("vocab_size", 1 << 24);
              json.addProperty("n_embd", 64);
            },
            _ -> {});
    assertThatThrownBy(place::languageModel)
        .hasMessageContaining("wte.weight is [11, 8], not [16777216, 64]")
        .hasMessageContaining("more");
  }

  /// Files of newer versions have all about rotary positions in one object.
  @Test
  void rotaryPositionsHaveAnObjectOfTheirOwn() throws IOException {
    ModelFolder place =
        changed(
            "llama",
            json -> {
              json.remove("rope_theta");
              json.add(
                  "rope_parameters",
                  com.google.gson.JsonParser.parseString(
                      "{'rope_theta': 77, 'rope_type': 'linear', 'factor': 2}"));
            },
            _ -> {});
    LlamaConfig config = ((Llama) place.languageModel()).config();
    assertThat(config.ropeTheta()).isEqualTo(77);
    assertThat(config.ropeScaling()).isEqualTo(new RopeScaling.Linear(2));
  }

  @ParameterizedTest
  @CsvSource({
    "gpt2, model_type, '\"mamba\"', 'expected a language model of the type gpt2 or llama, but the"
        + " type is mamba'",
    "gpt2, n_embd, null, 'n_embd must be an integer up to 16777216, but is missing'",
    "gpt2, n_embd, 8.5, 'n_embd must be an integer up to 16777216, not 8.5'",
    "gpt2, n_embd, '\"8\"', 'n_embd must be a number, not \"8\"'",
    "gpt2, n_head, 3, 'n_embd is 8, not a multiple of n_head, 3'",
    "gpt2, n_head, 0, 'n_head must be an integer from 1 to 16777216, not 0'",
    "gpt2, bias, 1, 'bias must be true or false, not 1'",
    "gpt2, layer_norm_epsilon, -1, 'layer_norm_epsilon must be a number above 0, not -1.0'",
    "gpt2, resid_pdrop, 1, 'the dropout must be at least 0 and less than 1, not 1.0'",
    "gpt2, activation_function, '\"relu\"', 'activation_function must be gelu_new or"
        + " gelu_pytorch_tanh, not \"relu\"'",
    "llama, rope_scaling, '{\"factor\":8}', 'rope_scaling.type must be default or linear or llama3,"
        + " but is missing'",
    "llama, rope_scaling, '{\"rope_type\":\"yarn\"}', 'rope_scaling.rope_type must be default or"
        + " linear or llama3, not \"yarn\"'",
    "llama, rope_scaling, '{\"type\":\"linear\"}', 'rope_scaling.factor must be a number, but is"
        + " missing'",
    "llama, rope_scaling, '{\"type\":\"linear\",\"factor\":0}', 'RoPE factor must be a"
        + " number above 0, not 0.0'",
    "llama, rope_scaling, '{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":4,"
        + "\"high_freq_factor\":4,\"original_max_position_embeddings\":8192}',"
        + " 'RoPE high_freq_factor must be above low_freq_factor, 4.0, not 4.0'",
    "llama, rope_scaling, 8, 'rope_scaling must be an object, not 8'",
    "llama, attention_bias, true, 'attention_bias must be false, not true'",
    "llama, head_dim, 3, 'a head must have an even width for its pairs, not 3'",
    "llama, num_attention_heads, 0, 'num_attention_heads must be an integer from 1 to 16777216, not"
        + " 0'",
    "llama, num_key_value_heads, 3, 'num_attention_heads is 4, not a multiple of"
        + " num_key_value_heads, 3'",
  })
  void settingsThatThereIsNoModelForAreRefused(
      String name, String member, String value, String message) throws IOException {
    ModelFolder place =
        changed(
            name, json -> json.add(member, com.google.gson.JsonParser.parseString(value)), _ -> {});
    assertThatThrownBy(place::languageModel)
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("config.json") + ": " + message);
  }

  @ParameterizedTest
  @CsvSource({"'', the file is empty", "[1], not a JSON object", "{, not a JSON object"})
  void aFileThatIsNoObjectIsRefused(String text, String message) throws IOException {
    Files.writeString(folder.resolve("config.json"), text);
    assertThatThrownBy(() -> new ModelFolder(folder).bert())
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("config.json") + ": " + message);
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    ModelFolder place = new ModelFolder(folder);
    assertThatThrownBy(place::languageModel)
        .hasMessage(folder.resolve("config.json") + ": there is no such file");
    Files.writeString(folder.resolve("config.json"), ReferenceTest.config("gpt2").toString());
    assertThatThrownBy(place::languageModel)
        .isInstanceOf(InputException.class)
        .hasMessage(folder + ": the folder has no safetensors file");
    assertThatThrownBy(place::bert)
        .hasMessageEndingWith("expected an encoder of the type bert, but the type is gpt2");
  }

  @Test
  void aModelMayBeInSeveralFiles() throws IOException {
    Fixture fixture = ReferenceTest.fixture("gpt2");
    Map<String, Tensor> rest = ReferenceTest.weights(fixture, "transformer.");
    Map<String, Tensor> first = new LinkedHashMap<>();
    first.put("transformer.wte.weight", rest.remove("transformer.wte.weight"));
    Safetensors.save(folder.resolve("model-00001-of-00002.safetensors"), first, Map.of());
    Safetensors.save(folder.resolve("model-00002-of-00002.safetensors"), rest, Map.of());
    JsonObject places = new JsonObject();
    first.keySet().forEach(n -> places.addProperty(n, "model-00001-of-00002.safetensors"));
    rest.keySet().forEach(n -> places.addProperty(n, "model-00002-of-00002.safetensors"));
    JsonObject index = new JsonObject();
    index.add("weight_map", places);
    Files.writeString(folder.resolve("model.safetensors.index.json"), index.toString());
    Files.writeString(folder.resolve("config.json"), ReferenceTest.config("gpt2").toString());

    LanguageModel model = new ModelFolder(folder).languageModel();
    Tensor logits = Tensor.noGrad(() -> model.forward(fixture.get("ids")));
    assertThat(logits.sub(fixture.get("logits")).abs().max().item()).isLessThan(1e-3);
  }

  /// What older files have besides.
  @Test
  void tensorsWithoutUseAreLeftOut() throws IOException {
    assertThat(
            changed(
                    "gpt2",
                    _ -> {},
                    tensors -> {
                      tensors.put("h.0.attn.bias", Tensor.zeros(1, 1, 7, 7));
                      tensors.put("h.0.attn.masked_bias", Tensor.scalar(-1e4));
                      tensors.put("lm_head.weight", tensors.get("wte.weight"));
                    })
                .languageModel())
        .isInstanceOf(Gpt2.class);
    Bert bert =
        changed(
                "bert",
                _ -> {},
                tensors -> {
                  Tensor norm = tensors.remove("embeddings.LayerNorm.weight");
                  tensors.put("embeddings.LayerNorm.gamma", norm);
                  tensors.put("pooler.dense.weight", Tensor.zeros(8, 8));
                  tensors.put("embeddings.position_ids", Tensor.of(new int[][] {{0, 1}}));
                })
            .bert();
    assertThat(bert.state().get("embeddings.LayerNorm.weight").toFloats())
        .isEqualTo(ReferenceTest.fixture("bert").get("embeddings.LayerNorm.weight").toFloats());
  }

  @Test
  void masksHideTokens() {
    Bert bert = Bert.create(new Generator(1), BERT);
    Tensor.noGrad(
        () -> {
          Tensor short1 =
              bert.embed(Tensor.of(new int[][] {{3, 4}}), Tensor.of(new int[][] {{1, 1}}));
          Tensor padded =
              bert.embed(
                  Tensor.of(new int[][] {{3, 4, 9, 9}, {1, 2, 3, 4}}),
                  Tensor.of(new int[][] {{1, 1, 0, 0}, {1, 1, 1, 1}}));
          assertThat(padded.select(0, 0).sub(short1).abs().max().item()).isLessThan(1e-6);
        });
    assertThatThrownBy(() -> bert.forward(Tensor.zeros(1, 10).to(gradus.engine.DType.I32)))
        .hasMessageContaining("of at most 9 tokens");
  }
}
