package gradus.text.model;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import gradus.cli.InputException;
import gradus.nn.Layer;
import gradus.nn.io.Safetensors;
import gradus.nn.io.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// A folder with a model as Hugging Face publishes them: `config.json` has its sizes,
/// `model.safetensors` its tensors; or there is an index of several such files.
///
/// Models of the types `gpt2`, `llama` and `bert` can be read. Tensors that the models here have no
/// use for are left out: masks, the tables of angles, and BERT's pooler.
///
/// @param folder the folder
public record ModelFolder(Path folder) {
  private static final String CONFIG = "config.json";
  private static final String TENSORS = "model.safetensors";

  /// {@return the causal language model of the folder}
  ///
  /// @throws InputException if there is none, or its files do not fit each other
  public LanguageModel languageModel() {
    ConfigJson json = ConfigJson.read(folder.resolve(CONFIG));
    String type = json.text("model_type", "none");
    return switch (type) {
      case "gpt2" -> {
        WeightsFile file = weights(Gpt2.class, ModelFolder::gpt2Name);
        Gpt2Config config = config(json, Gpt2Config::of);
        yield file.read(
            Gpt2.create(Parameters.shapes(), config),
            () -> Gpt2.create(Parameters.zeros(), config));
      }
      case "llama" -> {
        WeightsFile file = weights(Llama.class, ModelFolder::llamaName);
        LlamaConfig config = config(json, c -> LlamaConfig.of(c, file.has("lm_head.weight")));
        yield file.read(
            Llama.create(Parameters.shapes(), config),
            () -> Llama.create(Parameters.zeros(), config));
      }
      default -> throw refused(type, "a language model of the type gpt2 or llama");
    };
  }

  /// {@return the model of the folder, of any type}
  ///
  /// @throws InputException if there is none, or its files do not fit each other
  public Layer model() {
    ConfigJson json = ConfigJson.read(folder.resolve(CONFIG));
    return json.text("model_type", "none").equals("bert") ? bert() : languageModel();
  }

  /// {@return the encoder of the folder}
  ///
  /// @throws InputException if there is none, or its files do not fit each other
  public Bert bert() {
    ConfigJson json = ConfigJson.read(folder.resolve(CONFIG));
    String type = json.text("model_type", "none");
    if (!type.equals("bert")) {
      throw refused(type, "an encoder of the type bert");
    }
    WeightsFile file = weights(Bert.class, ModelFolder::bertName);
    BertConfig config = config(json, BertConfig::of);
    return file.read(
        Bert.create(Parameters.shapes(), config), () -> Bert.create(Parameters.zeros(), config));
  }

  private InputException refused(String type, String expected) {
    return new InputException(
        String.format(
            Locale.ROOT,
            "%s: expected %s, but the type is %s",
            folder.resolve(CONFIG),
            expected,
            InputException.shown(type)));
  }

  private static <C> C config(ConfigJson json, Function<ConfigJson, C> reader) {
    try {
      return reader.apply(json);
    } catch (IllegalArgumentException e) {
      throw new InputException(json.file() + ": " + e.getMessage());
    }
  }

  private WeightsFile weights(Class<?> model, Function<String, String> names) {
    Path file = folder.resolve(TENSORS);
    return WeightsFile.open(Files.exists(file) ? file : folder, model.getSimpleName(), names);
  }

  /// The name without a prefix; null for the masks, which older files have, and for an output,
  /// which has the weights of the embedding.
  private static String gpt2Name(String name) {
    String bare = without("transformer.", name);
    boolean mask = bare.endsWith(".attn.bias") || bare.endsWith(".attn.masked_bias");
    return mask || bare.equals("lm_head.weight") ? null : bare;
  }

  private static String llamaName(String name) {
    return name.endsWith(".rotary_emb.inv_freq") ? null : name;
  }

  private static String bertName(String name) {
    String bare = without("bert.", name);
    boolean head = bare.startsWith("cls.") || bare.startsWith("pooler.");
    return head || bare.equals("embeddings.position_ids")
        ? null
        : bare.replaceFirst("LayerNorm\\.gamma$", "LayerNorm.weight")
            .replaceFirst("LayerNorm\\.beta$", "LayerNorm.bias");
  }

  private static String without(String prefix, String name) {
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  /// {@return the sizes of a model as `config.json` has them}
  ///
  /// @param model a [Gpt2], [Llama] or [Bert]
  /// @throws IllegalArgumentException for a layer of another kind
  public static String configuration(Layer model) {
    JsonObject json =
        switch (model) {
          case Gpt2 gpt2 -> gpt2.config().toJson();
          case Llama llama -> llama.config().toJson();
          case Bert bert -> bert.config().toJson();
          default ->
              throw new IllegalArgumentException(
                  "ModelFolder: a " + model.getClass().getSimpleName() + " has no configuration");
        };
    return new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n";
  }

  /// Writes a model.
  ///
  /// @param model a [Gpt2], [Llama] or [Bert]
  /// @throws IOException if the folder isn't there or can't be written to
  /// @throws IllegalArgumentException for a layer of another kind
  public void save(Layer model) throws IOException {
    String configuration = configuration(model);
    // What PyTorch's libraries look for.
    Safetensors.save(folder.resolve(TENSORS), model.state(), Map.of("format", "pt"));
    try (WholeFile config = WholeFile.replacing(folder.resolve(CONFIG))) {
      Files.writeString(config.temporary(), configuration);
      config.commit();
    }
  }
}
