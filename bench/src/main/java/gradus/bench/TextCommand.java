package gradus.bench;

import com.google.gson.JsonObject;
import gradus.cli.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command `gradus bench text`.
@Command(
    name = "text",
    description = {
      "Benchmark language models: their training, and their inference with a cache.",
      "",
      "Weights and tokens are random. Each part has a table, in tokens per second:",
      "  training    steps of nanoGPT's small configuration for a processor: 4 layers of width 128,"
          + " 12 texts of 64 characters, AdamW with clipped gradients",
      "  generation  one token after the other by a Llama of 100 million parameters, in bytes of"
          + " weights per second, as a share of the bandwidth of the memory",
      "  prompt      a prompt of 512 tokens up to the first token after it, by the same model, as a"
          + " share of the machine's peak",
      "  overhead    one token after the other by a Llama of 260 thousand parameters, and how much"
          + " of the time its multiplications would not take at the peak",
      "The bandwidth and the peak are measured in the same rounds.",
      "",
      "Of the peers, only PyTorch in Python takes part. ratio is the speed of this engine divided"
          + " by that of the peer to the left.",
      "",
      "Takes about a minute, with peers two; needs 1.5 GB of heap.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  gradus bench text --quick",
      "  gradus bench text --group training --peers",
      "  gradus bench text --peers --threads 2 --json text.json"
    },
    sortOptions = false)
final class TextCommand extends GroupCommand {
  private static final String ALL = "all";

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description =
          "What to measure: training, generation, prompt, overhead or all. Default:"
              + " ${DEFAULT-VALUE}.")
  private String group = ALL;

  TextCommand(Progress progress) {
    super(Group.TEXT, progress);
  }

  @Override
  String speed() {
    return "Language models, tokens per second";
  }

  @Override
  SequencedMap<String, Double> speeds(JsonObject json) {
    return TextReport.speeds(json);
  }

  @Override
  List<String> own() {
    if (!group.equals(ALL) && work().isEmpty()) {
      String parts =
          Arrays.stream(TextPart.values()).map(TextPart::key).collect(Collectors.joining(", "));
      throw new InputException("--group must be " + parts + " or all, got " + group);
    }
    return List.of("--group", group);
  }

  /// Groups have sections of their own in a document.
  @Override
  String variant() {
    return group.equals(ALL) ? "" : ", " + group;
  }

  private List<TextWork> work() {
    return TextWork.ALL.stream()
        .filter(work -> group.equals(ALL) || group.equals(work.part().key()))
        .toList();
  }

  @Override
  Report measure(Rounds rounds, Peers peers, Progress progress) {
    Rounds warmer = rounds.warmer();
    List<TextGroup.Row> rows = new TextGroup(warmer, peers, progress).measure(work());
    return new TextReport(warmer, peers, rows).report(Machine.here());
  }
}
