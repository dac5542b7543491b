package gradus.titanic.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import gradus.cli.InputException;
import gradus.titanic.data.Passengers;
import gradus.titanic.recipe.RecipeName;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Lists of passengers, changed at random.
class ListFilesProperties extends ReadFiles {
  /// The most that reading a list may allocate for each byte of it. A row has at least 8 bytes, the
  /// commas between the columns; of each of its 8 fields there is a text of 48 bytes and what is
  /// made of it, and the reader has buffers that grow by doubling.
  private static final long PER_BYTE = 128;

  private static final long AT_LEAST = 1 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// What stands in files that people, spreadsheets and enemies make.
  private static final List<String> FIELDS =
      List.of(
          "",
          " ",
          "0",
          "1",
          "-1",
          "2.5",
          "1e999",
          "-0",
          "1e-400",
          ".",
          "+",
          "1e",
          "NaN",
          "Infinity",
          "0x10",
          "1d",
          "１",
          "male",
          "S",
          "\"",
          "\"\"",
          "\"a\"\"b\"",
          "\"a\nb\"",
          "\"open",
          "a\"b",
          "\r",
          "\n",
          "\u0000",
          "\u001b[31m",
          "\u009b",
          "\u2028",
          "\uFEFF",
          "\uD83D\uDE00",
          ",",
          ",,",
          ";",
          "Age",
          "PassengerId",
          "9".repeat(400),
          "x".repeat(101),
          "1".repeat(20_000) + "x");

  private static void change(List<List<String>> rows, Random random) {
    int row = random.nextInt(rows.size());
    List<String> fields = new ArrayList<>(rows.get(row));
    int field = random.nextInt(fields.size());
    rows.set(row, fields);
    switch (random.nextInt(8)) {
      case 0 -> fields.remove(field);
      case 1 -> fields.add(field, FIELDS.get(random.nextInt(FIELDS.size())));
      case 2 -> Collections.swap(fields, field, random.nextInt(fields.size()));
      case 3 -> rows.remove(row);
      case 4 -> Collections.swap(rows, row, random.nextInt(rows.size()));
      default -> fields.set(field, FIELDS.get(random.nextInt(FIELDS.size())));
    }
    rows.removeIf(List::isEmpty);
  }

  private byte[] changed(Random random) {
    List<List<String>> changed = new ArrayList<>(rows);
    for (int i = random.nextInt(3); i >= 0 && !changed.isEmpty(); i--) {
      change(changed, random);
    }
    return csv(changed).getBytes(StandardCharsets.UTF_8);
  }

  @Property
  void aChangedListIsReadOrRefusedInALine(@ForAll("randoms") Random random) throws IOException {
    byte[] bytes = changed(random);
    bytes = random.nextInt(3) == 0 ? damaged(bytes, random) : bytes;
    readOrRefuse(bytes, Passengers.Purpose.values()[random.nextInt(2)]);
  }

  private Passengers readOrRefuse(byte[] bytes, Passengers.Purpose purpose) throws IOException {
    Files.write(list, bytes);
    return assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          long before = THREADS.getCurrentThreadAllocatedBytes();
          Passengers passengers = null;
          String problem = null;
          try {
            passengers = Passengers.read(list, purpose);
          } catch (InputException e) {
            problem = e.getMessage();
          }
          assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
              .as("bytes allocated for a file of %d", bytes.length)
              .isLessThan(AT_LEAST + PER_BYTE * bytes.length);
          if (problem != null) {
            oneLine(problem, list);
          }
          return passengers;
        });
  }

  /// The same list with quotes, spaces, other line ends, and its columns in another order.
  @Property
  void anotherSpellingOfAListMeansTheSame(@ForAll("randoms") Random random) throws IOException {
    List<Integer> order = new ArrayList<>(IntStream.range(0, COLUMNS.size()).boxed().toList());
    Collections.shuffle(order, random);
    String text =
        rows.stream()
            .map(row -> order.stream().map(row::get).map(field -> respelt(field, random)).toList())
            .map(
                row -> String.join(",", row) + List.of("\n", "\r\n", "\n\n").get(random.nextInt(3)))
            .collect(Collectors.joining());
    String mark = random.nextBoolean() ? "\uFEFF" : "";
    byte[] original = csv(rows).getBytes(StandardCharsets.UTF_8);
    Passengers.Purpose purpose = Passengers.Purpose.TRAINING;
    Passengers expected = readOrRefuse(original, purpose);
    Passengers actual = readOrRefuse((mark + text).getBytes(StandardCharsets.UTF_8), purpose);
    assertThat(actual)
        .usingRecursiveComparison()
        .ignoringFields("lines")
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(expected);
  }

  private static String respelt(String field, Random random) {
    String spaced = random.nextInt(4) == 0 ? " " + field + "\t" : field;
    // A quote that isn't the first character is one of the text.
    return random.nextInt(4) == 0 ? '"' + spaced + '"' : spaced;
  }

  @Example
  void nothingInAListTakesMoreTimeOrMemoryThanItIsWorth() throws IOException {
    String header = String.join(",", COLUMNS) + "\n";
    String row = String.join(",", rows.get(1)) + "\n";
    List<String> lists =
        List.of(
            header + "1\n".repeat(100_000),
            header + "\n".repeat(100_000) + row + ",",
            header + ",".repeat(8) + "\n" + (",".repeat(8) + "\n").repeat(30_000),
            header + row + "1".repeat(1_000_000) + "x,".repeat(8),
            header + row.replace(",male,", ",male,1" + "1".repeat(1_000_000) + "x").repeat(2),
            header + row.replace(",male,22", ",male," + "1".repeat(1_000_000) + "x"),
            header + row.replace(",male,", "," + "m".repeat(1_000_000) + ","),
            "x,".repeat(100_000) + header + row,
            "\"" + (header + row).repeat(10_000),
            (header + row).replace("Age", "\"" + "Age\n".repeat(1000) + "\""));
    for (String text : lists) {
      assertThat(readOrRefuse(text.getBytes(StandardCharsets.UTF_8), Passengers.Purpose.TRAINING))
          .as(text.substring(0, 200))
          .isNull();
    }
  }

  /// Each word becomes a column: a hundred thousand passengers of as many ports would take 80 GB.
  @Example
  void aColumnOfAsManyWordsAsRowsIsRefused() throws IOException {
    for (String column : List.of("Pclass", "Sex", "Embarked")) {
      int place = COLUMNS.indexOf(column);
      List<List<String>> many = new ArrayList<>(List.of(COLUMNS));
      for (int i = 0; i < 200; i++) {
        List<String> row = new ArrayList<>(rows.get(1));
        row.set(place, String.valueOf(i));
        many.add(row);
      }
      Files.writeString(list, csv(many));
      Result result = gradus("titanic", "-q", "--data", list, "--model", "linear");
      assertThat(result.status()).isEqualTo(2);
      assertThat(result.err())
          .isEqualToNormalizingNewlines(
              String.format(
                      Locale.ROOT,
                      "gradus: %s, row 101 (line 102), column %s: 100 is one word too many: there"
                          + " may be 100",
                      list,
                      column)
                  + " different ones\n");
      Files.writeString(list, csv(many.subList(0, 101)));
      // Fitted to all rows, so that no word is unknown.
      assertThat(gradus("titanic", "-q", "--data", list, "--recipe", "notebook").status()).isZero();
    }
  }

  @Property
  void theCommandLearnsFromAChangedListOrComplains(@ForAll("randoms") Random random)
      throws IOException {
    Files.write(list, changed(random));
    RecipeName recipe = RecipeName.values()[random.nextInt(3)];
    worksOrComplains(
        gradus(
            "titanic",
            "-q",
            "--data",
            list,
            "--recipe",
            recipe,
            "--model",
            "linear",
            "--epochs",
            2),
        list);
  }

  @Property
  void theCommandPredictsForAChangedListOrComplains(@ForAll("randoms") Random random)
      throws IOException {
    Files.write(list, changed(random));
    Result result = gradus("titanic", "predict", "--model", model, "--data", list);
    worksOrComplains(result, list);
  }
}
