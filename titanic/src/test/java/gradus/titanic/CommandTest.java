package gradus.titanic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
  private static final String HEADER =
      "PassengerId,Pclass,Name,Sex,Age,SibSp,Parch,Ticket,Fare,Cabin,Embarked\n";

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /// One clear line, status 2, no stack trace, and nothing written.
  private void assertRefused(Cli cli, String message) throws IOException {
    assertThat(cli.status()).as(cli.err()).isEqualTo(2);
    assertThat(cli.err()).startsWith("gradus: ").contains(message).doesNotContain("\tat ");
    assertThat(cli.err().lines().filter(line -> !line.startsWith("Try `"))).hasSize(1);
    try (var files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .allMatch(name -> name.startsWith("given"));
    }
  }

  @Test
  void helpTeaches() {
    assertThat(Cli.run().out()).contains("Usage: gradus", "titanic", "fit", "Start with");
    Cli help = Cli.run("titanic", "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out())
        .contains("who survives?", "--recipe", "--epochs", "--submission", "predict", "Examples:");
    assertThat(Cli.run("titanic", "predict", "--help").out()).contains("--model", "--data");
    assertThat(Cli.run("--version").out()).startsWith("gradus ");
  }

  @Test
  void theOutputTellsTheLesson() {
    Cli cli = Cli.run("titanic", "--model", "linear", "--epochs", 100);
    assertThat(cli.out())
        .contains(
            "891 passengers (the embedded list), of whom 342 survived",
            "missing Age = 24",
            "713 rows; the other 178 are held back",
            "10 parameters, 100 epochs",
            "accuracy on the 178 rows held back",
            "being a man lowers the prediction");
  }

  @Test
  void mistakesOnTheCommandLineGetALine() throws IOException {
    assertRefused(Cli.run("titanic", "--colour"), "Unknown option: '--colour'");
    assertRefused(Cli.run("titanic", "--epochs", "many"), "--epochs");
    assertRefused(Cli.run("titanic", "--epochs", "0"), "--epochs: must be from 1");
    assertRefused(Cli.run("titanic", "--hidden", "-3"), "--hidden: must be from 1");
    assertRefused(Cli.run("titanic", "--lr", "-1"), "--lr: must be a number above 0");
    assertRefused(Cli.run("titanic", "--lr", "NaN"), "--lr: must be a number above 0");
    assertRefused(Cli.run("titanic", "--recipe", "soup"), "soup");
    assertRefused(Cli.run("titanic", "--model", "huge"), "huge");
    assertRefused(
        Cli.run("titanic", "--recipe", "spreadsheet", "--model", "deep"),
        "the recipe spreadsheet has no such model");
    assertRefused(Cli.run("titanic", "--backend", "gpu"), "there is no backend \"gpu\"");
    assertRefused(Cli.run("titanic", "--test", "x.csv"), "one needs the other");
    assertRefused(
        Cli.run("titanic", "--json", folder.resolve("none/x.json")), "there is no folder");
    assertRefused(Cli.run("titanic", "--save", folder), "is a folder, not a file");
    assertRefused(Cli.run("titanic", "predict"), "--model");
    assertRefused(Cli.run("fit", "--steps", "0"), "--steps: needs at least 1");
    assertRefused(Cli.run("sink"), "sink");
  }

  @Test
  void brokenDataGetALineWithFileRowAndColumn() throws IOException {
    String good = "1,3,\"Braund, Mr. Owen\",male,22,1,0,A/5,7.25,,S\n";
    Path missing = file("given1.csv", HEADER.replace(",Fare", "") + "1,3,x,male,22,1,0,A,,S\n");
    Path number = file("given2.csv", HEADER + good + "2,1,x,female,old,1,0,A,71,,C\n");
    Path empty = file("given3.csv", "");
    Path onlyHeader = file("given4.csv", HEADER);
    Path category = file("given5.csv", HEADER + "1,4,x,male,22,1,0,A,7,,S\n");
    Path fields = file("given6.csv", HEADER + good + "2,1,x\n");
    Path quote = file("given7.csv", HEADER + "1,3,\"never closed,male,22\n");
    Path binary = Files.write(folder.resolve("given8.csv"), new byte[] {(byte) 0xff, 0, 1});
    Path people = file("given9.csv", HEADER + good);
    Path model = model();
    Files.move(model, folder.resolve("given.safetensors"));
    Path given = folder.resolve("given.safetensors");
    record Case(Path data, String message) {}
    for (Case c :
        List.of(
            new Case(missing, missing + ": there is no column Fare"),
            new Case(number, number + ", line 3, column Age: \"old\" is not a number"),
            new Case(empty, empty + ": is empty"),
            new Case(onlyHeader, onlyHeader + ": has no passengers"),
            new Case(category, category + ", line 2, column Pclass: \"4\" is none of 1, 2, 3"),
            new Case(fields, fields + ", line 3: has 3 fields, the header 11"),
            new Case(quote, quote.toString()),
            new Case(binary, binary + ": is not a text file in UTF-8"),
            new Case(folder.resolve("none.csv"), "there is no such file"),
            new Case(folder, folder + ": can't be read"))) {
      assertRefused(
          Cli.run(
              "titanic",
              "predict",
              "--model",
              given,
              "--data",
              c.data,
              "--submission",
              folder.resolve("answer.csv")),
          c.message);
    }
    assertRefused(Cli.run("titanic", "--data", number), "column Survived");
    assertRefused(
        Cli.run("titanic", "predict", "--model", number, "--data", people),
        "given2.csv: the header's length is");
    assertRefused(
        Cli.run(
            "titanic",
            "--test",
            number,
            "--submission",
            folder.resolve("answer.csv"),
            "--save",
            folder.resolve("model")),
        "line 3, column Age");
  }

  private Path model() {
    Path model = folder.resolve("model.safetensors");
    Cli cli = Cli.run("titanic", "--recipe", "notebook", "--save", model, "--quiet");
    assertThat(cli.status()).as(cli.err()).isZero();
    return model;
  }

  @Test
  void aSavedModelPredictsAsTheTrainedOneDid() throws IOException {
    String header = HEADER;
    Path people =
        file(
            "people.csv",
            header
                + "892,3,\"Kelly, Mr. \"\"Jim\"\"\",male,34.5,0,0,330911,7.8292,,Q\n"
                + "893,1,\"Strange, Ms. New\",female,,1,0,1,,,Atlantis\n"
                + "894,2,x,male,62,0,0,1,9.6875,,\n");
    for (String recipe : List.of("notebook", "lesson", "spreadsheet")) {
      Path model = folder.resolve(recipe + ".safetensors");
      Path answer = folder.resolve(recipe + ".csv");
      Cli trained =
          Cli.run(
              "titanic",
              "--recipe",
              recipe,
              "--hidden",
              4,
              "--epochs",
              25,
              "--save",
              model,
              "--test",
              people,
              "--submission",
              answer);
      assertThat(trained.status()).as(trained.err()).isZero();
      String submitted = Files.readString(answer);
      assertThat(submitted).startsWith("PassengerId,Survived\n892,").hasLineCount(4);
      Cli predicted = Cli.run("titanic", "predict", "--model", model, "--data", people);
      assertThat(predicted.status()).as(predicted.err()).isZero();
      assertThat(predicted.out()).isEqualTo(submitted);
    }
  }

  @Test
  void itKnowsTheDifferenceBetweenPassengers() throws IOException {
    Path people =
        file("people.csv", HEADER + "1,1,x,female,30,0,0,1,80,,C\n" + "2,3,x,male,30,0,0,1,8,,S\n");
    Cli predicted = Cli.run("titanic", "predict", "--model", model(), "--data", people);
    assertThat(predicted.out()).isEqualTo("PassengerId,Survived\n1,1\n2,0\n");
  }

  @Test
  void anotherFileOfPassengersTrainsToo() throws IOException {
    StringBuilder csv = new StringBuilder("\uFEFFSurvived," + HEADER);
    for (int i = 0; i < 20; i++) {
      String sex = i % 2 == 0 ? "male" : "female";
      csv.append(
          "%d,%d,%d,\"a, b\",%s,%d,0,0,t,%d,,S\n".formatted(i % 2, i, 1 + i % 3, sex, 20 + i, i));
    }
    Path data = file("data.csv", csv.toString());
    Cli cli = Cli.run("titanic", "--data", data, "--model", "net");
    assertThat(cli.status()).as(cli.err()).isZero();
    assertThat(cli.out()).contains("20 passengers", "16 rows; the other 4", "1.0000");
  }

  @Test
  void aLossThatRunsAwayIsSaidAndIsNullInJson() throws IOException {
    Path json = folder.resolve("figures.json");
    Cli cli = Cli.run("titanic", "--model", "linear", "--lr", 100, "--epochs", 200, "--json", json);
    assertThat(cli.status()).isZero();
    assertThat(cli.out()).contains("The loss has run away");
    assertThat(Files.readString(json)).contains("null").doesNotContain("NaN");
  }
}
