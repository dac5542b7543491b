package gradus.nn.learn;

import gradus.engine.Generator;
import gradus.nn.Checkpoint;
import gradus.nn.io.SafetensorsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Saves a [Checkpoint] after each epoch, and resumes from it: if the file exists when a fit
/// begins, the fit continues behind the saved epoch, bit for bit as if it had not been interrupted.
///
/// The file's metadata have the number of complete epochs as `epoch`, the learning rate as `lr`,
/// and the [notes of callbacks][Fit#notes()] as `note.NAME`. The fit must be the one that was
/// interrupted, with the same epochs, rates and callbacks.
///
/// @param file the file, written whole or not at all
/// @param generators the random number generators of the training, each once: of the training set's
///   order, of [Mixup], of [gradus.nn.Dropout]
public record Checkpointing(Path file, List<Generator> generators) implements Callback {
  private static final String EPOCH = "epoch";
  private static final String LR = "lr";
  private static final String NOTE = "note.";

  /// Creates the callback.
  public Checkpointing {
    generators = List.copyOf(generators);
  }

  private Checkpoint checkpoint(Fit fit) {
    return new Checkpoint(fit.learner().model(), fit.learner().optimizers(), generators);
  }

  /// @throws UncheckedIOException if the file exists, but can't be read or does not match
  @Override
  public void beforeFit(Fit fit) {
    if (Files.notExists(file)) {
      return;
    }
    try {
      Map<String, String> metadata = checkpoint(fit).load(file);
      fit.resume(Integer.parseInt(metadata.get(EPOCH)));
      fit.lr(Double.parseDouble(metadata.get(LR)));
      metadata.forEach(
          (key, value) -> {
            if (key.startsWith(NOTE)) {
              fit.notes().put(key.substring(NOTE.length()), Double.valueOf(value));
            }
          });
    } catch (NumberFormatException | NullPointerException e) {
      throw new UncheckedIOException(
          new SafetensorsException(file, "it is not a checkpoint of a fit: " + e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @throws UncheckedIOException if the file can't be written
  @Override
  public void afterEpoch(Fit fit) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(EPOCH, String.valueOf(fit.epoch() + 1));
    metadata.put(LR, String.valueOf(fit.lr()));
    fit.notes().forEach((name, value) -> metadata.put(NOTE + name, String.valueOf(value)));
    try {
      checkpoint(fit).save(file, metadata);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
