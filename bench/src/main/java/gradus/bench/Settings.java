package gradus.bench;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// What all groups can be told.
final class Settings {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explain this command.")
  private boolean help;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "How many threads this engine and its peers use, each. Default: ${DEFAULT-VALUE}.")
  private int threads = 1;

  @Option(
      names = "--quick",
      description = "Fewer rows and shorter rounds: less than a minute without peers.")
  private boolean quick;

  @Option(
      names = "--peers",
      description = "Measure other engines, too. They are downloaded on first use, about 150 MB.")
  private boolean peers;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write what was measured, for programs.")
  private Path json;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write the tables as Markdown.")
  private Path markdown;

  @Option(
      names = "--chart",
      paramLabel = "FILE",
      description = "Draw it: a picture, as SVG or PNG by the file's ending.")
  private Path chart;

  /// Complains about what can't be done, before anything is.
  void check() {
    int most = Runtime.getRuntime().availableProcessors();
    if (threads < 1 || threads > most) {
      throw new InputException(
          "--threads must be from 1 to %d, the processors here, got %d".formatted(most, threads));
    }
    checkFile("--json", json);
    checkFile("--markdown", markdown);
    checkFile("--chart", chart);
    if (chart != null && Chart.format(chart).isEmpty()) {
      throw new InputException("--chart: %s must end with .svg or .png".formatted(chart));
    }
  }

  private static void checkFile(String option, Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    String problem = null;
    if (folder == null || Files.isDirectory(file)) {
      problem = "is a folder, not a file";
    } else if (!Files.isDirectory(folder)) {
      problem = "there is no folder " + folder;
    } else if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      problem = "permission denied";
    }
    if (problem != null) {
      throw new InputException("%s: %s %s".formatted(option, file, problem));
    }
  }

  int threads() {
    return threads;
  }

  boolean quick() {
    return quick;
  }

  /// {@return how to measure}
  Rounds rounds() {
    return quick ? Rounds.quick(threads) : Rounds.full(threads);
  }

  /// {@return the peers, opened, if they were asked for}
  Peers openPeers(Progress progress) {
    return peers ? Peers.open(threads, progress::say) : Peers.none();
  }

  /// Prints a report and writes the files that were asked for.
  void publish(Report report, PrintWriter out) {
    out.print(report.text());
    out.flush();
    write(json, new GsonBuilder().setPrettyPrinting().create().toJson(report.json()) + "\n");
    write(markdown, report.markdown());
    if (chart != null) {
      try {
        Chart.write(report.bars(), chart);
      } catch (IOException e) {
        throw new InputException("%s: %s".formatted(chart, e.getMessage()));
      }
    }
  }

  private static void write(Path file, String text) {
    if (file != null) {
      try {
        Files.writeString(file, text);
      } catch (IOException e) {
        throw new InputException("%s: %s".formatted(file, e.getMessage()));
      }
    }
  }
}
