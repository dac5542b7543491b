package gradus.bench;

import java.io.PrintWriter;
import java.util.Locale;

/// Says what is under way: on one line of a terminal, on lines of their own elsewhere.
///
/// @param err where
/// @param terminal whether that is a terminal
record Progress(PrintWriter err, boolean terminal) {
  private static final int WIDTH = 79;

  /// Says which of so many is being measured.
  void step(int number, int total, String what) {
    say(String.format(Locale.ROOT, "[%d/%d] %s", number, total, what));
  }

  /// Says what is being done.
  void say(String what) {
    if (terminal) {
      err.print("\r" + " ".repeat(WIDTH) + "\r" + what);
    } else {
      err.println(what);
    }
    err.flush();
  }

  /// Leaves a terminal's line empty.
  void done() {
    if (terminal) {
      err.print("\r" + " ".repeat(WIDTH) + "\r");
      err.flush();
    }
  }
}
