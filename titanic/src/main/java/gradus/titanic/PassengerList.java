package gradus.titanic;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Passengers and where they come from.
///
/// @param source a file's name, or `the embedded list`
/// @param passengers in the file's order
public record PassengerList(String source, List<Passenger> passengers) {
  /// Keeps its own copy of the list.
  public PassengerList {
    passengers = List.copyOf(passengers);
  }

  /// {@return the 891 passengers of the data set's training part, which come with the program}
  public static PassengerList embedded() {
    try (InputStream in = PassengerList.class.getResourceAsStream("passengers.csv")) {
      return parse("the embedded list", in.readAllBytes(), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads a file in the competition's format: comma-separated, a header line, columns in any
  /// order, more of them than are used.
  ///
  /// @param file the file
  /// @param labelled whether it must say who survived
  /// @return its passengers
  /// @throws UserException if it can't be read; the message names file, line and column
  public static PassengerList read(Path file, boolean labelled) {
    try {
      return parse(file.toString(), Files.readAllBytes(file), labelled);
    } catch (NoSuchFileException e) {
      throw new UserException(file + ": there is no such file");
    } catch (IOException e) {
      throw new UserException("%s: can't be read (%s)".formatted(file, e.getMessage()));
    }
  }

  private static PassengerList parse(String source, byte[] bytes, boolean labelled) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UserException(source + ": is not a text file in UTF-8");
    }
    // Some programs put a byte order mark in front.
    String csv = text.startsWith("\uFEFF") ? text.substring(1) : text;
    List<CsvRecord> records = new ArrayList<>();
    try {
      CsvReader.builder()
          .allowExtraFields(true)
          .allowMissingFields(true)
          .ofCsvRecord(csv)
          .forEach(records::add);
    } catch (CsvParseException e) {
      throw new UserException(
          "%s: is not a CSV file (after line %d: %s)"
              .formatted(source, records.size(), firstLine(e)));
    }
    if (records.isEmpty()) {
      throw new UserException(source + ": is empty; a header line and passengers were expected");
    }
    if (records.size() == 1) {
      throw new UserException(source + ": has no passengers, only a header line");
    }
    List<String> header = records.getFirst().getFields();
    List<Passenger> passengers = new ArrayList<>();
    for (CsvRecord fields : records.subList(1, records.size())) {
      passengers.add(new Row(source, header, fields).passenger(labelled));
    }
    return new PassengerList(source, passengers);
  }

  private static String firstLine(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  /// One line of the file.
  private record Row(String source, List<String> header, CsvRecord fields) {
    private UserException wrong(String column, String problem) {
      return new UserException(
          "%s, line %d, column %s: %s"
              .formatted(source, fields.getStartingLineNumber(), column, problem));
    }

    private String text(String column) {
      int i = header.indexOf(column);
      if (i < 0) {
        throw new UserException(
            "%s: there is no column %s; the header has %s"
                .formatted(source, column, String.join(", ", header)));
      }
      if (fields.getFieldCount() != header.size()) {
        throw new UserException(
            "%s, line %d: has %d fields, the header %d"
                .formatted(
                    source, fields.getStartingLineNumber(), fields.getFieldCount(), header.size()));
      }
      return fields.getField(i).strip();
    }

    private double number(String column) {
      String text = text(column);
      if (text.isEmpty()) {
        return Double.NaN;
      }
      try {
        double number = Double.parseDouble(text);
        if (number >= 0 && number < Double.POSITIVE_INFINITY) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Told below.
      }
      throw wrong(column, "\"%s\" is not a number from 0 on".formatted(text));
    }

    private double known(String column) {
      double number = number(column);
      if (Double.isNaN(number)) {
        throw wrong(column, "is empty");
      }
      return number;
    }

    private double whole(String column) {
      double number = known(column);
      if (number != Math.rint(number) || number > Integer.MAX_VALUE) {
        throw wrong(column, "\"%s\" is not a whole number".formatted(text(column)));
      }
      return number;
    }

    private String oneOf(String column, String... values) {
      String text = text(column);
      if (!List.of(values).contains(text)) {
        throw wrong(column, "\"%s\" is none of %s".formatted(text, String.join(", ", values)));
      }
      return text;
    }

    Passenger passenger(boolean labelled) {
      return new Passenger(
          (int) whole("PassengerId"),
          labelled ? Double.parseDouble(oneOf("Survived", "0", "1")) : Double.NaN,
          oneOf("Pclass", "1", "2", "3"),
          oneOf("Sex", "male", "female"),
          number("Age"),
          whole("SibSp"),
          whole("Parch"),
          number("Fare"),
          text("Embarked"));
    }
  }
}
