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
import java.util.function.Function;

/// The state of a training run, which can be saved to a file, or to bytes, and restored. A resumed
/// run continues bit for bit as if it had not been interrupted.
///
/// ```java
/// Checkpoint checkpoint = new Checkpoint(model, optimizer, List.of(generator));
/// checkpoint.save(file, Map.of("epoch", "10"));
/// // later, with a model, an optimizer and a generator that were created in the same way
/// int epoch = Integer.parseInt(checkpoint.load(file).get("epoch"));
/// ```
///
/// The file is safetensors: the state of the model as `model.0.weight`, that of the optimizer as
/// `optimizer.0.exp_avg`, those of generators as `generator.0`. It does not contain the optimizer's
/// options, such as a learning rate that has changed, nor the remaining batches of an epoch, so
/// save between epochs.
///
/// @param model the model
/// @param optimizers the optimizers of its parameters, one per group, at least one; the numbers of
///   their parameters go on from one to the next, as in PyTorch
/// @param generators the random number generators of the training, each once: for batches,
///   [Dropout]
public record Checkpoint(Layer model, List<Optimizer> optimizers, List<Generator> generators) {
  private static final String MODEL = "model.";
  private static final String OPTIMIZER = "optimizer.";
  private static final String GENERATOR = "generator.";

  /// Creates a checkpoint of these objects.
  ///
  /// @throws IllegalArgumentException if there is no optimizer
  public Checkpoint {
    optimizers = List.copyOf(optimizers);
    if (optimizers.isEmpty()) {
      throw new IllegalArgumentException("Checkpoint: there is no optimizer");
    }
    generators = List.copyOf(generators);
  }

  /// Creates a checkpoint with one optimizer.
  ///
  /// @param model the model
  /// @param optimizer the optimizer of its parameters
  /// @param generators the random number generators of the training
  public Checkpoint(Layer model, Optimizer optimizer, List<Generator> generators) {
    this(model, List.of(optimizer), generators);
  }

  /// Saves the current state, whole or not at all; see [Safetensors#save].
  ///
  /// @param file the file
  /// @param metadata texts to store with it, such as the number of epochs; may be empty
  /// @throws IOException if the file can't be written
  public void save(Path file, Map<String, String> metadata) throws IOException {
    Safetensors.save(file, tensors(), metadata);
  }

  /// Returns the current state as the bytes of a file, such as for a worker elsewhere.
  ///
  /// @param metadata texts to store with it, such as the number of epochs; may be empty
  /// @return the bytes that [#save] writes
  /// @throws IllegalArgumentException if there are more than an array can have
  public byte[] toBytes(Map<String, String> metadata) {
    return Safetensors.toBytes(tensors(), metadata);
  }

  private Map<String, Tensor> tensors() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    model.state().forEach((name, tensor) -> all.put(MODEL + name, tensor));
    Optimizer.state(optimizers).forEach((name, tensor) -> all.put(OPTIMIZER + name, tensor));
    for (int i = 0; i < generators.size(); i++) {
      all.put(GENERATOR + i, generators.get(i).state());
    }
    return all;
  }

  /// Restores a state; all of it or nothing.
  ///
  /// @param file a file that [#save] wrote, for a model of the same state, optimizers of the same
  ///   kinds and the same number of generators
  /// @return the texts stored with it
  /// @throws SafetensorsException if the file is not valid, or does not match; nothing has then
  ///   changed
  /// @throws IOException if the file can't be read
  public Map<String, String> load(Path file) throws IOException {
    return restore(Safetensors.load(file), problem -> new SafetensorsException(file, problem));
  }

  /// Restores a state from bytes; all of it or nothing.
  ///
  /// @param bytes as [#toBytes] returns them, of a checkpoint as for [#load(Path)]
  /// @return the texts stored with it
  /// @throws SafetensorsException if the bytes are not valid, or do not match; nothing has then
  ///   changed
  public Map<String, String> load(byte[] bytes) throws SafetensorsException {
    return restore(Safetensors.load(bytes), problem -> new SafetensorsException(bytes, problem));
  }

  private Map<String, String> restore(
      Safetensors.Contents contents, Function<String, SafetensorsException> broken)
      throws SafetensorsException {
    Map<String, Tensor> rest = new LinkedHashMap<>(contents.tensors());
    Map<String, Tensor> state = take(rest, MODEL);
    Map<String, Tensor> remembered = take(rest, OPTIMIZER);
    Map<String, Tensor> drawn = take(rest, GENERATOR);
    Map<String, Tensor> before = Optimizer.state(optimizers);
    List<Tensor> drawnBefore = generators.stream().map(Generator::state).toList();
    try {
      if (!rest.isEmpty()) {
        throw new IllegalArgumentException(
            "a checkpoint has no " + SafetensorsException.quoted(rest.keySet().iterator().next()));
      }
      Optimizer.load(optimizers, remembered);
      for (int i = 0; i < generators.size(); i++) {
        generators.get(i).load(generator(drawn, i));
      }
      if (!drawn.isEmpty()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "there are more states of generators than %d", generators.size()));
      }
      Safetensors.loadInto(model.state(), state);
    } catch (IllegalArgumentException e) {
      Optimizer.load(optimizers, before);
      for (int i = 0; i < generators.size(); i++) {
        generators.get(i).load(drawnBefore.get(i));
      }
      throw broken.apply(e.getMessage());
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
