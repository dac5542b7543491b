package gradus.nn.learn;

import gradus.nn.io.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/// Writes the figures of each epoch as a line of a text file, in UTF-8: its number as `epoch`, its
/// [results][Fit#results()], and its learning rate as `lr`.
///
/// The file is written whole or not at all. A fit replaces the file of an earlier one; one that was
/// [resumed][Checkpointing] continues it. Figures that are not finite are empty in CSV, and null in
/// JSON.
public final class EpochLog implements Callback {
  private final Path file;
  private final int headers;
  private final BiFunction<Integer, Map<String, Double>, List<String>> format;

  private EpochLog(
      Path file, int headers, BiFunction<Integer, Map<String, Double>, List<String>> format) {
    this.file = file;
    this.headers = headers;
    this.format = format;
  }

  /// {@return a log as CSV (RFC 4180, with line feeds), with the names in the first row}
  ///
  /// @param file the file
  public static EpochLog csv(Path file) {
    return new EpochLog(file, 1, EpochLog::csvLines);
  }

  /// {@return a log as JSON, one object per line}
  ///
  /// @param file the file
  public static EpochLog json(Path file) {
    return new EpochLog(file, 0, (epoch, figures) -> List.of(jsonLine(epoch, figures)));
  }

  /// @throws UncheckedIOException if the file can't be read or written
  @Override
  public void afterEpoch(Fit fit) {
    Map<String, Double> figures = new LinkedHashMap<>(fit.results());
    figures.put("lr", fit.lr());
    List<String> added = format.apply(fit.epoch(), figures);
    try {
      List<String> lines = new ArrayList<>();
      if (fit.epoch() > 0 && Files.exists(file)) {
        // Rows of epochs that are now done again are left out.
        Files.readAllLines(file).stream().limit(headers + (long) fit.epoch()).forEach(lines::add);
      }
      lines.addAll(lines.isEmpty() ? added : added.subList(headers, added.size()));
      try (WholeFile whole = WholeFile.replacing(file)) {
        Files.writeString(whole.temporary(), String.join("\n", lines) + "\n");
        whole.commit();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> csvLines(int epoch, Map<String, Double> figures) {
    List<String> names = new ArrayList<>(List.of("epoch"));
    List<String> values = new ArrayList<>(List.of(String.valueOf(epoch)));
    figures.forEach(
        (name, value) -> {
          names.add(quoted(name));
          values.add(Double.isFinite(value) ? String.valueOf(value) : "");
        });
    return List.of(String.join(",", names), String.join(",", values));
  }

  /// A line break within a name would make two lines of one row.
  private static String quoted(String name) {
    String line = name.replaceAll("\\R", " ");
    return line.matches("[^\",]*") ? line : "\"" + line.replace("\"", "\"\"") + "\"";
  }

  private static String jsonLine(int epoch, Map<String, Double> figures) {
    StringBuilder json = new StringBuilder("{\"epoch\":").append(epoch);
    figures.forEach(
        (name, value) -> {
          json.append(",\"");
          name.chars().forEach(c -> escape(json, (char) c));
          json.append("\":").append(Double.isFinite(value) ? String.valueOf(value) : "null");
        });
    return json.append('}').toString();
  }

  /// Escapes what JSON does not allow in a string, and all that is not ASCII.
  private static void escape(StringBuilder json, char c) {
    if (c == '"' || c == '\\') {
      json.append('\\').append(c);
    } else if (c < ' ' || c > '~') {
      json.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
    } else {
      json.append(c);
    }
  }
}
