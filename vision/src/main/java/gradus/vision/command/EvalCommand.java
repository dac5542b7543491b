package gradus.vision.command;

import com.google.gson.JsonObject;
import gradus.cli.BackendChoice;
import gradus.cli.CommandFiles;
import gradus.cli.Outputs;
import gradus.vision.data.Labelled;
import gradus.vision.data.PictureSet;
import gradus.vision.model.Network;
import gradus.vision.train.Predictions;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Tests a trained network.
@Command(
    name = "eval",
    description = {
      "Test a trained network on pictures.",
      "",
      "Uses the pictures that the data keep apart for a test, such as t10k-images or test_batch;"
          + " of the built-in digits, those that the same seed holds out in a training; and"
          + " otherwise all.",
      ""
    },
    sortOptions = false)
final class EvalCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Mixin private WeightsOptions weights;
  @Mixin private DataOptions data;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Seed of the choice of the digits that are held out. Default: ${DEFAULT-VALUE}.")
  private long seed = 42;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
  private Path json;

  @Override
  public void run() {
    new CommandFiles()
        .input("--weights", weights.weights)
        .input("--data", data.data)
        .output("--json", json);
    BackendChoice.using(null, this::evaluate);
  }

  private void evaluate() {
    PrintWriter out = spec.commandLine().getOut();
    PictureSet set = data.read(spec.commandLine().getErr());
    if (data.data == null) {
      set = set.split(seed);
    }
    Labelled pictures = set.test();
    Network network = weights.read(Math.max(set.height(), set.width()));
    Checked.fits(spec.commandLine().getErr(), set, pictures, network);
    long start = System.nanoTime();
    Predictions predictions = Predictions.of(network, pictures);
    double seconds = (System.nanoTime() - start) / 1e9;
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %d of %d pictures are right, accuracy %.4f, loss %.4f, %.1f s",
            network.arch(),
            predictions.right(),
            pictures.size(),
            predictions.accuracy(),
            predictions.loss(),
            seconds));
    if (json != null) {
      JsonObject figures = new JsonObject();
      figures.addProperty("accuracy", predictions.accuracy());
      figures.add("loss", Json.number(predictions.loss()));
      figures.addProperty("images", pictures.size());
      figures.addProperty("seconds", seconds);
      try (Outputs outputs = new Outputs()) {
        outputs.add(json, file -> Files.writeString(file, figures + "\n", StandardCharsets.UTF_8));
        outputs.commit();
      }
    }
  }
}
