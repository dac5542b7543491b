package gradus.vision.command;

import gradus.cli.Checks;
import gradus.cli.InputException;
import gradus.vision.data.PictureSet;
import gradus.vision.model.Arch;
import gradus.vision.train.Settings;
import java.util.Locale;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/// The options for a training.
final class TrainOptions {
  static final String FIND = "find";

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = {
        "Number of passes over the pictures. Default: 20 for fewer than 5,000 pictures, else 5."
      })
  private Integer epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Number of pictures in a step. Default: ${DEFAULT-VALUE}.")
  private Integer batchSize = 64;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = {
        "The learning rate of AdamW, or find, to search for one. Default: 0.001 for mlp, 0.003 for"
            + " lenet, 0.01 for the others."
      })
  private String lr;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description = {
        "constant, or cycle: the learning rate rises to its greatest value and then falls to almost"
            + " 0. Default: constant for mlp, cycle for the others."
      })
  private String schedule;

  @Option(
      names = "--augment",
      negatable = true,
      description = {
        "Change each picture a little each time: shift it, rotate it if it is grey, mirror it if it"
            + " is in colours. Default: only for the built-in digits."
      })
  private Boolean augment;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = {
        "Seed of the first parameters, the order of the pictures, and the choice of those that are"
            + " held out. Default: ${DEFAULT-VALUE}."
      })
  long seed = 42;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = {
        "The backend: reference (plain loops) or simd (the processor's vector units). Default: the"
            + " fastest available."
      })
  String backend;

  /// Checks what can be checked before anything is read.
  void check() {
    Checks.range("--epochs", epochs, 1, 1_000_000);
    Checks.range("--batch-size", batchSize, 1, 1 << 16);
    rate();
    if (schedule != null && !schedule.equals("constant") && !schedule.equals("cycle")) {
      throw new InputException(
          "--schedule must be constant or cycle, got " + InputException.shown(schedule));
    }
  }

  /// Returns the rate that was given; NaN for one that is to be found, null for none.
  private Double rate() {
    if (lr == null) {
      return null;
    }
    if (lr.equals(FIND)) {
      return Double.NaN;
    }
    try {
      double rate = Double.parseDouble(lr);
      if (rate > 0 && rate < Double.POSITIVE_INFINITY) {
        return rate;
      }
    } catch (NumberFormatException _) {
      // As for a number that is out of range.
    }
    throw new InputException(
        String.format(
            Locale.ROOT,
            "--lr must be a number above 0, or find, got %s",
            InputException.shown(lr)));
  }

  /// Returns the settings for an architecture.
  ///
  /// @param embedded whether the pictures are the built-in digits
  Settings settings(Arch arch, PictureSet set, boolean embedded) {
    Double rate = rate();
    OptionalDouble chosen =
        rate == null
            ? OptionalDouble.of(Settings.usualLr(arch))
            : rate.isNaN() ? OptionalDouble.empty() : OptionalDouble.of(rate);
    return new Settings(
        arch,
        epochs == null ? Settings.usualEpochs(set.training().size()) : epochs,
        batchSize,
        chosen,
        schedule == null ? Settings.usuallyCycles(arch) : schedule.equals("cycle"),
        augment == null ? embedded : augment,
        seed);
  }
}
