package gradus.text.command;

import gradus.cli.BackendChoice;
import gradus.cli.Checks;
import gradus.cli.InputException;
import gradus.cli.Progressing;
import gradus.text.generate.Sampling;
import gradus.text.generate.TextGeneration;
import gradus.text.generate.TextModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Goes on with a text.
@Command(
    name = "generate",
    description = {
      "Go on with a text: print the prompt and what follows, as it comes.",
      "",
      "The model gives each token a probability of being next, and one is drawn. The options say"
          + " how.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  gradus text generate --model writer --prompt 'ROMEO:' --tokens 500",
      "  gradus text generate --model writer --temperature 0",
      "  gradus text generate --model stories260K.bin --tokenizer tok512.bin --prompt 'Once upon'"
    })
final class GenerateCommand extends Progressing {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--model",
      paramLabel = "PATH",
      required = true,
      description = {
        "The model: a folder by @|bold gradus text train --save|@, or another one with config.json"
            + " and model.safetensors as Hugging Face has them, of the type gpt2 or llama; or a"
            + " file of the program llama2.c."
      })
  private Path model;

  @Option(
      names = "--tokenizer",
      paramLabel = "PATH",
      description = {
        "Its tokenizer: a file such as tokenizer.json or tokenizer.bin, or the folder of one."
            + " Default: the model's folder."
      })
  private Path tokenizer;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "The beginning of the text. Default: none.")
  private String prompt = "";

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description = {
        "The greatest number of new tokens. A text that is longer than the model's context goes on"
            + " after the last half of it. Default: ${DEFAULT-VALUE}."
      })
  private int tokens = 256;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = {
        "Below 1, likely tokens become even more likely; above 1, less. At 0, the most likely one"
            + " is taken. Default: ${DEFAULT-VALUE}."
      })
  private double temperature = 0.8;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Only the K most likely tokens. Default: all.")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = {
        "Only the most likely tokens that together have the probability P. Default: 1, for all."
      })
  private double topP = 1;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description = {
        "Only tokens with at least P times the probability of the most likely one. Default: 0, for"
            + " all."
      })
  private double minP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "X",
      description = {"Above 1, tokens that the text has become less likely. Default: 1, for none."})
  private double repetitionPenalty = 1;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = {
        "Seed of the draws: the same seed gives the same text. Default: ${DEFAULT-VALUE}."
      })
  private long seed = 42;

  @Option(
      names = "--stop",
      paramLabel = "WORD",
      description = "End before this text, if it comes. Can be given several times.")
  private List<String> stops = List.of();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = {
        "The backend: reference (plain loops) or simd (the processor's vector units). Default: the"
            + " fastest available."
      })
  private String backend;

  @Override
  public void run() {
    Checks.range("--tokens", tokens, 1, 10_000_000);
    if (stops.contains("")) {
      throw new InputException("--stop must have at least one character");
    }
    Sampling sampling = sampling();
    BackendChoice.using(backend, () -> generate(sampling));
  }

  private Sampling sampling() {
    try {
      return new Sampling(temperature, topK, topP, minP, repetitionPenalty, seed);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage());
    }
  }

  private void generate(Sampling sampling) {
    TextModel text = TextModel.load(model, tokenizer);
    check(text);
    PrintWriter out = spec.commandLine().getOut();
    out.print(prompt);
    out.flush();
    TextGeneration generation = text.generate(prompt, tokens, sampling, stops);
    // Ends also where the reader has.
    while (!out.checkError() && generation.hasNext()) {
      out.print(generation.next());
    }
    if (hasTerminal()) {
      // In front of the shell's prompt.
      out.println();
    }
  }

  private void check(TextModel text) {
    int context = text.model().contextLength();
    int length;
    try {
      length = text.prompt(prompt).length;
    } catch (IllegalArgumentException e) {
      throw new InputException("--prompt: " + e.getMessage());
    }
    if (length > context) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "--prompt: it has %d tokens, and the model's context is %d",
              length,
              context));
    }
  }
}
