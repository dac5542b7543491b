package gradus.vision.model;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import gradus.cli.InputException;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.Training;
import gradus.nn.io.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A network with everything that a prediction needs. Its file is safetensors; the metadata have
/// everything but the tensors.
///
/// @param arch the architecture
/// @param classes the names of the classes
/// @param input the form of its input
/// @param layer the network
public record Network(Arch arch, List<String> classes, Input input, Layer layer) {
  /// The name of the metadata's format.
  static final String FORMAT = "gradus.format";

  static final String VERSION = "vision 1";
  static final String ARCH = "gradus.arch";
  static final String CLASSES = "gradus.classes";
  static final String INPUT = "gradus.input";

  /// Creates a network; the list is copied.
  public Network {
    classes = List.copyOf(classes);
  }

  /// What a file says about its network.
  ///
  /// @param arch the architecture
  /// @param classes the names of the classes
  /// @param input the form of the input
  public record Card(Arch arch, List<String> classes, Input input) {
    /// {@return what the metadata of a file say; empty if the file is not by this program}
    ///
    /// @param file the file, for the message
    /// @param metadata the metadata
    /// @throws InputException if they are broken
    public static Optional<Card> of(Path file, Map<String, String> metadata) {
      String format = metadata.get(FORMAT);
      if (format == null) {
        return Optional.empty();
      }
      try {
        if (!format.equals(VERSION)) {
          throw new IllegalArgumentException("its format is " + format + ", not " + VERSION);
        }
        Arch arch = Arch.valueOf(metadata.getOrDefault(ARCH, "").toUpperCase(Locale.ROOT));
        String[] classes = new Gson().fromJson(text(metadata, CLASSES), String[].class);
        JsonObject input = new Gson().fromJson(text(metadata, INPUT), JsonObject.class);
        return Optional.of(new Card(arch, List.of(classes), Input.fromJson(input)));
      } catch (RuntimeException e) {
        // Gson throws many kinds for what is not as expected.
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s: not a network of gradus vision: %s",
                file,
                InputException.shown(String.valueOf(e.getMessage()))));
      }
    }
  }

  private static String text(Map<String, String> metadata, String name) {
    String text = metadata.get(name);
    if (text == null) {
      throw new IllegalArgumentException("its metadata have no " + name);
    }
    return text;
  }

  /// Writes the network.
  ///
  /// @param file the place to write to
  /// @throws IOException if that fails
  public void save(Path file) throws IOException {
    Gson gson = new Gson();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, VERSION);
    metadata.put(ARCH, arch.toString());
    metadata.put(CLASSES, gson.toJson(classes));
    metadata.put(INPUT, gson.toJson(input.toJson()));
    Safetensors.save(file, layer.state(), metadata);
  }

  /// {@return the number of parameters}
  public int parameters() {
    return layer.parameters().values().stream().mapToInt(Tensor::size).sum();
  }

  /// {@return the probability of each class, (rows, classes)}
  ///
  /// @param x pictures in the form of the input, (rows, channels, height, width)
  public Tensor probabilities(Tensor x) {
    return Training.off(() -> Tensor.noGrad(() -> layer.forward(x).softmax(1)));
  }
}
