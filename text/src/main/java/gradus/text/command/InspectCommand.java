package gradus.text.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import gradus.cli.BackendChoice;
import gradus.cli.InputException;
import gradus.cli.TensorTable;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.text.model.Llama2c;
import gradus.text.model.ModelFolder;
import gradus.text.tokenize.Tokenizer;
import gradus.text.tokenize.TokenizerFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Looks into a model.
@Command(
    name = "inspect",
    description = {
      "Look into a model: its configuration, its tensors, its tokens.",
      "",
      "Prints each tensor with its shape, the mean, standard deviation, least and greatest of its"
          + " numbers, and the first of them, as the lesson does.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  gradus text inspect writer",
      "  gradus text inspect stories260K.bin --tokenizer tok512.bin --text 'Once upon a time'"
    })
final class InspectCommand implements Runnable {
  /// How many tokens are shown without a text.
  private static final int FIRST = 16;

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Parameters(
      paramLabel = "PATH",
      description = {
        "The model: a folder with config.json and model.safetensors, of the type gpt2, llama or"
            + " bert; or a file of the program llama2.c."
      })
  private Path path;

  @Option(
      names = "--tokenizer",
      paramLabel = "PATH",
      description = "Its tokenizer. Default: that in the model's folder, if there is one.")
  private Path tokenizer;

  @Option(names = "--text", paramLabel = "TEXT", description = "Show the tokens of this text.")
  private String text;

  @Override
  public void run() {
    BackendChoice.using(null, this::inspect);
  }

  private void inspect() {
    PrintWriter out = spec.commandLine().getOut();
    boolean folder = Files.isDirectory(path);
    Layer model = folder ? new ModelFolder(path).model() : Llama2c.load(path);
    Optional<Tokenizer> tokens = tokens(folder ? path : path.toAbsolutePath().getParent());
    out.println(model.getClass().getSimpleName() + " " + ModelFolder.configuration(model));
    TensorTable.lines(model.state()).forEach(out::println);
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "%d tensors, %,d parameters",
            model.state().size(),
            model.parameters().values().stream().mapToLong(Tensor::size).sum()));
    out.println();
    if (tokens.isEmpty()) {
      out.println("No tokenizer is beside the model; --tokenizer names one.");
    } else {
      out.println(
          String.format(
              Locale.ROOT,
              "%s, %,d tokens",
              tokens.get().getClass().getSimpleName(),
              tokens.get().size()));
      show(out, tokens.get());
    }
  }

  private Optional<Tokenizer> tokens(Path beside) {
    try {
      return Optional.of(Tokenizer.load(tokenizer == null ? beside : tokenizer));
    } catch (TokenizerFileException e) {
      if (tokenizer == null && text == null) {
        return Optional.empty();
      }
      throw InputException.of(tokenizer == null ? beside : tokenizer, e);
    } catch (IOException e) {
      throw InputException.of(tokenizer == null ? beside : tokenizer, e);
    }
  }

  private void show(PrintWriter out, Tokenizer tokens) {
    int[] ids =
        text == null ? IntStream.range(0, Math.min(FIRST, tokens.size())).toArray() : ids(tokens);
    for (int id : ids) {
      out.println(
          String.format(
              Locale.ROOT,
              "%8d  %s%s",
              id,
              InputException.shown(GSON.toJson(tokens.token(id))),
              tokens.isSpecial(id) ? "  special" : ""));
    }
    if (text == null) {
      out.println(ids.length < tokens.size() ? "     ..." : "");
    } else {
      out.println();
      out.println(
          String.format(
              Locale.ROOT,
              "%d tokens: %s",
              ids.length,
              IntStream.of(ids).mapToObj(String::valueOf).collect(Collectors.joining(" "))));
    }
  }

  private int[] ids(Tokenizer tokens) {
    try {
      return tokens.encode(text);
    } catch (IllegalArgumentException e) {
      throw new InputException("--text: " + e.getMessage());
    }
  }
}
