package gradus.bench;

import gradus.cli.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// A Markdown file that a report goes into: a text with places for reports, or else the report
/// alone.
///
/// A place is a line such as `<!-- measured: matmul, threads 2 -->`, what was measured last, and a
/// line `<!-- end -->`. So the tables of a text are never typed.
///
/// @param file the file
/// @param key which place is the report's
record Document(Path file, String key) {
  private static final String PLACE = "<!-- measured: ";
  private static final String END = "<!-- end -->";

  private String start() {
    return PLACE + key + " -->\n";
  }

  /// Complains where the text has places, but none for this report.
  void check() throws IOException {
    if (Files.isRegularFile(file)) {
      with(Files.readString(file), "");
    }
  }

  /// Writes the text with the report in its place.
  ///
  /// @param to the file to write to
  void write(Path to, String report) throws IOException {
    String old = Files.isRegularFile(file) ? Files.readString(file) : "";
    Files.writeString(to, with(old, report));
  }

  /// {@return a text with the report in its place}
  String with(String text, String report) {
    if (!text.contains(PLACE)) {
      return report;
    }
    int start = text.indexOf(start());
    int end = text.indexOf(END, Math.max(0, start));
    if (start < 0 || end < 0) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "--markdown: %s has places for reports, but no line \"%s\" with a line \"%s\" after"
                  + " it",
              file,
              start().strip(),
              END));
    }
    int from = start + start().length();
    return text.substring(0, from) + "\n" + report + "\n" + text.substring(end);
  }
}
