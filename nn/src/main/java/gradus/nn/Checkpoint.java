package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import gradus.nn.io.SafetensorsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The state of a training run, which can be saved to a file and restored. A resumed run continues
/// bit for bit as if it had not been interrupted.
///
/// ```java
/// Checkpoint checkpoint = new Checkpoint(model, optimizer, List.of(generator));
/// checkpoint.save(file, Map.of("epoch", "10"));
/// // later, with a model, an optimizer and a generator that were created in the same way
/// int epoch = Integer.parseInt(checkpoint.load(file).get("epoch"));
/// ```
///
/// The file is safetensors: parameters as `model.0.weight`, the state of the optimizer as
/// `optimizer.0.exp_avg`, the states of generators as `generator.0`. It does not contain the
/// optimizer's options, nor the remaining batches of an epoch, so save between epochs.
///
/// @param model the model
/// @param optimizer the optimizer of its parameters
/// @param generators the random number generators of the training, each once: for batches,
///   [Dropout]
public record Checkpoint(Layer model, Optimizer optimizer, List<Generator> generators) {
  private static final String MODEL = "model.";
  private static final String OPTIMIZER = "optimizer.";
  private static final String GENERATOR = "generator.";

  /// Creates a checkpoint of these objects.
  public Checkpoint {
    generators = List.copyOf(generators);
  }

  /// Saves the current state, whole or not at all; see [Safetensors#save].
  ///
  /// @param file the file
  /// @param metadata texts to store with it, such as the number of epochs; may be empty
  /// @throws IOException if the file can't be written
  public void save(Path file, Map<String, String> metadata) throws IOException {
    Map<String, Tensor> all = new LinkedHashMap<>();
    model.state().forEach((name, tensor) -> all.put(MODEL + name, tensor));
    optimizer.state().forEach((name, tensor) -> all.put(OPTIMIZER + name, tensor));
    for (int i = 0; i < generators.size(); i++) {
      all.put(GENERATOR + i, generators.get(i).state());
    }
    Safetensors.save(file, all, metadata);
  }

  /// Restores a state; all of it or nothing.
  ///
  /// @param file a file that [#save] wrote, for a model of the same parameters, an optimizer of the
  ///   same kind and the same number of generators
  /// @return the texts stored with it
  /// @throws SafetensorsException if the file is not valid, or does not match; nothing has then
  ///   changed
  /// @throws IOException if the file can't be read
  public Map<String, String> load(Path file) throws IOException {
    Safetensors.Contents contents = Safetensors.load(file);
    Map<String, Tensor> rest = new LinkedHashMap<>(contents.tensors());
    Map<String, Tensor> parameters = take(rest, MODEL);
    Map<String, Tensor> remembered = take(rest, OPTIMIZER);
    Map<String, Tensor> drawn = take(rest, GENERATOR);
    Map<String, Tensor> before = optimizer.state();
    List<Tensor> drawnBefore = generators.stream().map(Generator::state).toList();
    try {
      if (!rest.isEmpty()) {
        throw new IllegalArgumentException(
            "a checkpoint has no " + SafetensorsException.quoted(rest.keySet().iterator().next()));
      }
      optimizer.load(remembered);
      for (int i = 0; i < generators.size(); i++) {
        generators.get(i).load(generator(drawn, i));
      }
      if (!drawn.isEmpty()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "there are more states of generators than %d", generators.size()));
      }
      Safetensors.loadInto(model.state(), parameters);
    } catch (IllegalArgumentException e) {
      optimizer.load(before);
      for (int i = 0; i < generators.size(); i++) {
        generators.get(i).load(drawnBefore.get(i));
      }
      throw new SafetensorsException(file, e.getMessage());
    }
    return contents.metadata();
  }

  private static Tensor generator(Map<String, Tensor> states, int i) {
    Tensor state = states.remove(String.valueOf(i));
    if (state == null) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s%d is missing", GENERATOR, i));
    }
    return state;
  }

  private static Map<String, Tensor> take(Map<String, Tensor> from, String prefix) {
    Map<String, Tensor> taken = new LinkedHashMap<>();
    from.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            taken.put(name.substring(prefix.length()), tensor);
          }
        });
    taken.keySet().forEach(name -> from.remove(prefix + name));
    return taken;
  }
}
