package gradus.text.command;

import gradus.cli.Checks;
import gradus.cli.InputException;
import gradus.text.classify.Settings;
import gradus.text.classify.TransformerClassifier;
import gradus.text.data.Emails;
import gradus.text.data.LabelledFile;
import gradus.text.data.LabelledTexts;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options for texts with labels, and for a training on them.
final class ClassifyOptions {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = {
        "The texts, in UTF-8: lines of a label, a tab and a text; or a table with a row of names,"
            + " if the name ends with .csv or --label or --text is given. Default: 4,486 e-mails"
            + " that are built in."
      })
  Path data;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "The column of a table with the labels. Default: label.")
  private String label;

  @Option(
      names = "--text",
      paramLabel = "COLUMN",
      description = "The column of a table with the texts. Default: text.")
  private String text;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = {
        "Number of passes over the texts. Default: 3, or 2 with --model; 0 with --model trains the"
            + " head alone."
      })
  private Integer epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Number of texts in a step. Default: ${DEFAULT-VALUE}.")
  Integer batchSize = 32;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = {
        "The greatest learning rate of AdamW. Default: 0.002. With --model it is that of the new"
            + " head while it learns alone, 0.02 by default; then the head learns at half of it,"
            + " and the rest at a two-hundredth."
      })
  private Double lr;

  @Option(
      names = "--length",
      paramLabel = "N",
      description = {
        "The greatest number of tokens of a text; the rest of it is left out. Default:"
            + " ${DEFAULT-VALUE}."
      })
  Integer length = TransformerClassifier.Sizes.USUAL.length();

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      description = {
        "The number of different tokens of a transformer from scratch. Default: ${DEFAULT-VALUE}."
      })
  private Integer vocabulary = TransformerClassifier.Sizes.USUAL.vocabulary();

  @Option(
      names = "--width",
      paramLabel = "N",
      description = {
        "The width of a transformer from scratch, a multiple of 16. Default: ${DEFAULT-VALUE}."
      })
  private Integer width = TransformerClassifier.Sizes.USUAL.width();

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "The layers of a transformer from scratch. Default: ${DEFAULT-VALUE}.")
  private Integer layers = TransformerClassifier.Sizes.USUAL.layers();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = {
        "Seed of the first parameters, the order of the texts, and the choice of those that are"
            + " held out. Default: ${DEFAULT-VALUE}."
      })
  long seed = 42;

  /// Checks what can be checked before anything is read.
  ///
  /// @param adapted whether a model that has learned already is adapted
  void check(boolean adapted) {
    Checks.range("--epochs", epochs, adapted ? 0 : 1, 1_000_000);
    Checks.range("--batch-size", batchSize, 1, 1 << 16);
    Checks.range("--length", length, 3, 1 << 12);
    Checks.range("--vocabulary", vocabulary, 300, 1 << 17);
    Checks.range("--width", width, 16, 1 << 12);
    Checks.range("--layers", layers, 1, 100);
    if (width % 16 != 0) {
      throw new InputException("--width must be a multiple of 16, got " + width);
    }
    if (lr != null && !(lr > 0 && lr < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          String.format(Locale.ROOT, "--lr must be a number above 0, got %s", lr));
    }
    if (data == null && (label != null || text != null)) {
      throw new InputException("--label and --text need --data: they are columns of a table");
    }
  }

  LabelledTexts read() {
    if (data == null) {
      return Emails.read();
    }
    LabelledFile.Columns usual = LabelledFile.Columns.USUAL;
    Optional<LabelledFile.Columns> columns =
        label == null && text == null
            ? Optional.empty()
            : Optional.of(
                new LabelledFile.Columns(
                    label == null ? usual.label() : label, text == null ? usual.text() : text));
    return LabelledFile.read(data, columns);
  }

  TransformerClassifier.Sizes sizes() {
    return new TransformerClassifier.Sizes(vocabulary, length, width, layers);
  }

  Settings settings(boolean adapted) {
    int usualEpochs = adapted ? 2 : 3;
    double usualLr = adapted ? 0.02 : 0.002;
    return new Settings(
        epochs == null ? usualEpochs : epochs, batchSize, lr == null ? usualLr : lr, seed);
  }
}
