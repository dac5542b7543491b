package gradus.cli;

import gradus.nn.learn.Callback;
import gradus.nn.learn.Fit;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/// Refuses a checkpoint of a training with other options. The options are notes, which are there
/// once the checkpoint has been loaded: after the beginning of the fit.
///
/// @param file the checkpoint, for the message
/// @param options the options of this training by name, with numbers for their values
public record SameOptions(Path file, Map<String, Double> options) implements Callback {
  /// Creates the callback; the map is copied.
  public SameOptions {
    options = Map.copyOf(options);
  }

  /// @throws InputException if an option had another value
  @Override
  public void beforeEpoch(Fit fit) {
    options.forEach(
        (option, value) -> {
          Double before = fit.notes().putIfAbsent(option, value);
          if (before != null && !before.equals(value)) {
            throw new InputException(
                String.format(
                    Locale.ROOT,
                    "%s: the checkpoint is of a training with another %s; continue with the same"
                        + " options, or choose another file",
                    file,
                    option));
          }
        });
  }

  /// @throws InputException if an option had another value
  @Override
  public void afterFit(Fit fit) {
    // Where all epochs were done before.
    beforeEpoch(fit);
  }
}
