package gradus.nn.learn;

import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Keeps the state of the model after the epoch with the best figure, in memory or in a file.
///
/// In memory, the model returns to that state when the fit ends. In a file, the model keeps its
/// last state, and the file is safetensors with the epoch's number and figure as metadata. In a fit
/// that is resumed, memory only knows the epochs since then.
public final class KeepBest implements Callback {
  private static final String BEST = "keep_best.best";

  private final Goal goal;
  private final Path file;
  private Map<String, Tensor> kept;

  private KeepBest(Goal goal, Path file) {
    this.goal = goal;
    this.file = file;
  }

  /// {@return a callback that returns to the best state when the fit ends}
  ///
  /// @param goal the figure
  public static KeepBest inMemory(Goal goal) {
    return new KeepBest(goal, null);
  }

  /// {@return a callback that saves the best state in a file, whole or not at all}
  ///
  /// @param goal the figure
  /// @param file the file
  public static KeepBest inFile(Goal goal, Path file) {
    return new KeepBest(goal, file);
  }

  @Override
  public void beforeFit(Fit fit) {
    kept = null;
  }

  /// @throws UncheckedIOException if the file can't be written
  @Override
  public void afterEpoch(Fit fit) {
    double value = goal.of(fit);
    boolean first = file == null && kept == null;
    double best = first ? goal.worst() : fit.notes().getOrDefault(BEST, goal.worst());
    if (!goal.isBetter(value, best)) {
      return;
    }
    fit.notes().put(BEST, value);
    Map<String, Tensor> state = fit.learner().model().state();
    if (file == null) {
      kept = new LinkedHashMap<>();
      state.forEach((name, tensor) -> kept.put(name, tensor.detach().copy()));
    } else {
      try {
        Map<String, String> metadata =
            Map.of("epoch", String.valueOf(fit.epoch()), goal.name(), String.valueOf(value));
        Safetensors.save(file, state, metadata);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void afterFit(Fit fit) {
    if (kept != null) {
      Map<String, Tensor> state = fit.learner().model().state();
      Tensor.noGrad(() -> state.forEach((name, tensor) -> tensor.copyFrom(kept.get(name))));
      kept = null;
    }
  }
}
