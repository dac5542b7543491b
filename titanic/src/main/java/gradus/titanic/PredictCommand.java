package gradus.titanic;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gradus titanic predict`
@Command(
    name = "predict",
    description = {
      "Predicts who survives, with a model that `gradus titanic --save FILE` wrote.",
      "The data are CSV in the competition's format; the column Survived isn't needed. An unknown"
          + " age, fare or port is filled in as the model's preparation says."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The model, a safetensors file.")
  private Path model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "The passengers, a CSV file.")
  private Path data;

  @Option(
      names = "--submission",
      paramLabel = "FILE",
      description = "Write the predictions there instead of showing them.")
  private Path submission;

  @Override
  public Integer call() {
    WholeFile.check("--submission", submission);
    PassengerList list = PassengerList.read(data, false);
    String answer = SavedModel.load(model).answer(list.passengers());
    PrintWriter out = spec.commandLine().getOut();
    if (submission == null) {
      out.print(answer);
      return 0;
    }
    try {
      WholeFile.write(submission, answer);
    } catch (IOException e) {
      throw new UserException("can't write: " + e.getMessage());
    }
    out.printf("Wrote %d predictions to %s%n", list.passengers().size(), submission);
    return 0;
  }
}
