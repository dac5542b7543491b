package gradus.cli;

import java.io.PrintWriter;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine;

/// A command that takes so long that it shows its progress, where there is a terminal.
public abstract class Progressing implements Runnable {
  private boolean terminal;

  /// Creates a command that shows nothing.
  protected Progressing() {}

  /// Tells a command and its subcommands whether there is a terminal that can show progress.
  ///
  /// @param command the command
  /// @param terminal whether there is one
  public static void showProgress(CommandLine command, boolean terminal) {
    if (command.getCommand() instanceof Progressing progressing) {
      progressing.terminal = terminal;
    }
    command.getSubcommands().values().forEach(sub -> showProgress(sub, terminal));
  }

  /// {@return whether there is a terminal}
  protected final boolean hasTerminal() {
    return terminal;
  }

  /// Runs work in steps.
  ///
  /// @param <T> the type of its result
  /// @param err the terminal
  /// @param name what the bar is called
  /// @param steps the number of steps
  /// @param work takes what it has to call after each step
  /// @return its result
  protected final <T> T inSteps(
      PrintWriter err, String name, int steps, Function<Runnable, T> work) {
    if (!terminal) {
      return work.apply(() -> {});
    }
    try (ProgressBar bar = Bar.of(err, name, steps)) {
      return work.apply(bar::step);
    }
  }
}
