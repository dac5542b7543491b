package gradus.titanic.command;

import gradus.cli.CommandFiles;
import gradus.cli.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of [TitanicCommand] that name files.
final class TrainingFiles {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = {
        "Other passengers to train on: CSV with the columns Survived, Pclass, Sex, Age, SibSp,"
            + " Parch, Fare and Embarked, in any order. Others are ignored. Values may be missing;"
            + " letter case and blanks around words don't matter."
      })
  Path data;

  @Option(
      names = "--test",
      paramLabel = "FILE",
      description = {
        "Passengers to predict: the same columns, with PassengerId in place of Survived. Needs"
            + " --submission."
      })
  Path test;

  @Mixin CsvOptions csv;

  @Option(
      names = "--submission",
      paramLabel = "FILE",
      description = {
        "File for the predictions of the model with the best validation accuracy for --test:"
            + " PassengerId,Survived."
      })
  Path submission;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = {
        "Save the model with the best validation accuracy, with its preparation, as safetensors,"
            + " for @|bold gradus titanic predict|@."
      })
  Path save;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write all losses and accuracies as JSON.")
  Path json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = {
        "Write a page with charts, report.html, and its pictures into this folder: the data,"
            + " learning curves, the accuracy with its 95 % interval, the confusion matrix,"
            + " calibration, and what to try next."
      })
  Path report;

  @Option(
      names = "--xlsx",
      paramLabel = "FILE",
      description = {
        "Write a workbook like the lesson's, with --recipe spreadsheet: the passengers, the models"
            + " and their gradients as formulas that follow when a parameter is changed."
      })
  Path xlsx;

  /// Checks what can be checked before anything is read.
  void check() {
    if ((test == null) != (submission == null)) {
      throw new InputException(
          test == null
              ? "--submission needs --test FILE: the passengers to predict"
              : "--test needs --submission FILE: where to write the predictions");
    }
    if (data == null && test == null && csv.given().isPresent()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s needs --data FILE or --test FILE: it says how to read them",
              csv.given().get()));
    }
    check(List.of());
  }

  /// Checks the files.
  ///
  /// @param reported the names of those in the report's folder
  void check(List<String> reported) {
    new CommandFiles()
        .input("--data", data)
        .input("--test", test)
        .output("--save", save)
        .output("--json", json)
        .output("--submission", submission)
        .output("--xlsx", xlsx)
        .outputs("--report", report, reported);
  }

  /// Whether any file is written.
  boolean isAnyWritten() {
    return Stream.of(save, json, submission, xlsx, report).anyMatch(Objects::nonNull);
  }
}
