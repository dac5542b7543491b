package gradus.vision.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import gradus.cli.BackendChoice;
import gradus.cli.Checks;
import gradus.cli.CommandFiles;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import gradus.engine.Tensor;
import gradus.vision.data.ImageFile;
import gradus.vision.model.Network;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Applies a trained network to pictures.
@Command(
    name = "predict",
    description = {
      "Say what is in pictures, with a trained network.",
      "",
      "Prints a line for each picture: its most probable classes. Pictures are made grey and"
          + " resized as the network needs it. The built-in digits are white on black.",
      ""
    },
    sortOptions = false)
final class PredictCommand implements Runnable {
  /// The side of the pictures that weights without metadata are for: CIFAR-10's.
  static final int SIDE = 32;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Parameters(paramLabel = "PICTURE", arity = "1..*", description = "The files of the pictures.")
  private List<Path> pictures;

  @Mixin private WeightsOptions weights;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many classes are printed. Default: ${DEFAULT-VALUE}.")
  private Integer top = 3;

  @Option(
      names = "--strict",
      description = "End at a picture that can't be read. Otherwise it is skipped, and counted.")
  private boolean strict;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the probabilities of all classes as JSON.")
  private Path json;

  @Override
  public void run() {
    Checks.range("--top", top, 1, 1_000_000);
    CommandFiles files = new CommandFiles().input("--weights", weights.weights);
    pictures.forEach(picture -> files.input("PICTURE", picture));
    files.output("--json", json);
    BackendChoice.using(null, this::predict);
  }

  private void predict() {
    PrintWriter out = spec.commandLine().getOut();
    Network network = weights.read(SIDE);
    JsonArray all = new JsonArray();
    List<InputException> unreadable = new ArrayList<>();
    for (Path file : pictures) {
      Tensor picture;
      try {
        picture = ImageFile.read(file);
      } catch (IOException e) {
        InputException problem = InputException.of(file, e);
        if (strict || pictures.size() == 1) {
          throw problem;
        }
        unreadable.add(problem);
        continue;
      }
      Tensor x = network.input().transform().apply(picture, null).unsqueeze(0);
      double[] probabilities = network.probabilities(x).toDoubles();
      out.println(line(file, network.classes(), probabilities));
      all.add(json(file, network.classes(), probabilities));
    }
    if (!unreadable.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              String.format(
                  Locale.ROOT,
                  "%d of %d files could not be read as pictures and were skipped, the first: %s",
                  unreadable.size(),
                  pictures.size(),
                  unreadable.getFirst().getMessage()));
    }
    if (all.isEmpty()) {
      throw new InputException("none of the files can be read as a picture");
    }
    if (json != null) {
      try (Outputs outputs = new Outputs()) {
        outputs.add(json, file -> Files.writeString(file, all + "\n", StandardCharsets.UTF_8));
        outputs.commit();
      }
    }
  }

  private String line(Path file, List<String> classes, double... probabilities) {
    List<String> best =
        IntStream.range(0, probabilities.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -probabilities[i]))
            .limit(top)
            .map(
                i ->
                    String.format(
                        Locale.ROOT,
                        "%s %.1f %%",
                        InputException.shown(classes.get(i)),
                        100 * probabilities[i]))
            .toList();
    return file + ": " + String.join(", ", best);
  }

  private static JsonObject json(Path file, List<String> classes, double... probabilities) {
    JsonObject each = new JsonObject();
    for (int i = 0; i < probabilities.length; i++) {
      each.add(classes.get(i), Json.number(probabilities[i]));
    }
    JsonObject json = new JsonObject();
    json.addProperty("file", file.toString());
    json.add("probabilities", each);
    return json;
  }
}
