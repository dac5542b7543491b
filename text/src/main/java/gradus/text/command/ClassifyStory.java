package gradus.text.command;

import gradus.cli.CommandFiles;
import gradus.cli.InputException;
import gradus.cli.figures.Interval;
import gradus.nn.learn.ConfusionMatrix;
import gradus.text.classify.BagOfWords;
import gradus.text.classify.Comparison;
import gradus.text.classify.Epoch;
import gradus.text.classify.Settings;
import gradus.text.classify.Trained;
import gradus.text.data.LabelledTexts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Prints the progress and the result of a comparison of classifiers, with explanations.
final class ClassifyStory {
  private static final int MOST_CLASSES = 10;
  private static final int TELLING = 8;
  private static final int NAME = 20;

  private final PrintWriter out;
  private final boolean quiet;
  private List<String> classes = List.of();
  private int heldOut;

  /// Creates a story.
  ///
  /// @param quiet whether to print only the result
  ClassifyStory(PrintWriter out, boolean quiet) {
    this.out = out;
    this.quiet = quiet;
  }

  private void line(String format, Object... values) {
    if (!quiet) {
      out.println(String.format(Locale.ROOT, format, values));
    }
  }

  private String name(int label) {
    String shown = InputException.shown(classes.get(label));
    return shown.length() <= NAME ? shown : shown.substring(0, NAME - 3) + "...";
  }

  void begin(String backend, LabelledTexts texts, LabelledTexts.Split split, long seed) {
    classes = texts.classes();
    heldOut = split.heldOut().size();
    int common =
        IntStream.range(0, classes.size())
            .reduce(0, (a, b) -> texts.count(b) > texts.count(a) ? b : a);
    line("A bag of words and a transformer, backend %s, seed %d", backend, seed);
    line("");
    line("The texts");
    String counts =
        IntStream.range(0, Math.min(classes.size(), MOST_CLASSES))
            .mapToObj(i -> String.format(Locale.ROOT, "%s %,d", name(i), texts.count(i)))
            .collect(Collectors.joining(", "));
    line(
        "  %,d texts of %d classes, from %s: %s%s.",
        texts.size(),
        classes.size(),
        texts.source(),
        counts,
        classes.size() > MOST_CLASSES ? ", and more" : "");
    line(
        "  Both learn from %,d of them. The other %,d, a fifth of each class, are held out.",
        split.training().size(), heldOut);
    line(
        "  To say %s of all of those would be right for %.2f %%.",
        name(common), 100.0 * split.heldOut().count(common) / heldOut);
    line("");
    line("The bag of words, in whatever order");
    out.flush();
  }

  void words(Trained trained) {
    BagOfWords bag = (BagOfWords) trained.classifier();
    line("  Logistic regression on %,d words. Those that tell most:", bag.words().words().size());
    for (int label = 0; label < Math.min(classes.size(), MOST_CLASSES); label++) {
      line("    %s: %s", name(label), String.join(" ", bag.telling(label, TELLING)));
    }
  }

  void transformer(Path model, Settings settings) {
    line("");
    if (model == null) {
      line("The transformer, from scratch");
    } else {
      line("The transformer, %s with a new head, which learns alone for an epoch", model);
    }
    line(
        "  AdamW, greatest learning rate %s, %d texts a step.",
        settings.lr(), settings.batchSize());
    out.flush();
  }

  void epoch(int number, Epoch epoch) {
    line(
        "  epoch %2d: training loss %.4f, validation loss %.4f, accuracy %.2f %%, %.1f s",
        number + 1, epoch.trainLoss(), epoch.validLoss(), 100 * epoch.accuracy(), epoch.seconds());
    out.flush();
  }

  /// Prints the result; also when quiet, then in a line.
  void result(Comparison comparison) {
    ConfusionMatrix words = comparison.words().matrix();
    ConfusionMatrix transformer = comparison.transformer().matrix();
    if (quiet) {
      out.println(
          String.format(
              Locale.ROOT,
              "accuracy on %d texts held out: bag of words %.2f %%, transformer %.2f %%; %s",
              heldOut,
              100 * words.accuracy(),
              100 * transformer.accuracy(),
              verdict(comparison)));
      return;
    }
    line("");
    line("The result, on the %,d texts held out", heldOut);
    line("  %-12s  accuracy   95 %% interval      seconds  parameters", "");
    row("bag of words", comparison.words());
    row("transformer", comparison.transformer());
    line("");
    line("  %-" + NAME + "s  held out  F1 bag of words  F1 transformer", "class");
    for (int label = 0; label < classes.size(); label++) {
      int row = label;
      long count = IntStream.range(0, classes.size()).mapToLong(as -> words.count(row, as)).sum();
      line(
          "  %-" + NAME + "s  %8d  %15s  %14s",
          name(label),
          count,
          score(words.f1(label)),
          score(transformer.f1(label)));
    }
    line("");
    line(
        "  Only the bag of words is right for %d texts, only the transformer for %d. If they were"
            + " equally good,",
        comparison.onlyWords(), comparison.onlyTransformer());
    line(
        "  a difference like this would come about in %s of 100 cases.",
        percent(comparison.chance()));
    line("  So %s.", verdict(comparison));
  }

  private static String percent(double chance) {
    return chance < 0.01 ? "fewer than 1" : String.format(Locale.ROOT, "%.0f", 100 * chance);
  }

  private static String score(double f1) {
    return Double.isNaN(f1) ? "-" : String.format(Locale.ROOT, "%.4f", f1);
  }

  private void row(String name, Trained trained) {
    Interval interval = Interval.wilson(trained.hits(), heldOut);
    line(
        "  %-12s  %6.2f %%  %5.2f to %6.2f %%  %9.1f  %,10d",
        name,
        100.0 * trained.hits() / heldOut,
        100 * interval.low(),
        100 * interval.high(),
        trained.seconds(),
        trained.classifier().parameterCount());
  }

  private static String verdict(Comparison comparison) {
    String better =
        comparison.better() == comparison.words() ? "the bag of words" : "the transformer";
    return comparison.isClear()
        ? better + " is better"
        : "neither is clearly better, and " + better + " is smaller";
  }

  void next(Comparison comparison, Path save, Kept keep, Path data, Path model) {
    if (save != null) {
      boolean words = keep.of(comparison) == comparison.words();
      line("  Saved in %s: the %s.", save, words ? "bag of words" : "transformer");
    }
    line("");
    line("Next");
    String texts = data == null ? "" : " --data " + CommandFiles.quoted(data);
    if (save == null) {
      line(
          "  gradus text classify%s%s --save saved",
          texts, model == null ? "" : " --model " + CommandFiles.quoted(model));
      line("    keeps the better one, to classify other texts");
    } else {
      line("  gradus text classify --model %s --predict FILE", CommandFiles.quoted(save));
      line("    prints the class of each line of a file, or of the standard input for -");
    }
    if (model == null) {
      line("  gradus text classify%s --model DIR", texts);
      line("    adapts a BERT that has read many texts before, such as all-MiniLM-L6-v2");
    }
    if (data == null) {
      line("  gradus text classify --data FILE");
      line("    learns from your texts: lines of a label, a tab and a text");
    }
  }
}
