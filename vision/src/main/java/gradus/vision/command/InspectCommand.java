package gradus.vision.command;

import gradus.cli.BackendChoice;
import gradus.cli.CommandFiles;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import gradus.cli.TensorTable;
import gradus.engine.DType;
import gradus.engine.Tensor;
import gradus.vision.figures.Tiles;
import gradus.vision.model.Input;
import gradus.vision.model.Network;
import gradus.vision.model.Weights;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Looks into a file of weights.
@Command(
    name = "inspect",
    description = {
      "Look into a file of weights: what a trained network is.",
      "",
      "Prints each tensor with its shape, the mean, standard deviation, least and greatest of its"
          + " numbers, and the first of them, as the lesson does.",
      ""
    },
    sortOptions = false)
final class InspectCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Parameters(paramLabel = "FILE", description = "The file, safetensors.")
  private Path file;

  @Option(
      names = "--tensor",
      paramLabel = "NAME",
      description = "Only this tensor, and its numbers as PyTorch prints them.")
  private String tensor;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = {
        "Draw the filters of the first convolution, or the weights of the first layer for each of"
            + " its units, or those of --tensor, as PNG."
      })
  private Path picture;

  @Override
  public void run() {
    new CommandFiles().input("FILE", file).output("--picture", picture);
    BackendChoice.using(null, this::inspect);
  }

  private void inspect() {
    PrintWriter out = spec.commandLine().getOut();
    Weights weights = Weights.read(file);
    if (tensor == null) {
      all(out, weights);
    } else {
      Tensor one = named(weights.tensors());
      out.println(TensorTable.row(tensor, one));
      out.println(one);
    }
    if (picture != null) {
      byte[] png = drawn(weights).png();
      try (Outputs outputs = new Outputs()) {
        outputs.add(picture, place -> Files.write(place, png));
        outputs.commit();
      }
    }
  }

  private Tensor named(Map<String, Tensor> tensors) {
    Tensor found = tensors.get(tensor);
    if (found == null) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: there is no tensor %s; inspect without --tensor lists all",
              file,
              InputException.shown(tensor)));
    }
    return found;
  }

  private void all(PrintWriter out, Weights weights) {
    weights
        .card()
        .ifPresent(
            card -> {
              Input input = card.input();
              out.println(
                  String.format(
                      Locale.ROOT,
                      "%s for %d classes: %s",
                      card.arch(),
                      card.classes().size(),
                      InputException.shown(String.join(", ", card.classes()))));
              out.println(
                  String.format(
                      Locale.ROOT,
                      "input %d x %d x %d, less %s, over %s",
                      input.channels(),
                      input.height(),
                      input.width(),
                      input.mean(),
                      input.std()));
              out.println();
            });
    TensorTable.lines(weights.tensors()).forEach(out::println);
    long learned =
        weights.tensors().entrySet().stream()
            .filter(entry -> isLearned(entry.getKey(), entry.getValue()))
            .mapToLong(entry -> entry.getValue().size())
            .sum();
    long numbers = weights.tensors().values().stream().mapToLong(Tensor::size).sum();
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "%d tensors, %,d parameters%s",
            weights.tensors().size(),
            learned,
            numbers == learned
                ? ""
                : String.format(
                    Locale.ROOT, ", and %,d numbers that are not learned", numbers - learned)));
  }

  /// The statistics of batch normalisation are kept, but not learned.
  private static boolean isLearned(String name, Tensor tensor) {
    return tensor.dtype() != DType.I32 && !name.contains("running_");
  }

  private Tiles drawn(Weights weights) {
    Tensor weight =
        tensor != null ? named(weights.tensors()) : first(weights.tensors()).orElse(null);
    Optional<Input> input = weights.card().map(Network.Card::input);
    if (weight != null && weight.rank() == 4 && weight.size() > 0) {
      return Tiles.weights(weight, 0, 0, 0);
    }
    if (weight != null && weight.rank() == 2 && weight.size() > 0) {
      int pixels = weight.size(1);
      if (input.isPresent()
          && pixels == input.get().channels() * input.get().height() * input.get().width()) {
        return Tiles.weights(
            weight, input.get().channels(), input.get().height(), input.get().width());
      }
      int side = (int) Math.round(Math.sqrt(pixels));
      if (side * side == pixels) {
        return Tiles.weights(weight, 1, side, side);
      }
    }
    throw new InputException(
        "--picture: only the weights of a convolution, or of a layer whose inputs are pixels, can"
            + " be drawn");
  }

  private static Optional<Tensor> first(Map<String, Tensor> tensors) {
    return tensors.values().stream()
        .filter(each -> each.rank() == 4)
        .findFirst()
        .or(() -> tensors.values().stream().filter(each -> each.rank() == 2).findFirst());
  }
}
