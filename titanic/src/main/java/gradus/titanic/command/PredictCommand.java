package gradus.titanic.command;

import gradus.cli.BackendChoice;
import gradus.cli.InputException;
import gradus.titanic.data.Passengers;
import gradus.titanic.recipe.Categories;
import gradus.titanic.recipe.Run;
import gradus.titanic.recipe.SavedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Applies a saved model.
@Command(
    name = "predict",
    description = {
      "Predict who survives, with a model saved by @|bold gradus titanic --save|@.",
      "",
      "Prints PassengerId,Survived for each passenger. If the file has the column Survived, also"
          + " prints the accuracy."
    })
final class PredictCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      required = true,
      description = "The model, written by --save.")
  private Path model;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      description = {
        "The passengers: CSV with the columns PassengerId, Pclass, Sex, Age, SibSp, Parch, Fare and"
            + " Embarked, in any order. Others are ignored. Values may be missing; letter case and"
            + " blanks around words don't matter."
      })
  private Path data;

  @Mixin private CsvOptions csv;

  @Override
  public void run() {
    BackendChoice.using(
        null, () -> predict(spec.commandLine().getOut(), spec.commandLine().getErr()));
  }

  private void predict(PrintWriter out, PrintWriter err) {
    SavedModel saved = SavedModel.load(model);
    Categories categories = saved.preparation().categories();
    Categories.Checked checked =
        csv.check(categories, csv.read(data, Passengers.Purpose.PREDICTION));
    Passengers passengers = checked.passengers();
    int[] survivors = Run.survivors(saved.predict(passengers));
    out.print(SavedModel.submission(passengers, survivors));
    if (out.checkError()) {
      return;
    }
    double[] truth = passengers.survived();
    if (Arrays.stream(truth).noneMatch(Double::isNaN)) {
      int right = Run.right(survivors, truth);
      err.println(
          String.format(
              Locale.ROOT,
              "Predicted correctly: %d of %d passengers, accuracy %.4f",
              right,
              truth.length,
              (double) right / truth.length));
    }
    CsvOptions.count(err, checked);
    if (!categories.recorded() && !categories.words().isEmpty()) {
      err.println(
          String.format(
              Locale.ROOT,
              "%s is of an earlier version, which didn't record the words of the training rows;"
                  + " assumed from its steps: %s",
              model,
              InputException.shown(
                  categories.words().entrySet().stream()
                      .map(entry -> entry.getKey() + " " + String.join(", ", entry.getValue()))
                      .collect(Collectors.joining("; ")))));
    }
  }
}
