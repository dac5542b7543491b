package gradus.text.model;

import gradus.cli.InputException;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.io.Safetensors;
import gradus.nn.io.SafetensorsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// The file with the tensors of a model, or files. Names and shapes are checked before any tensor
/// is read, and one tensor is read at a time, so that a model needs memory once.
final class WeightsFile {
  /// How many names a message has.
  private static final int TOLD = 4;

  private final Path place;
  private final SafetensorsFiles files;
  private final String model;
  private final Map<String, Safetensors.Stored> stored;

  private WeightsFile(
      Path place, SafetensorsFiles files, String model, Map<String, Safetensors.Stored> stored) {
    this.place = place;
    this.files = files;
    this.model = model;
    this.stored = stored;
  }

  /// {@return files, of which the headers have been read}
  ///
  /// @param place a file, or a folder with shards
  /// @param model the name of the model, for messages
  /// @param names from a name in the file to the model's; null for a tensor to leave out
  /// @throws InputException if they can't be read
  static WeightsFile open(Path place, String model, Function<String, String> names) {
    Map<String, Safetensors.Stored> stored = new LinkedHashMap<>();
    try {
      SafetensorsFiles files = SafetensorsFiles.open(place);
      for (Safetensors.Stored tensor : files.stored().values()) {
        String name = names.apply(tensor.name());
        if (name != null && stored.put(name, tensor) != null) {
          throw new InputException(
              place + ": there are two tensors for " + InputException.shown(name));
        }
      }
      return new WeightsFile(place, files, model, stored);
    } catch (IOException e) {
      throw InputException.of(place, e);
    }
  }

  /// {@return whether there is a tensor}
  ///
  /// @param name the model's name for it
  boolean has(String name) {
    return stored.containsKey(name);
  }

  /// {@return a model with the values of the file}
  ///
  /// @param <L> the type of model
  /// @param outline a model of these shapes
  /// @param create makes a model whose values are replaced
  /// @throws InputException if the tensors don't fit
  <L extends Layer> L read(Layer outline, Supplier<L> create) {
    check(outline.state());
    L layer = create.get();
    try {
      for (Map.Entry<String, Tensor> entry : layer.state().entrySet()) {
        String name = stored.get(entry.getKey()).name();
        Tensor value = files.tensor(name);
        Tensor.noGrad(() -> entry.getValue().copyFrom(value));
      }
    } catch (IOException e) {
      throw InputException.of(place, e);
    }
    return layer;
  }

  private void check(Map<String, Tensor> state) {
    List<String> missing = new ArrayList<>();
    List<String> different = new ArrayList<>();
    state.forEach(
        (name, tensor) -> {
          Safetensors.Stored there = stored.get(name);
          List<Long> shape = Arrays.stream(tensor.shape().dims()).mapToObj(Long::valueOf).toList();
          if (there == null) {
            missing.add(name);
          } else if (!there.shape().equals(shape)) {
            different.add(
                String.format(Locale.ROOT, "%s is %s, not %s", name, there.shape(), shape));
          }
        });
    List<String> left = stored.keySet().stream().filter(name -> !state.containsKey(name)).toList();
    List<String> problems = new ArrayList<>();
    told("missing", missing, problems);
    told("left over", left, problems);
    told("of another shape", different, problems);
    if (!problems.isEmpty()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: not the tensors of this %s: %s",
              place,
              model,
              String.join("; ", problems)));
    }
  }

  private static void told(String problem, List<String> names, List<String> problems) {
    if (!names.isEmpty()) {
      String told =
          String.join(", ", names.stream().limit(TOLD).map(InputException::shown).toList());
      problems.add(
          names.size() <= TOLD
              ? problem + ": " + told
              : String.format(
                  Locale.ROOT, "%s: %s and %d more", problem, told, names.size() - TOLD));
    }
  }
}
