package gradus.vision.command;

import static gradus.cli.CommandFiles.quoted;

import gradus.vision.data.Labelled;
import gradus.vision.data.PictureSet;
import gradus.vision.model.Arch;
import gradus.vision.model.Input;
import gradus.vision.model.Network;
import gradus.vision.model.Weights;
import gradus.vision.train.Augmentation;
import gradus.vision.train.Epoch;
import gradus.vision.train.Predictions;
import gradus.vision.train.Run;
import gradus.vision.train.Settings;
import gradus.vision.train.Trainer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Prints the progress and the result of a training, with explanations.
final class TrainStory {
  private final PrintWriter out;
  private final boolean quiet;
  private int epochs;

  /// Creates a story.
  ///
  /// @param quiet whether to print only the result
  TrainStory(PrintWriter out, boolean quiet) {
    this.out = out;
    this.quiet = quiet;
  }

  private void line(String format, Object... values) {
    if (!quiet) {
      out.println(String.format(Locale.ROOT, format, values));
    }
  }

  void begin(String backend, PictureSet set, Network network, Settings settings) {
    Labelled held = set.heldOut().orElseThrow();
    Input input = network.input();
    line("Architecture %s, backend %s, seed %d", settings.arch(), backend, settings.seed());
    line("");
    line("The pictures");
    line(
        "  %,d pictures of %d classes, %d x %d pixels %s, from %s.",
        set.training().size() + held.size(),
        set.classes().size(),
        set.height(),
        set.width(),
        set.channels() == 1 ? "in grey" : "in colours",
        set.source());
    line(
        "  The network learns from %,d of them. The other %,d are held out, to test it.",
        set.training().size(), held.size());
    if (input.height() != set.height() || input.width() != set.width()) {
      line(
          "  They are resized to %d x %d pixels, for %s.",
          input.height(), input.width(), settings.arch());
    }
    if (settings.augment()) {
      line("  Each is changed a little each time: %s.", Augmentation.describe(input));
    }
    line("");
    line("The network");
    line(
        "  %s with %,d parameters. AdamW, %s learning rate%s, %d pictures a step.",
        settings.arch(),
        network.parameters(),
        settings.cycle() ? "greatest" : "constant",
        settings.lr().isPresent() ? " " + settings.lr().getAsDouble() : " to be found",
        settings.batchSize());
  }

  void weights(Weights file, Trainer trainer) {
    line("  It begins with the parameters of %s.", file.file());
    if (trainer.hasReplacedHead()) {
      line(
          "  Its last layer was for %d classes; a random one for %d replaces it.",
          file.classes(trainer.network().arch()), trainer.network().classes().size());
    }
  }

  void found(double rate) {
    line("  The learning rate where the loss falls most steeply: %.2g.", rate);
  }

  /// {@return a number of epochs, such as `1 epoch`}
  static String inWords(int epochs) {
    return epochs == 1 ? "1 epoch" : epochs + " epochs";
  }

  void epochs(int count) {
    epochs = count;
    line("");
    line("The training, in %s", inWords(count));
    out.flush();
  }

  void epoch(int number, Epoch epoch) {
    line(
        "  epoch %2d: training loss %.4f, validation loss %.4f, accuracy %.2f %%, %.1f s",
        number + 1, epoch.trainLoss(), epoch.validLoss(), 100 * epoch.accuracy(), epoch.seconds());
    out.flush();
  }

  /// Prints the result, also when quiet.
  void result(Run run) {
    Predictions validation = run.validation();
    if (!quiet) {
      out.println();
    }
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %d of %d pictures held out are right, accuracy %.2f %%, loss %.4f; %s,"
                + " %.1f s",
            run.settings().arch(),
            validation.right(),
            validation.labels().length,
            100 * validation.accuracy(),
            validation.loss(),
            inWords(epochs),
            run.seconds()));
    List<Integer> worst = validation.worst();
    if (!worst.isEmpty()) {
      int row = worst.getFirst();
      List<String> classes = run.network().classes();
      int predicted = validation.predicted()[row];
      line(
          "  The worst mistake: a %s, taken for a %s with a probability of %.1f %%.",
          classes.get(validation.labels()[row]),
          classes.get(predicted),
          100 * validation.probability(row, predicted));
    }
  }

  void next(Path save, Path report, Path data, Arch arch) {
    if (save != null) {
      line("  Saved as %s.", save);
    }
    if (report != null) {
      line("  The report: %s.", report.resolve("report.html"));
    }
    line("");
    line("Next");
    String pictures = data == null ? "" : " --data " + quoted(data);
    String training = pictures + (arch == Arch.RESNET8 ? "" : " --arch " + arch);
    if (save == null) {
      line("  gradus vision train%s --save net.safetensors", training);
      line("    keeps the network, for gradus vision predict, eval and inspect");
    } else {
      line("  gradus vision predict --weights %s PICTURE", quoted(save));
      line("    says what is in a picture");
      line("  gradus vision inspect %s", quoted(save));
      line("    shows its layers");
    }
    if (report == null) {
      line("  gradus vision train%s --report report", training);
      line("    shows its mistakes, and what it looks at");
    }
    line("  gradus vision compare%s", pictures);
    line("    says which architecture is best");
    line("  gradus vision diagnose%s", training);
    line("    says what would help this one most");
  }
}
