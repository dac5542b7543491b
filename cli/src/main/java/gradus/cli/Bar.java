package gradus.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/// Draws a progress bar on one line and erases it at the end.
///
/// The library's own consumer asks the terminal for its width through native code, and the JDK
/// warns of that.
public final class Bar implements ProgressBarConsumer {
  private static final int WIDTH = 79;

  private final PrintWriter err;

  private Bar(PrintWriter err) {
    this.err = err;
  }

  /// Creates a progress bar.
  ///
  /// @param err the terminal
  /// @param name the task's name
  /// @param steps the number of steps
  /// @return the bar, to be closed
  public static ProgressBar of(PrintWriter err, String name, int steps) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(steps)
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(new Bar(err))
        .build();
  }

  @Override
  public int getMaxRenderedLength() {
    return WIDTH;
  }

  @Override
  public void accept(String line) {
    err.print("\r" + line);
    err.flush();
  }

  @Override
  public void clear() {
    err.print("\r" + " ".repeat(WIDTH) + "\r");
    err.flush();
  }

  @Override
  public void close() {
    clear();
  }
}
