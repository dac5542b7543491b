package gradus.bench;

import java.io.PrintWriter;
import java.util.Locale;

/// Shows progress: on one line of a terminal, or on separate lines elsewhere.
///
/// @param err the writer
/// @param terminal whether it is a terminal
public record Progress(PrintWriter err, boolean terminal) {
  private static final int WIDTH = 79;

  /// Shows the number and name of the current measurement.
  ///
  /// @param number its number, from 1
  /// @param total the number of measurements
  /// @param what its name
  public void step(int number, int total, String what) {
    say(String.format(Locale.ROOT, "[%d/%d] %s", number, total, what));
  }

  /// Shows what is being done.
  ///
  /// @param what such as `opening torch`
  public void say(String what) {
    if (terminal) {
      err.print("\r" + " ".repeat(WIDTH) + "\r" + what);
    } else {
      err.println(what);
    }
    err.flush();
  }

  /// Clears the terminal's line.
  public void done() {
    if (terminal) {
      err.print("\r" + " ".repeat(WIDTH) + "\r");
      err.flush();
    }
  }
}
