package gradus.titanic.command;

import static gradus.titanic.command.Result.gradus;
import static org.assertj.core.api.Assertions.assertThat;

import gradus.nn.io.Safetensors;
import gradus.titanic.data.Passengers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Words of passengers as people write them: in any letter case, missing, unknown.
class WordsTest {
  private static final List<String> COLUMNS =
      List.of(
          "PassengerId", "Survived", "Pclass", "Sex", "Age", "SibSp", "Parch", "Fare", "Embarked");

  @TempDir private static Path folder;

  private static List<String> lines;
  private static Path model;

  @BeforeAll
  static void train() throws IOException {
    try (var stream = Passengers.class.getResourceAsStream("passengers.csv")) {
      lines = new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    model = folder.resolve("model of the list.safetensors");
    assertThat(gradus("titanic", "-q", "--model", "net", "--save", model).status()).isZero();
  }

  /// The embedded list with the words of a column changed.
  private static Path changed(String column, UnaryOperator<String> change) throws IOException {
    int place = COLUMNS.indexOf(column);
    List<String> changed = new ArrayList<>(lines.subList(0, 1));
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      fields[place] = change.apply(fields[place]);
      changed.add(String.join(",", fields));
    }
    return Files.write(folder.resolve("changed list.csv"), changed);
  }

  /// The embedded list with one row's word changed.
  private static Path changed(int row, String column, String word) throws IOException {
    int[] count = {0};
    return changed(column, old -> ++count[0] == row ? word : old);
  }

  private static Result predict(Path list, Object... options) {
    Stream<Object> command = Stream.of("titanic", "predict", "--model", model, "--data", list);
    return gradus(Stream.concat(command, Arrays.stream(options)).toArray());
  }

  private static void refused(Result result, String message) {
    assertThat(result.err()).isEqualToNormalizingNewlines("gradus: " + message + "\n");
    assertThat(result.out()).isEmpty();
    assertThat(result.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MALE", "Male", " male ", "\u00A0mALE"})
  void maleInAnyLetterCaseIsMale(String male) throws IOException {
    Result expected = predict(changed("Sex", _ -> "male"));
    Result actual = predict(changed("Sex", _ -> male));
    assertThat(actual).isEqualTo(expected);
    assertThat(actual.status()).isZero();
    long survivors = actual.out().lines().filter(line -> line.endsWith(",1")).count();
    // Of 577 men and 314 women, all taken for men. As women, 775 would survive.
    assertThat(survivors).isBetween(50L, 250L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sex", "Embarked", "Pclass"})
  void letterCaseAndBlanksChangeNothing(String column) throws IOException {
    Path same = changed(column, word -> word);
    Result expected = predict(same);
    assertThat(expected.err()).startsWith("Predicted correctly: ");
    for (UnaryOperator<String> change :
        List.<UnaryOperator<String>>of(
            word -> word.toUpperCase(Locale.ROOT),
            word -> word.toLowerCase(Locale.ROOT),
            word -> "  " + word + "\t")) {
      assertThat(predict(changed(column, change))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Sex, MALEE, 'female, male'",
    "Sex, m, 'female, male'",
    "Pclass, 4, '1, 2, 3'",
    "Pclass, 2.5, '1, 2, 3'",
    "Pclass, first, '1, 2, 3'",
    "Pclass, -1, '1, 2, 3'",
    "Pclass, ３, '1, 2, 3'",
    "Embarked, X, 'C, Q, S'",
    "Embarked, n/a, 'C, Q, S'"
  })
  void anUnknownWordIsAnError(String column, String word, String expected) throws IOException {
    Path list = changed(17, column, word);
    String problem =
        String.format(
            Locale.ROOT,
            "%s, row 17 (line 18), column %s: the training rows have no \"%s\"; expected one of %s"
                + " (--unknown missing takes it as a missing value)",
            list,
            column,
            word,
            expected);
    refused(predict(list), problem);
    refused(predict(list, "--unknown", "error"), problem);
    Path submission = folder.resolve("submission");
    refused(gradus("titanic", "--epochs", 1, "--test", list, "--submission", submission), problem);
    assertThat(submission).doesNotExist();

    Result missing = predict(list, "--unknown", "missing");
    String count =
        String.format(
            Locale.ROOT, "%s: unknown words taken as missing values: %s 1%n", list, column);
    assertThat(missing.err()).startsWith("Predicted correctly: ").endsWith(count);
    Result empty = predict(changed(17, column, ""));
    assertThat(missing.out()).isEqualTo(empty.out());
    assertThat(missing.err()).isEqualTo(empty.err() + count);
  }

  @Test
  void unknownWordsAreCountedByColumn() throws IOException {
    changed("Sex", word -> word.equals("male") ? "man" : word);
    Path list = folder.resolve("changed list.csv");
    Files.writeString(list, Files.readString(list).replace(",Q\n", ",Cobh\n"));
    Result result = predict(list, "--unknown", "missing");
    assertThat(result.status()).isZero();
    assertThat(result.out().lines()).hasSize(892);
    assertThat(result.err())
        .endsWith(
            String.format(
                Locale.ROOT,
                "%s: unknown words taken as missing values: Sex 577, Embarked 77%n",
                list));
    Path submission = folder.resolve("submission");
    Result test =
        gradus(
            "titanic",
            "-q",
            "--model",
            "net",
            "--test",
            list,
            "--submission",
            submission,
            "--unknown",
            "missing");
    assertThat(test.err())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "%s: unknown words taken as missing values: Sex 577, Embarked 77%n",
                list));
    assertThat(Files.readString(submission)).isEqualTo(result.out());
    Files.delete(submission);
  }

  @ParameterizedTest
  @CsvSource({
    "Sex, NA",
    "Sex, ?",
    "Embarked, NaN",
    "Embarked, -",
    "Pclass, null",
    "Age, NA",
    "Age, nan",
    "Fare, ?",
    "SibSp, NULL",
    "Parch, -"
  })
  void aMissingWordIsAnEmptyField(String column, String word) throws IOException {
    int[] count = {0};
    Result expected = predict(changed(column, old -> ++count[0] % 3 == 0 ? "" : old));
    count[0] = 0;
    assertThat(predict(changed(column, old -> ++count[0] % 3 == 0 ? word : old)))
        .isEqualTo(expected);
    assertThat(expected.status()).isZero();
  }

  @Test
  void furtherWordsMayMeanAMissingValue() throws IOException {
    Result expected = predict(changed("Embarked", word -> word.equals("Q") ? "" : word));
    Path list = changed("Embarked", word -> word.equals("Q") ? "Not known" : word);
    assertThat(predict(list).err()).contains("no \"Not known\"");
    assertThat(predict(list, "--missing", "n/a,not known")).isEqualTo(expected);
    assertThat(predict(list, "--missing", "n/a", "--missing", " NOT KNOWN ")).isEqualTo(expected);
    Path ages = changed(3, "Age", "-1");
    assertThat(predict(ages).err()).contains("column Age: -1 is not a number from 0 to 150");
    assertThat(predict(ages, "--missing", "-1")).isEqualTo(predict(changed(3, "Age", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lesson", "notebook", "spreadsheet"})
  void trainingSeesOneWordInAllItsSpellings(String recipe) throws IOException {
    Object[] command = {
      "titanic", "-q", "--recipe", recipe, "--model", "linear", "--json", null, "--data", null
    };
    command[7] = folder.resolve("expected.json");
    command[9] = changed("Sex", word -> word);
    Result expected = gradus(command);
    Path original = folder.resolve("expected.json");
    assertThat(expected.status()).isZero();
    Path embedded = folder.resolve("embedded.json");
    gradus("titanic", "-q", "--recipe", recipe, "--model", "linear", "--json", embedded);
    assertThat(original).hasSameTextualContentAs(embedded);
    int[] count = {0};
    command[7] = folder.resolve("actual.json");
    for (String column : List.of("Sex", "Embarked")) {
      command[9] =
          changed(
              column,
              word ->
                  switch (count[0]++ % 3) {
                    case 0 -> word.toUpperCase(Locale.ROOT);
                    case 1 -> " " + word.toLowerCase(Locale.ROOT);
                    default -> word;
                  });
      assertThat(gradus(command)).isEqualTo(expected);
      assertThat(folder.resolve("actual.json")).hasSameTextualContentAs(original);
    }
  }

  /// The recipe lesson keeps some rows out of the training, of which row 38 is one.
  @Test
  void aWordOfValidationRowsOnlyIsUnknown() throws IOException {
    Path list = changed(38, "Embarked", "Belfast");
    refused(
        gradus("titanic", "--model", "linear", "--data", list),
        list
            + ", row 38 (line 39), column Embarked: the training rows have no \"Belfast\"; expected"
            + " one of C, Q, S (--unknown missing takes it as a missing value)");
    Object[] command = {
      "titanic", "-q", "--model", "linear", "--unknown", "missing", "--data", list
    };
    Result result = gradus(command);
    assertThat(result.status()).isZero();
    assertThat(result.err())
        .isEqualTo(
            String.format(
                Locale.ROOT, "%s: unknown words taken as missing values: Embarked 1%n", list));
    changed(38, "Embarked", "");
    assertThat(gradus(command)).isEqualTo(new Result(0, result.out(), ""));
    // A recipe that is fitted to all rows sees it.
    command[2] = "--recipe";
    command[3] = "notebook";
    changed(38, "Embarked", "Belfast");
    assertThat(gradus(command).err()).isEmpty();
  }

  @Test
  void modelsRecordTheWords() throws IOException {
    assertThat(Safetensors.load(model).metadata())
        .containsEntry("gradus.format", "1")
        .containsEntry(
            "gradus.categories",
            "{\"Pclass\":[\"1\",\"2\",\"3\"],\"Sex\":[\"female\",\"male\"],"
                + "\"Embarked\":[\"C\",\"Q\",\"S\"]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lesson", "notebook", "spreadsheet"})
  void modelsOfEarlierVersionsKnowTheWordsOfTheirSteps(String recipe) throws IOException {
    Path saved = folder.resolve("earlier.safetensors");
    gradus(
        "titanic", "-q", "--recipe", recipe, "--model", "linear", "--epochs", 9, "--save", saved);
    Path list = changed("Sex", word -> word.toUpperCase(Locale.ROOT));
    Result now = gradus("titanic", "predict", "--model", saved, "--data", list);
    Safetensors.Contents contents = Safetensors.load(saved);
    Map<String, String> metadata = new HashMap<>(contents.metadata());
    metadata.remove("gradus.categories");
    Safetensors.save(saved, contents.tensors(), metadata);

    Result earlier = gradus("titanic", "predict", "--model", saved, "--data", list);
    assertThat(earlier.status()).isZero();
    assertThat(earlier.out()).isEqualTo(now.out());
    String added = earlier.err().substring(now.err().length());
    assertThat(added)
        .startsWith(
            saved
                + " is of an earlier version, which didn't record the words of the training rows;"
                + " assumed from its steps: ");
    assertThat(
            Stream.of(added.substring(added.lastIndexOf(": ") + 2).strip().split("[;,]? "))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            "Sex", "female", "male", "Pclass", "1", "2", "3", "Embarked", "C", "Q", "S");
    assertThat(
            gradus("titanic", "predict", "--model", saved, "--data", changed(5, "Pclass", "4"))
                .err())
        .contains("row 5 (line 6), column Pclass: the training rows have no \"4\"");
  }

  @Test
  void separatorsAndDecimalMarks() throws IOException {
    Result expected = predict(changed("Sex", word -> word));
    String semicolons = String.join("\n", lines).replace(',', ';').replace('.', ',') + "\n";
    Path list = Files.writeString(folder.resolve("German list.csv"), semicolons);
    for (String separator : List.of(";", "semicolon")) {
      assertThat(predict(list, "--separator", separator, "--decimal", ",")).isEqualTo(expected);
    }
    refused(
        predict(list),
        list
            + ", header row (line 1): the columns are separated by semicolons, not commas, and"
            + " numbers have decimal commas (7,25); --separator ';' --decimal , reads the file");
    refused(
        predict(list, "--separator", ";"),
        list
            + ", row 58 (line 59), column Age: \"28,5\" has a decimal comma; --decimal , reads it");
    Path tabs = folder.resolve("tabs.csv");
    Files.writeString(tabs, semicolons.replace(';', '\t'));
    for (String separator : List.of("\t", "tab")) {
      assertThat(predict(tabs, "--separator", separator, "--decimal", "comma")).isEqualTo(expected);
    }
    Path trained = folder.resolve("trained.json");
    Path embedded = folder.resolve("embedded.json");
    gradus("titanic", "-q", "--json", embedded);
    assertThat(
            gradus(
                    "titanic",
                    "-q",
                    "--data",
                    list,
                    "--separator",
                    ";",
                    "--decimal",
                    ",",
                    "--json",
                    trained)
                .status())
        .isZero();
    assertThat(trained).hasSameTextualContentAs(embedded);
  }

  @Test
  void wrongOptions() throws IOException {
    Path list = changed("Sex", word -> word);
    assertThat(predict(list, "--separator", "|").err())
        .contains("--separator", "unknown \"|\"; expected one of [comma, semicolon, tab]");
    assertThat(predict(list, "--decimal", ";").err())
        .contains("--decimal", "unknown \";\"; expected one of [point, comma]");
    assertThat(predict(list, "--unknown", "ignore").err())
        .contains("--unknown", "unknown \"ignore\"; expected one of [error, missing]");
    for (String option :
        List.of("--separator=tab", "--decimal=.", "--missing=x", "--unknown=error")) {
      refused(
          gradus("titanic", option),
          option.substring(0, option.indexOf('='))
              + " needs --data FILE or --test FILE: it says how to read them");
    }
  }

  @Test
  void helpNamesTheOptions() {
    for (Result help :
        List.of(gradus("titanic", "--help"), gradus("titanic", "predict", "--help"))) {
      assertThat(help.out().replaceAll("\\s+", " "))
          .contains("--separator", "--decimal", "--missing", "--unknown", "NA, NaN, null, ? and -");
    }
  }
}
