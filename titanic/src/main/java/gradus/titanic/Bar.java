package gradus.titanic;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/// Where a progress bar is drawn: on one line, which is gone in the end.
///
/// The library's own would ask the terminal for its width through native code, of which a JDK
/// warns.
///
/// @param err the terminal
record Bar(PrintWriter err) implements ProgressBarConsumer {
  private static final int WIDTH = 79;

  /// A bar.
  ///
  /// @param name what is under way
  /// @param steps how many steps it takes
  static ProgressBar of(PrintWriter err, String name, int steps) {
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
