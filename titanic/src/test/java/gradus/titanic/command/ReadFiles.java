package gradus.titanic.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import gradus.nn.io.Safetensors;
import gradus.titanic.data.Passengers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/// The files that the command reads, a list of passengers and a model, for tests that change them:
/// either it works, or it says in one line what is wrong; soon, and without taking more memory than
/// the file is worth.
abstract class ReadFiles {
  static final List<String> COLUMNS =
      List.of(
          "PassengerId", "Survived", "Pclass", "Sex", "Age", "SibSp", "Parch", "Fare", "Embarked");

  private Path folder;
  Path list;
  Path model;
  List<List<String>> rows;
  Safetensors.Contents saved;

  @BeforeProperty
  void createFiles() throws IOException {
    folder = Files.createTempDirectory("files");
    list = folder.resolve("people.csv");
    model = folder.resolve("model.safetensors");
    rows = new ArrayList<>();
    rows.add(COLUMNS);
    try (var stream = Passengers.class.getResourceAsStream("passengers.csv")) {
      String all = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      all.lines()
          .skip(1)
          .map(line -> Arrays.asList(line.split(",", -1)))
          .limit(20)
          .forEach(rows::add);
    }
    assertThat(rows).allMatch(row -> row.size() == COLUMNS.size());
    Files.writeString(list, csv(rows));
    assertThat(
            gradus("titanic", "-q", "--data", list, "--model", "linear", "--save", model).status())
        .isZero();
    saved = Safetensors.load(model);
  }

  @AfterProperty
  void deleteFiles() throws IOException {
    Files.deleteIfExists(list);
    Files.deleteIfExists(model);
    Files.delete(folder);
  }

  static String csv(List<List<String>> rows) {
    return rows.stream()
        .map(row -> String.join(",", row))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /// The command, which a file must not keep for ever.
  static Result gradus(Object... args) {
    return assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Result.gradus(args));
  }

  static byte[] damaged(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return bytes;
    }
    int place = random.nextInt(bytes.length);
    switch (random.nextInt(4)) {
      case 0 -> bytes[place] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[place] = (byte) random.nextInt();
      case 2 -> System.arraycopy(bytes, place, bytes, 0, bytes.length - place);
      default -> {
        return Arrays.copyOf(bytes, place);
      }
    }
    return bytes;
  }

  /// The numbers that the changes come from, as they are: there is nothing to make simpler.
  @Provide
  Arbitrary<Random> randoms() {
    return Arbitraries.longs().map(Random::new);
  }

  static void oneLine(String problem, Path file) {
    assertThat(problem)
        .contains(file.toString())
        .hasSizeBetween(file.toString().length() + 10, 2 * file.toString().length() + 1000)
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]");
  }

  /// Status 0 and results, or status 2 and one line that names the file.
  void worksOrComplains(Result result, Path file) {
    if (result.status() != 0) {
      assertThat(result.status()).as(result.err()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).startsWith("gradus: ").endsWith(System.lineSeparator());
      oneLine(result.err().strip(), file);
    }
  }
}
