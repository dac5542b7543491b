package gradus.bench;

import gradus.cli.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// A Markdown file for a report: either the report alone, or a text with marked sections for
/// reports.
///
/// A section starts with a line such as `<!-- measured: matmul, threads 2 -->` and ends with a line
/// `<!-- end -->`; a report replaces what is between them. So tables in documents are never typed
/// by hand.
///
/// @param file the file
/// @param key the name of the report's section
record Document(Path file, String key) {
  private static final String PLACE = "<!-- measured: ";
  private static final String END = "<!-- end -->";

  private String start() {
    return PLACE + key + " -->\n";
  }

  /// Checks that a text with sections has one for this report.
  void check() throws IOException {
    if (Files.isRegularFile(file)) {
      with(Files.readString(file), "");
    }
  }

  /// Writes the text with the report in its section.
  ///
  /// @param to the file to write to
  void write(Path to, String report) throws IOException {
    String old = Files.isRegularFile(file) ? Files.readString(file) : "";
    Files.writeString(to, with(old, report));
  }

  /// Returns a text with the report in its section.
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
