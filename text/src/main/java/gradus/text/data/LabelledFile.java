package gradus.text.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import gradus.cli.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads labelled texts from a file in UTF-8: lines of a label, a tab and a text, or a table with a
/// row of names, CSV with commas, semicolons or tabs.
public final class LabelledFile {
  private static final char[] SEPARATORS = {',', ';', '\t'};

  private final String source;
  private final List<String> names = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();

  private LabelledFile(String source) {
    this.source = source;
  }

  /// The columns of a table.
  ///
  /// @param label the name of the column with the labels
  /// @param text the name of the column with the texts
  public record Columns(String label, String text) {
    /// The usual names.
    public static final Columns USUAL = new Columns("label", "text");
  }

  /// Reads a file.
  ///
  /// @param file the file
  /// @param columns the columns of a table; empty to take a file whose name ends with `.csv` for a
  ///   table with the [usual][Columns#USUAL] ones, and another for lines
  /// @return the texts, at least one
  /// @throws InputException if the file can't be read or has another form; the message says where
  public static LabelledTexts read(Path file, Optional<Columns> columns) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    Optional<Columns> table =
        columns.or(() -> name.endsWith(".csv") ? Optional.of(Columns.USUAL) : Optional.empty());
    return parse(file.toString(), TextFile.read(file), table);
  }

  /// {@return the texts of a file's content}
  ///
  /// @param source its name, for messages
  /// @param content the content
  /// @param table the columns of a table; empty for lines
  static LabelledTexts parse(String source, String content, Optional<Columns> table) {
    if (content.isBlank()) {
      throw new InputException(source + ": the file is empty");
    }
    LabelledFile file = new LabelledFile(source);
    if (table.isPresent()) {
      file.table(content, table.get());
    } else {
      file.lines(content);
    }
    if (file.texts.isEmpty()) {
      throw new InputException(source + ": there is no row below the names of the columns");
    }
    return LabelledTexts.of(source, file.names, file.texts);
  }

  private void lines(String content) {
    List<String> lines = content.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank()) {
        continue;
      }
      int tab = line.indexOf('\t');
      if (tab < 0) {
        throw problem(
            i + 1L,
            "no tab; expected a label, a tab and a text, or --label COLUMN and --text COLUMN for a"
                + " table");
      }
      add(i + 1L, line.substring(0, tab), line.substring(tab + 1));
    }
  }

  private void table(String content, Columns columns) {
    String header = content.lines().findFirst().orElseThrow();
    for (char separator : SEPARATORS) {
      List<String> fields = fields(header, separator);
      int label = fields.indexOf(columns.label);
      int text = fields.indexOf(columns.text);
      if (label >= 0 && text >= 0) {
        rows(content, separator, label, text);
        return;
      }
    }
    boolean found = false;
    for (char separator : SEPARATORS) {
      found |= fields(header, separator).contains(columns.label);
    }
    String missing = found ? columns.text : columns.label;
    throw problem(
        1,
        String.format(
            Locale.ROOT,
            "there is no column %s; the first row is %s (--label and --text choose two columns)",
            InputException.shown(missing),
            InputException.shown(header)));
  }

  /// {@return the names of the columns; none if the row can't be read so}
  private static List<String> fields(String header, char separator) {
    try {
      return csv(separator).ofCsvRecord(header).stream()
          .flatMap(row -> row.getFields().stream().map(String::strip))
          .toList();
    } catch (CsvParseException _) {
      return List.of();
    }
  }

  private static CsvReader.CsvReaderBuilder csv(char separator) {
    // The checks here say more about a row with other fields.
    return CsvReader.builder()
        .fieldSeparator(separator)
        .allowExtraFields(true)
        .allowMissingFields(true);
  }

  private void rows(String content, char separator, int label, int text) {
    long line = 1;
    int expected = 0;
    try (CsvReader<CsvRecord> csv = csv(separator).ofCsvRecord(content)) {
      for (CsvRecord row : csv) {
        line = row.getStartingLineNumber();
        if (expected == 0) {
          expected = row.getFieldCount();
        } else if (row.getFieldCount() == expected) {
          add(line, row.getField(label), row.getField(text));
        } else {
          throw problem(
              line,
              String.format(
                  Locale.ROOT,
                  "the row has %d fields, the first row %d",
                  row.getFieldCount(),
                  expected));
        }
      }
    } catch (CsvParseException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw problem(line, "not readable as CSV from here on: " + cause.getMessage());
    } catch (IOException e) {
      // A text in memory.
      throw new UncheckedIOException(e);
    }
  }

  private void add(long line, String label, String text) {
    String name = label.strip();
    // Lines of a text are separated by blanks, as its words are.
    String content = text.strip().replaceAll("\\s+", " ");
    if (name.isEmpty() || content.isEmpty()) {
      throw problem(line, name.isEmpty() ? "the label is empty" : "the text is empty");
    }
    names.add(name);
    texts.add(content);
  }

  private InputException problem(long line, String problem) {
    return new InputException(String.format(Locale.ROOT, "%s, line %d: %s", source, line, problem));
  }
}
