package gradus.text.command;

import gradus.cli.Checks;
import gradus.cli.InputException;
import gradus.text.train.Settings;
import gradus.text.train.Tokens;
import java.util.Locale;
import picocli.CommandLine.Option;

/// The options for a training.
final class TrainOptions {
  private static final int MANY = 1 << 20;

  @Option(
      names = "--tokenizer",
      paramLabel = "KIND",
      description = {
        "What the text is divided into: char, its characters, or bpe, frequent sequences of bytes,"
            + " which are learnt from it. Default: ${DEFAULT-VALUE}."
      })
  private Tokens tokens = Settings.SMALL.tokens();

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      description = "Number of different tokens of bpe. Default: 1024.")
  private Integer vocabulary;

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "Number of blocks of the transformer. Default: ${DEFAULT-VALUE}.")
  private int layers = Settings.SMALL.layers();

  @Option(
      names = "--heads",
      paramLabel = "N",
      description = "Number of attention heads of a block. Default: ${DEFAULT-VALUE}.")
  private int heads = Settings.SMALL.heads();

  @Option(
      names = "--width",
      paramLabel = "N",
      description = {
        "Number of elements of a token's state, a multiple of the heads. Default:"
            + " ${DEFAULT-VALUE}."
      })
  private int width = Settings.SMALL.width();

  @Option(
      names = "--context",
      paramLabel = "N",
      description = "Number of tokens that the model sees at once. Default: ${DEFAULT-VALUE}.")
  private int context = Settings.SMALL.context();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Number of pieces of text in a step. Default: ${DEFAULT-VALUE}.")
  private int batchSize = Settings.SMALL.batchSize();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Number of steps. Default: ${DEFAULT-VALUE}.")
  private int steps = Settings.SMALL.steps();

  @Option(
      names = "--every",
      paramLabel = "N",
      description = {
        "Number of steps from one evaluation, sample and checkpoint to the next. Default:"
            + " ${DEFAULT-VALUE}."
      })
  private int every = Settings.SMALL.every();

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = {
        "The greatest learning rate of AdamW. It rises during the first 100 steps, or a tenth of"
            + " fewer than 1000, and then falls to a tenth. Default: ${DEFAULT-VALUE}."
      })
  private double lr = Settings.SMALL.lr();

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description = {
        "The probability that an element of a state is dropped in training. Default:"
            + " ${DEFAULT-VALUE}."
      })
  private double dropout = Settings.SMALL.dropout();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = {
        "Seed of the first parameters, the choice of the pieces, dropout and the samples. Default:"
            + " ${DEFAULT-VALUE}."
      })
  private long seed = Settings.SMALL.seed();

  /// {@return the settings}
  ///
  /// @throws InputException if a number is out of range
  Settings settings() {
    Checks.range("--vocabulary", vocabulary, 256, MANY);
    if (vocabulary != null && tokens != Tokens.BPE) {
      throw new InputException(
          "--vocabulary is for --tokenizer bpe; characters are as many as the text has");
    }
    Checks.range("--layers", layers, 1, 1000);
    Checks.range("--width", width, 1, 1 << 16);
    Checks.range("--heads", heads, 1, width);
    if (width % heads != 0) {
      throw new InputException(
          String.format(
              Locale.ROOT, "--width must be a multiple of --heads, got %d and %d", width, heads));
    }
    Checks.range("--context", context, 1, MANY);
    Checks.range("--batch-size", batchSize, 1, 1 << 16);
    Checks.range("--steps", steps, 1, 100_000_000);
    Checks.range("--every", every, 1, 100_000_000);
    if (!(lr > 0 && lr < Double.POSITIVE_INFINITY)) {
      throw new InputException("--lr must be a number above 0, got " + lr);
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new InputException("--dropout must be at least 0 and less than 1, got " + dropout);
    }
    return new Settings(
        tokens,
        vocabulary == null ? Settings.SMALL.vocabulary() : vocabulary,
        layers,
        heads,
        width,
        context,
        batchSize,
        steps,
        Math.min(every, steps),
        lr,
        dropout,
        seed);
  }
}
