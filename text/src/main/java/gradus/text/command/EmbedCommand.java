package gradus.text.command;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import de.siegmar.fastcsv.writer.CsvWriter;
import gradus.cli.BackendChoice;
import gradus.cli.CommandFiles;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import gradus.cli.Progressing;
import gradus.engine.Tensor;
import gradus.text.data.TextFile;
import gradus.text.embed.SentenceEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Turns sentences into vectors.
@Command(
    name = "embed",
    description = {
      "Turn sentences into vectors, and say how similar they are.",
      "",
      "The similarity of two sentences is the cosine of the angle between their vectors: 1 for the"
          + " same direction, about 0 for sentences that have nothing in common.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  gradus text embed --model all-MiniLM-L6-v2 \"A man is eating.\" \"Someone has lunch.\"",
      "  gradus text embed --model all-MiniLM-L6-v2 sentences.txt --csv vectors.csv"
    })
final class EmbedCommand extends Progressing {
  private static final String STANDARD_INPUT = "-";

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Parameters(
      paramLabel = "FILE or SENTENCE",
      arity = "0..*",
      description = {
        "A file with a sentence a line, in UTF-8, or the sentences. Default, and -: the standard"
            + " input."
      })
  private List<String> arguments = List.of();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = {
        "The folder of a sentence encoder of the type BERT, as Hugging Face has it: config.json,"
            + " model.safetensors and tokenizer.json."
      })
  private Path model;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the sentences and their vectors as JSON.")
  private Path json;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write the sentences and their vectors as CSV, a row each.")
  private Path csv;

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
    Optional<Path> file = file();
    CommandFiles files = new CommandFiles();
    file.ifPresent(path -> files.input("FILE", path));
    files.output("--json", json).output("--csv", csv);
    if (arguments.size() == 1
        && file.isEmpty()
        && !arguments.getFirst().equals(STANDARD_INPUT)
        && json == null
        && csv == null) {
      throw new InputException(
          arguments.getFirst()
              + ": there is no such file, and as a sentence it has no other to be compared with");
    }
    BackendChoice.using(backend, () -> embed(file));
  }

  /// The file that a single argument names, if there is one.
  private Optional<Path> file() {
    if (arguments.size() != 1) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(arguments.getFirst())).filter(Files::exists);
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  private void embed(Optional<Path> file) {
    PrintWriter out = spec.commandLine().getOut();
    SentenceEncoder encoder = SentenceEncoder.read(model);
    List<String> sentences = sentences(file);
    int[] done = {0};
    Tensor vectors =
        inSteps(
            spec.commandLine().getErr(),
            "sentences",
            sentences.size(),
            step ->
                encoder.embed(
                    sentences,
                    count -> {
                      while (done[0]++ < count) {
                        step.run();
                      }
                      done[0] = count;
                    }));
    int cut = encoder.longer(sentences);
    if (cut > 0) {
      spec.commandLine()
          .getErr()
          .println(
              String.format(
                  Locale.ROOT,
                  "%d of %d sentences have more than %d tokens, and the rest of them was left out",
                  cut,
                  sentences.size(),
                  encoder.input().length()));
    }
    new SimilarityTable(sentences, vectors).print(out);
    write(sentences, vectors);
  }

  private List<String> sentences(Optional<Path> file) {
    boolean input = arguments.isEmpty() || file.isEmpty() && STANDARD_INPUT.equals(only());
    if (!input && file.isEmpty()) {
      List<String> sentences = arguments.stream().map(String::strip).toList();
      if (sentences.stream().anyMatch(String::isEmpty)) {
        throw new InputException("a sentence is empty");
      }
      return sentences;
    }
    String text =
        file.map(TextFile::read).orElseGet(() -> TextFile.read("standard input", System.in));
    List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (lines.isEmpty()) {
      throw new InputException(
          file.map(Path::toString).orElse("standard input") + ": there is no sentence in it");
    }
    return lines;
  }

  private String only() {
    return arguments.size() == 1 ? arguments.getFirst() : "";
  }

  private void write(List<String> sentences, Tensor vectors) {
    int width = vectors.size(1);
    float[] values = vectors.toFloats();
    try (Outputs outputs = new Outputs()) {
      if (json != null) {
        outputs.add(
            json,
            path ->
                Files.writeString(
                    path, toJson(sentences, width, values) + "\n", StandardCharsets.UTF_8));
      }
      if (csv != null) {
        outputs.add(csv, path -> writeCsv(path, sentences, width, values));
      }
      outputs.commit();
    }
  }

  private static String toJson(List<String> sentences, int width, float... values) {
    JsonArray all = new JsonArray();
    for (int i = 0; i < sentences.size(); i++) {
      JsonArray vector = new JsonArray();
      for (int j = 0; j < width; j++) {
        vector.add(values[i * width + j]);
      }
      JsonObject one = new JsonObject();
      one.addProperty("text", sentences.get(i));
      one.add("vector", vector);
      all.add(one);
    }
    return new Gson().toJson(all);
  }

  private static void writeCsv(Path file, List<String> sentences, int width, float... values)
      throws IOException {
    try (CsvWriter writer = CsvWriter.builder().build(file, StandardCharsets.UTF_8)) {
      List<String> row = new ArrayList<>(List.of("text"));
      for (int j = 0; j < width; j++) {
        row.add("x" + j);
      }
      writer.writeRecord(row);
      for (int i = 0; i < sentences.size(); i++) {
        row = new ArrayList<>(List.of(sentences.get(i)));
        for (int j = 0; j < width; j++) {
          row.add(String.valueOf(values[i * width + j]));
        }
        writer.writeRecord(row);
      }
    }
  }
}
