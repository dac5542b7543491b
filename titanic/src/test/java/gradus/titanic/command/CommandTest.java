package gradus.titanic.command;

import static gradus.titanic.command.Result.gradus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import gradus.nn.io.Safetensors;
import gradus.titanic.data.Passengers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The command as its users see it.
class CommandTest {
  private static final String HEADER = "PassengerId,Pclass,Sex,Age,SibSp,Parch,Fare,Embarked\n";

  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }

  /// One line about what is wrong, nothing else, and nothing in the folder but what was there.
  private void refused(Result result, String... parts) throws IOException {
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("gradus: ").contains(parts).doesNotContain("\tat ");
    assertThat(result.err().lines().filter(line -> !line.startsWith("Try "))).hasSize(1);
    assertThat(leftovers()).isEmpty();
  }

  private List<String> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".csv") && !name.endsWith(".in"))
          .toList();
    }
  }

  private static Path passengers(Path folder) throws IOException {
    try (var stream = Passengers.class.getResourceAsStream("passengers.csv")) {
      Path file = folder.resolve("passengers.csv");
      Files.write(file, stream.readAllBytes());
      return file;
    }
  }

  @Test
  void helpTeaches() {
    assertThat(gradus("--help"))
        .satisfies(
            help -> {
              assertThat(help.status()).isZero();
              assertThat(help.out()).contains("titanic", "fit");
            });
    Result titanic = gradus("titanic", "--help");
    assertThat(titanic.status()).isZero();
    assertThat(titanic.err()).isEmpty();
    assertThat(titanic.out())
        .contains(
            "--recipe",
            "--model",
            "--epochs",
            "--lr",
            "--hidden",
            "--seed",
            "--backend",
            "--save",
            "--test",
            "--submission",
            "--json",
            "--xlsx",
            "--quiet",
            "--data",
            "predict")
        .contains("Examples:");
    // However the lines are broken.
    assertThat(titanic.out().replaceAll("\\s+", " "))
        .contains("lesson, notebook, spreadsheet", "linear, net, deep, all");
    assertThat(gradus("titanic", "predict", "--help").out()).contains("--model", "--data");
    assertThat(gradus("fit", "--help").out()).contains("--lr", "--steps", "--seed");
    assertThat(gradus().out()).isEqualTo(gradus("--help").out());
    assertThat(gradus("--version").out()).startsWith("gradus ");
  }

  @Test
  void theLessonIsTold() {
    Result result = gradus("titanic", "--epochs", 50);
    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("Recipe lesson, backend ")
        .contains("891 passengers", "342 of them survived", "Age for 177", "Embarked for 2")
        .contains("Training set: 713 rows", "the other 178")
        .contains("Baseline: always predicting \"died\" is right for 59.6 %.")
        .contains("Model 1 of 3: linear", "Model 2 of 3: net", "Model 3 of 3: deep")
        .contains("loss decreased", "accuracy", "being male lowers the probability", "Summary");
  }

  @Test
  void theNotebookPrintsItsLosses() {
    assertThat(gradus("titanic", "--recipe", "notebook", "--model", "linear").out())
        .contains("mean absolute error is 0.5382.", "in the other direction it is 0.4945.")
        .contains("0.536 0.502 0.477 0.454", "0.300 0.289", "0.7865", "0.8258")
        .doesNotContain("net-20", "deep");
  }

  @Test
  void quietIsALineAModel() {
    Result result = gradus("titanic", "-q", "--recipe", "notebook");
    assertThat(result.out().lines())
        .hasSize(6)
        .allMatch(
            line -> line.matches("\\S+ +\\d+ parameters +loss 0\\.\\d+ +accuracy 0\\.\\d{4}"));
  }

  @Test
  void theFitPrintsBothRuns() {
    Result result = gradus("fit");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("11.8690, 6.5433, 5.9396, 2.6304", "2.4219", "-1.3529, -0.0316, -0.5000")
        .contains("After one step the loss is 2.40")
        .contains("2.40 2.36 2.30 2.21 2.11 1.98 1.85 1.72 1.58 1.46")
        .contains("2.40 2.38 2.36 2.34");
    assertThat(gradus("fit", "--seed", 1).out()).doesNotContain("2.4219");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void jsonHasEveryLossUnrounded(String backend) throws IOException {
    Path file = folder.resolve("runs.json");
    Result result = gradus("titanic", "--recipe", "notebook", "--backend", backend, "--json", file);
    assertThat(result.status()).isZero();
    JsonObject json = new Gson().fromJson(Files.readString(file), JsonObject.class);
    assertThat(json.keySet()).containsExactly("recipe", "backend", "runs");
    assertThat(json.get("recipe").getAsString()).isEqualTo("notebook");
    assertThat(json.get("backend").getAsString()).isEqualTo(backend);
    List<String> names = new ArrayList<>();
    for (JsonElement element : json.getAsJsonArray("runs")) {
      JsonObject run = element.getAsJsonObject();
      assertThat(run.keySet()).containsExactly("name", "parameters", "losses", "accuracy");
      names.add(run.get("name").getAsString());
    }
    assertThat(names)
        .containsExactly("linear", "linear-sigmoid", "matmul-sigmoid", "net-1.4", "net-20", "deep");
    JsonObject linear = json.getAsJsonArray("runs").get(0).getAsJsonObject();
    assertThat(linear.get("parameters").getAsInt()).isEqualTo(12);
    assertThat(linear.getAsJsonArray("losses")).hasSize(18);
    double first = linear.getAsJsonArray("losses").get(0).getAsDouble();
    assertThat(first).isEqualTo(0.536, within(5e-4)).isNotEqualTo(0.536);
    assertThat(linear.get("accuracy").getAsDouble()).isEqualTo(140 / 178.0);
  }

  @Test
  void jsonOfLossesThatAreNoNumbers() throws IOException {
    Path file = folder.resolve("runs.json");
    Result result =
        gradus("titanic", "--model", "linear", "--lr", 1e30, "--epochs", 5, "--json", file);
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("the loss is not a number", "Halve the learning rate");
    assertThat(Files.readString(file)).contains("null").doesNotContain("NaN", "Infinity");
  }

  @Test
  void nothingIsSavedOfAModelThatIsNoNumbers() throws IOException {
    Path file = folder.resolve("model");
    Result result =
        gradus(
            "titanic",
            "-q",
            "--lr",
            1e30,
            "--epochs",
            5,
            "--save",
            file,
            "--json",
            folder.resolve("runs.json"));
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("smaller --lr");
    assertThat(leftovers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lesson", "notebook", "spreadsheet"})
  void aSavedModelPredictsAsTheTrainedOne(String recipe) throws IOException {
    Path people =
        write(
            "people.csv",
            HEADER
                + "892,3,male,34.5,0,0,7.8292,Q\n"
                + "893,1,female,,1,2,,Nowhere\n"
                + "894,4,unknown,62,0,0,9.6875,\n"
                + "895,,,,,,,\n");
    Path model = folder.resolve("model");
    Path submission = folder.resolve("submission");
    Result training =
        gradus(
            "titanic",
            "-q",
            "--recipe",
            recipe,
            "--model",
            "net",
            "--epochs",
            300,
            "--save",
            model,
            "--test",
            people,
            "--submission",
            submission,
            "--unknown",
            "missing");
    String unknown =
        people + ": unknown words taken as missing values: Pclass 1, Sex 1, Embarked 1";
    assertThat(training.err()).isEqualToNormalizingNewlines(unknown + "\n");
    assertThat(training.status()).isZero();
    assertThat(Files.readString(submission))
        .matches("PassengerId,Survived\n892,0\n893,1\n894,[01]\n895,[01]\n");
    Result prediction =
        gradus("titanic", "predict", "--model", model, "--data", people, "--unknown", "missing");
    assertThat(prediction).isEqualTo(new Result(0, Files.readString(submission), training.err()));
    assertThat(leftovers()).containsExactlyInAnyOrder("model", "submission");
  }

  @Test
  void predictSaysHowManyAreRightWhereThatIsKnown() throws IOException {
    Path model = folder.resolve("model");
    gradus("titanic", "-q", "--recipe", "spreadsheet", "--model", "linear", "--save", model);
    Result result = gradus("titanic", "predict", "--model", model, "--data", passengers(folder));
    assertThat(result.status()).isZero();
    assertThat(result.out().lines()).hasSize(892);
    assertThat(result.err())
        .matches("Predicted correctly: 7\\d\\d of 891 passengers, accuracy 0\\.\\d{4}\\R");
  }

  @Test
  void withSeveralModelsTheBestIsSaved() throws IOException {
    Path model = folder.resolve("model");
    gradus("titanic", "-q", "--save", model);
    // net is right for 145 or 146 of 178, linear for 144, deep for 143.
    assertThat(Safetensors.load(model).metadata()).containsEntry("gradus.model", "net");
  }

  @Test
  void otherPassengersOfAnotherNumber() throws IOException {
    List<String> lines = Files.readAllLines(passengers(folder));
    Path fewer = write("fewer.csv", String.join("\n", lines.subList(0, 301)));
    Result result = gradus("titanic", "--data", fewer, "--model", "linear", "--epochs", 20);
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("300 passengers", "Training set: 240 rows", "of 60 rows of the");
    for (String recipe : List.of("notebook", "spreadsheet")) {
      assertThat(gradus("titanic", "-q", "--data", fewer, "--recipe", recipe).status()).isZero();
    }
    Path tooFew = write("few.csv", String.join("\n", lines.subList(0, 4)));
    refused(gradus("titanic", "--data", tooFew), "few.csv", "3 rows");
  }

  @Test
  void sameSeedSameRunOtherSeedOtherRun() {
    Object[] command = {"titanic", "-q", "--model", "net", "--epochs", 3, "--seed", 7};
    assertThat(gradus(command)).isEqualTo(gradus(command));
    command[command.length - 1] = 8;
    assertThat(gradus(command).out())
        .isNotEqualTo(gradus("titanic", "-q", "--model", "net", "--epochs", 3, "--seed", 7).out());
  }

  @Test
  void wrongOptions() throws IOException {
    refused(gradus("titanic", "--foo"), "--foo");
    refused(gradus("sink"), "sink");
    refused(gradus("titanic", "--model", "huge"), "--model", "huge", "linear, net, deep, all");
    refused(gradus("titanic", "--recipe", "cake"), "--recipe", "lesson, notebook, spreadsheet");
    refused(gradus("titanic", "--epochs", "many"), "--epochs", "many");
    refused(gradus("titanic", "--epochs", 0), "--epochs", "0");
    refused(gradus("titanic", "--lr", -1), "--lr", "-1");
    refused(gradus("titanic", "--lr", "NaN"), "--lr");
    refused(gradus("titanic", "--hidden", 100_000), "--hidden", "1000");
    refused(gradus("titanic", "--backend", "abacus"), "--backend", "abacus", "reference");
    refused(gradus("titanic", "--recipe", "spreadsheet", "--model", "deep"), "no deep model");
    refused(gradus("titanic", "predict", "--data", "x"), "--model");
    refused(gradus("fit", "--lr", 0), "--lr");
    refused(gradus("fit", "--steps", -1), "--steps");
  }

  @Test
  void testAndSubmissionGoTogether() throws IOException {
    Path people = write("people.csv", HEADER + "1,3,male,1,0,0,1,S\n");
    refused(gradus("titanic", "--test", people), "--test needs --submission");
    refused(gradus("titanic", "--submission", folder.resolve("s")), "--submission needs --test");
  }

  @Test
  void wrongFiles() throws IOException {
    Path json = folder.resolve("runs.json");
    Path missing = folder.resolve("missing.csv");
    refused(gradus("titanic", "--data", missing, "--json", json), "missing.csv", "no such file");
    refused(gradus("titanic", "--data", folder, "--json", json), folder.toString());
    refused(gradus("titanic", "--data", write("empty.csv", ""), "--json", json), "empty.csv");
    Path people = write("people.csv", HEADER + "1,3,male,1,0,0,1,S\n");
    refused(gradus("titanic", "--data", people, "--json", json), "people.csv", "column Survived");
    Path bad = write("bad.csv", HEADER + "1,3,male,1,0,0,1,S\n2,3,male,old,0,0,1,S\n");
    Path submission = folder.resolve("submission");
    refused(
        gradus("titanic", "--test", bad, "--submission", submission, "--json", json),
        "bad.csv",
        "row 2",
        "column Age",
        "old");
  }

  @Test
  void wrongModels() throws IOException {
    Path people = write("people.csv", HEADER + "1,3,male,1,0,0,1,S\n");
    Path model = folder.resolve("model.in");
    refused(gradus("titanic", "predict", "--model", model, "--data", people), "no such file");
    Files.writeString(model, "not a model at all");
    refused(gradus("titanic", "predict", "--model", model, "--data", people), "model.in");
    Safetensors.save(model, Map.of(), Map.of());
    refused(gradus("titanic", "predict", "--model", model, "--data", people), "gradus.format");

    gradus("titanic", "-q", "--model", "linear", "--epochs", 1, "--save", model);
    Safetensors.Contents good = Safetensors.load(model);
    Map<String, String> changes =
        Map.of(
            "gradus.recipe", "cake",
            "gradus.model", "deep",
            "gradus.hidden", "1000000",
            "gradus.inputs", "8",
            "gradus.preparation", "[{}]");
    for (Map.Entry<String, String> change : changes.entrySet()) {
      Map<String, String> metadata = new HashMap<>(good.metadata());
      metadata.put(change.getKey(), change.getValue());
      Safetensors.save(model, good.tensors(), metadata);
      refused(gradus("titanic", "predict", "--model", model, "--data", people), "model.in");
    }
    // Nine columns are wanted, none comes.
    Map<String, String> metadata = new HashMap<>(good.metadata());
    metadata.put("gradus.preparation", "[{\"step\":\"Select\",\"columns\":[\"Age\"]}]");
    Safetensors.save(model, good.tensors(), metadata);
    refused(
        gradus("titanic", "predict", "--model", model, "--data", people),
        "model.in",
        "its preparation makes 1",
        "gradus.inputs = 9");
  }

  @Test
  void placesWhereNothingCanBeWritten() throws IOException {
    Path nowhere = folder.resolve("nowhere").resolve("file");
    for (String option : List.of("--json", "--save", "--xlsx")) {
      Object[] command = {"titanic", "--recipe", "spreadsheet", option, nowhere};
      refused(gradus(command), option, "nowhere", "no folder");
      command[command.length - 1] = folder;
      refused(gradus(command), option, "is a folder");
    }
    Path people = write("people.csv", HEADER + "1,3,male,1,0,0,1,S\n");
    refused(gradus("titanic", "--test", people, "--submission", people), "same file");
    Path twice = folder.resolve("twice");
    refused(gradus("titanic", "--json", twice, "--save", twice), "same file");
    assertThat(Files.readString(people)).startsWith(HEADER);
  }
}
