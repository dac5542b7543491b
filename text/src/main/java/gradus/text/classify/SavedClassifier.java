package gradus.text.classify;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import gradus.engine.Tensor;
import gradus.nn.Linear;
import gradus.nn.io.Safetensors;
import gradus.text.embed.BertInput;
import gradus.text.model.Bert;
import gradus.text.model.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A classifier in a folder. `classifier.safetensors` has the weights of the classes, and their
/// names as metadata: `gradus.classes`, an array in JSON. A bag of words has its words there, too,
/// as `gradus.words`, and how much each tells, as the tensor `idf`. A transformer has
/// `gradus.length` there, its greatest number of tokens, and is beside it in the files that
/// [ModelFolder] reads.
///
/// @param folder the folder
public record SavedClassifier(Path folder) {
  private static final String FILE = "classifier.safetensors";
  private static final String CLASSES = "gradus.classes";
  private static final String WORDS = "gradus.words";
  private static final String LENGTH = "gradus.length";
  private static final String IDF = "idf";
  private static final String TOKENIZER = "tokenizer.json";

  /// The names of all files that a folder may have.
  public static final List<String> NAMES =
      List.of(FILE, TOKENIZER, ModelFolder.CONFIG, ModelFolder.TENSORS);

  /// Adds the files of a classifier to those that a command writes.
  ///
  /// @param outputs the files
  /// @param classifier the classifier
  public void add(Outputs outputs, TextClassifier classifier) {
    Gson gson = new Gson();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(CLASSES, gson.toJson(classifier.classes()));
    outputs.folder(folder);
    switch (classifier) {
      case BagOfWords bag -> {
        metadata.put(WORDS, gson.toJson(bag.words().words()));
        Map<String, Tensor> tensors = new LinkedHashMap<>(bag.linear().state());
        tensors.put(IDF, Tensor.of(bag.words().weights()));
        outputs.add(folder.resolve(FILE), file -> Safetensors.save(file, tensors, metadata));
      }
      case TransformerClassifier transformer -> {
        metadata.put(LENGTH, String.valueOf(transformer.input().length()));
        Map<String, Tensor> head = transformer.head().state();
        new ModelFolder(folder).add(outputs, transformer.bert());
        outputs.add(folder.resolve(TOKENIZER), transformer.input().tokenizer()::save);
        outputs.add(folder.resolve(FILE), file -> Safetensors.save(file, head, metadata));
      }
    }
  }

  /// {@return the classifier of the folder}
  ///
  /// @throws InputException if there is none, or its files do not fit each other
  public TextClassifier read() {
    Path file = folder.resolve(FILE);
    if (Files.isDirectory(folder) && !Files.exists(file)) {
      throw new InputException(
          folder + ": there is no classifier in it, which gradus text classify --save writes");
    }
    try {
      Safetensors.Contents contents = Safetensors.load(file);
      Map<String, Tensor> tensors = contents.tensors();
      Map<String, String> metadata = contents.metadata();
      List<String> classes = strings(file, metadata, CLASSES);
      Tensor weight = tensor(file, tensors, "weight");
      Linear linear = new Linear(weight, tensor(file, tensors, "bias"));
      if (metadata.containsKey(WORDS)) {
        float[] weights = tensor(file, tensors, IDF).toFloats();
        TfIdf words = new TfIdf(strings(file, metadata, WORDS), weights);
        return new BagOfWords(classes, words, linear);
      }
      Bert bert = new ModelFolder(folder).bert();
      int length = Integer.parseInt(metadata.getOrDefault(LENGTH, "none"));
      return new TransformerClassifier(classes, BertInput.read(folder, bert, length), bert, linear);
    } catch (IOException e) {
      throw InputException.of(file, e);
    } catch (IllegalArgumentException e) {
      throw new InputException(file + ": not a classifier's: " + e.getMessage());
    }
  }

  private static List<String> strings(Path file, Map<String, String> metadata, String name) {
    try {
      String[] strings = new Gson().fromJson(metadata.getOrDefault(name, ""), String[].class);
      if (strings != null && !Arrays.asList(strings).contains(null)) {
        return List.of(strings);
      }
    } catch (JsonParseException _) {
      // As for none.
    }
    throw new InputException(
        String.format(Locale.ROOT, "%s: the metadata have no list of texts %s", file, name));
  }

  private static Tensor tensor(Path file, Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new InputException(String.format(Locale.ROOT, "%s: there is no tensor %s", file, name));
    }
    return tensor;
  }
}
