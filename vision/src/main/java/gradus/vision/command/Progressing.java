package gradus.vision.command;

import gradus.cli.Bar;
import java.io.PrintWriter;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;

/// A command that takes so long that it shows its progress, where there is a terminal.
abstract class Progressing implements Runnable {
  private boolean progress;

  /// Sets whether there is a terminal that can show progress.
  void showProgress(boolean terminal) {
    progress = terminal;
  }

  /// Runs work in steps.
  ///
  /// @param err the terminal
  /// @param name what the bar is called
  /// @param steps the number of steps
  /// @param work takes what it has to call after each step
  <T> T inSteps(PrintWriter err, String name, int steps, Function<Runnable, T> work) {
    if (!progress) {
      return work.apply(() -> {});
    }
    try (ProgressBar bar = Bar.of(err, name, steps)) {
      return work.apply(bar::step);
    }
  }
}
