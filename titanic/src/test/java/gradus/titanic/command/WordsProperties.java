package gradus.titanic.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Lists of passengers, written otherwise at random: the predictions stay the same, or the command
/// says why they can't be made.
class WordsProperties extends ReadFiles {
  private static final List<String> BLANKS = List.of("", "", " ", "\t", "\u00A0", " \u2003 ");

  private static final List<String> WORDS = List.of("Pclass", "Sex", "Embarked");

  private Result predict(Object... options) {
    List<Object> command =
        new ArrayList<>(List.of("titanic", "predict", "--model", model, "--data", list));
    command.addAll(List.of(options));
    return gradus(command.toArray());
  }

  private void write(List<List<String>> changed, String separator) throws IOException {
    Files.writeString(
        list,
        changed.stream()
            .map(row -> String.join(separator, row) + "\n")
            .collect(Collectors.joining()));
  }

  /// The rows with some fields of some columns changed.
  private List<List<String>> changed(
      List<String> columns, double share, Random random, UnaryOperator<String> change) {
    List<List<String>> changed = new ArrayList<>(List.of(COLUMNS));
    for (List<String> row : rows.subList(1, rows.size())) {
      List<String> fields = new ArrayList<>(row);
      for (String column : columns) {
        if (random.nextDouble() < share) {
          int place = COLUMNS.indexOf(column);
          fields.set(place, change.apply(fields.get(place)));
        }
      }
      changed.add(fields);
    }
    return changed;
  }

  private static String inAnotherCase(String word, Random random) {
    return word.chars()
        .mapToObj(Character::toString)
        .map(c -> random.nextBoolean() ? c.toUpperCase(Locale.ROOT) : c.toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  private static <T> T any(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  @Property(tries = 100)
  void letterCaseAndBlanksChangeNoPrediction(@ForAll("randoms") Random random) throws IOException {
    write(rows, ",");
    Result expected = predict();
    assertThat(expected.status()).isZero();
    write(
        changed(
            WORDS,
            1,
            random,
            word -> any(BLANKS, random) + inAnotherCase(word, random) + any(BLANKS, random)),
        ",");
    assertThat(predict()).isEqualTo(expected);
  }

  @Property(tries = 100)
  void aMissingWordIsAnEmptyField(@ForAll("randoms") Random random) throws IOException {
    List<String> columns = COLUMNS.subList(2, COLUMNS.size());
    long seed = random.nextLong();
    write(changed(columns, 0.2, new Random(seed), _ -> ""), ",");
    Result expected = predict();
    assertThat(expected.status()).isZero();
    List<String> missing = List.of("na", "nan", "null", "?", "-", "", "not known", "9999");
    write(
        changed(
            columns,
            0.2,
            new Random(seed),
            _ ->
                any(BLANKS, random)
                    + inAnotherCase(any(missing, random), random)
                    + any(BLANKS, random)),
        ",");
    assertThat(predict("--missing", "Not known, 9999")).isEqualTo(expected);
  }

  /// Unknown words either stop the command or are counted, each of them.
  @Property(tries = 100)
  void noUnknownWordGoesUnnoticed(@ForAll("randoms") Random random) throws IOException {
    List<String> unknown =
        List.of("malee", "mal", "x", "4", "2.5", "-1", "none", "\"\"\"\"", "ß", "m ale", "1e999");
    long seed = random.nextLong();
    int[] count = {0};
    List<List<String>> changed =
        changed(
            WORDS,
            0.1,
            new Random(seed),
            _ -> {
              count[0]++;
              return any(unknown, random);
            });
    write(changed, ",");
    Result strict = predict();
    Result lenient = predict("--unknown", "missing");
    write(changed(WORDS, 0.1, new Random(seed), _ -> ""), ",");
    Result empty = predict();
    if (count[0] == 0) {
      assertThat(strict).isEqualTo(empty);
      assertThat(lenient).isEqualTo(empty);
      return;
    }
    assertThat(strict.status()).isEqualTo(2);
    assertThat(strict.out()).isEmpty();
    oneLine(strict.err().strip(), list);
    assertThat(strict.err()).contains("the training rows have no \"");
    assertThat(lenient.status()).isZero();
    assertThat(lenient.out()).isEqualTo(empty.out());
    String counts = lenient.err().substring(empty.err().length());
    assertThat(counts).startsWith(list + ": unknown words taken as missing values: ");
    assertThat(
            List.of(counts.substring(counts.lastIndexOf(": ") + 2).strip().split(", ")).stream()
                .mapToInt(text -> Integer.parseInt(text.substring(text.indexOf(' ') + 1)))
                .sum())
        .isEqualTo(count[0]);
  }

  @Property(tries = 100)
  void aListIsTheSameWithOtherSeparatorsAndDecimalMarks(@ForAll("randoms") Random random)
      throws IOException {
    write(rows, ",");
    Result expected = predict();
    String separator = any(List.of(",", ";", "\t"), random);
    boolean comma = random.nextBoolean();
    List<List<String>> written =
        changed(
            COLUMNS,
            1,
            random,
            field -> {
              String text = comma ? field.replace('.', ',') : field;
              boolean quotes = text.contains(separator) || random.nextInt(5) == 0;
              return quotes ? '"' + text + '"' : text;
            });
    write(written, separator);
    String name = separator.equals("\t") ? "tab" : separator;
    assertThat(predict("--separator", name, "--decimal", comma ? "," : ".")).isEqualTo(expected);
    // Without the options the same, or an error that names the one that is needed.
    Result without = predict();
    if (!without.equals(expected)) {
      assertThat(without.status()).isEqualTo(2);
      assertThat(without.err())
          .contains(
              separator.equals(",")
                  ? "--decimal ,"
                  : "--separator " + (name.equals(";") ? "';'" : name));
    }
  }
}
