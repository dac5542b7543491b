package gradus.text.command;

import gradus.cli.BackendChoice;
import gradus.cli.CommandFiles;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import gradus.cli.Progressing;
import gradus.engine.Backends;
import gradus.engine.Generator;
import gradus.text.classify.ClassifierTraining;
import gradus.text.classify.Comparison;
import gradus.text.classify.SavedClassifier;
import gradus.text.classify.Settings;
import gradus.text.classify.Trained;
import gradus.text.classify.TransformerClassifier;
import gradus.text.data.LabelledTexts;
import gradus.text.embed.BertInput;
import gradus.text.model.Bert;
import gradus.text.model.ModelFolder;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Learns the classes of texts, or applies what was learned.
@Command(
    name = "classify",
    description = {
      "Learn to tell which class a text belongs to, such as spam.",
      "",
      "A fifth of the texts is held out. From the others learn a bag of words, which is the"
          + " baseline, and a transformer: a small one from scratch, or that of --model, which has"
          + " read many texts before. Both are tested on those held out, and the better one is"
          + " named.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  gradus text classify --save spam",
      "  gradus text classify --model spam --predict mails.txt",
      "  gradus text classify --data reviews.csv --label stars --text review",
      "  gradus text classify --data reviews.csv --model all-MiniLM-L6-v2 --epochs 0"
    })
final class ClassifyCommand extends Progressing {
  /// The options that have a use with --predict.
  private static final Set<String> PREDICTING =
      Set.of("--model", "--predict", "--json", "--backend", "--help");

  /// The options that have no use with a model that has its sizes.
  private static final Set<String> SIZES = Set.of("--vocabulary", "--width", "--layers");

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = {
        "The folder of a BERT, as Hugging Face has it, to adapt: first a new head on it, and then"
            + " all of it. With --predict: a folder that --save wrote."
      })
  private Path model;

  @Mixin private ClassifyOptions training;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = "Save a classifier into this folder, for --predict.")
  private Path save;

  @Option(
      names = "--keep",
      paramLabel = "NAME",
      description = {
        "Which one --save saves: words, transformer, or better, which is the default: the one that"
            + " is right more often, or the smaller one where the difference may be chance."
      })
  private Kept keep = Kept.BETTER;

  @Option(
      names = "--predict",
      paramLabel = "FILE",
      description = {
        "Print the class of each line of a file, or of the standard input for -, with its"
            + " probability; nothing is trained."
      })
  private String predict;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures, or with --predict the probabilities, as JSON.")
  private Path json;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = {
        "The backend: reference (plain loops) or simd (the processor's vector units). Default: the"
            + " fastest available."
      })
  private String backend;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only the result, in one line.")
  private boolean quiet;

  @Override
  public void run() {
    if (predict != null) {
      predict();
      return;
    }
    if (model != null) {
      given(SIZES, true, "with --model, which has a size");
    }
    if (save == null) {
      given(Set.of("--keep"), true, "without --save");
    }
    training.check(model != null);
    new CommandFiles()
        .input("--data", training.data)
        .outputs("--save", save, SavedClassifier.NAMES)
        .output("--json", json);
    BackendChoice.using(backend, this::train);
  }

  /// Refuses an option that was given and has no use.
  ///
  /// @param names some options
  /// @param these whether these have no use; otherwise all others
  /// @param where what they have no use with
  private void given(Set<String> names, boolean these, String where) {
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (names.contains(option.longestName()) == these) {
        throw new InputException(option.longestName() + " has no use " + where);
      }
    }
  }

  private void predict() {
    given(PREDICTING, false, "with --predict");
    if (model == null) {
      throw new InputException("--predict needs --model, a folder that --save wrote");
    }
    CommandFiles files = new CommandFiles();
    Optional<Path> file = predict.equals("-") ? Optional.empty() : Optional.of(Path.of(predict));
    file.ifPresent(path -> files.input("--predict", path));
    files.output("--json", json);
    BackendChoice.using(
        backend,
        () -> {
          Predicted predicted = Predicted.of(new SavedClassifier(model).read(), file);
          predicted.print(spec.commandLine().getOut());
          write(predicted.toJson());
        });
  }

  private void write(String content) {
    try (Outputs outputs = new Outputs()) {
      if (json != null) {
        outputs.add(json, path -> Files.writeString(path, content, StandardCharsets.UTF_8));
      }
      outputs.commit();
    }
  }

  private void train() {
    PrintWriter out = spec.commandLine().getOut();
    ClassifyStory story = new ClassifyStory(out, quiet);
    Settings settings = training.settings(model != null);
    // Before the texts: a wrong folder is found at once.
    Optional<Bert> bert = Optional.ofNullable(model).map(folder -> new ModelFolder(folder).bert());
    Optional<BertInput> input = bert.map(net -> BertInput.read(model, net, training.length));
    LabelledTexts texts = training.read();
    LabelledTexts.Split split = texts.split(training.seed);
    story.begin(Backends.current().name(), texts, split, training.seed);
    Trained words = ClassifierTraining.words(split, training.seed);
    story.words(words);
    story.transformer(model, settings);
    Trained transformer =
        inSteps(
            spec.commandLine().getErr(),
            "transformer",
            steps(split, settings),
            step -> {
              ClassifierTraining fit = new ClassifierTraining(split, step, story::epoch);
              return bert.isEmpty()
                  ? fit.transformer(training.sizes(), settings)
                  : fit.fineTune(
                      TransformerClassifier.on(
                          new Generator(training.seed),
                          texts.classes(),
                          input.orElseThrow(),
                          bert.get()),
                      settings);
            });
    if (!transformer.isFinite()) {
      throw new InputException(
          "the training of the transformer diverged (its loss is not a number), so nothing was"
              + " written; try a smaller --lr");
    }
    Comparison comparison = new Comparison(words, transformer);
    story.result(comparison);
    save(texts, split, comparison);
    story.next(comparison, save, keep, training.data, model);
    out.flush();
  }

  private int steps(LabelledTexts.Split split, Settings settings) {
    int epochs = settings.epochs() + (model == null ? 0 : 1);
    return epochs * Math.ceilDiv(split.training().size(), settings.batchSize());
  }

  private void save(LabelledTexts texts, LabelledTexts.Split split, Comparison comparison) {
    try (Outputs outputs = new Outputs()) {
      if (json != null) {
        String figures = ClassifyFigures.json(texts, split, comparison);
        outputs.add(json, path -> Files.writeString(path, figures, StandardCharsets.UTF_8));
      }
      if (save != null) {
        new SavedClassifier(save).add(outputs, keep.of(comparison).classifier());
      }
      outputs.commit();
    }
  }
}
