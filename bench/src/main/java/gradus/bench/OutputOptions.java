package gradus.bench;

import com.google.gson.GsonBuilder;
import gradus.cli.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/// What all groups can be told: how long to take, and where to write.
final class OutputOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explain this command.")
  private boolean help;

  @Option(names = "--quick", description = "Fewer rows and shorter rounds.")
  private boolean quick;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write what was measured, for programs.")
  private Path json;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write the tables as Markdown.")
  private Path markdown;

  @Option(names = "--chart", paramLabel = "FILE", description = "Draw it, as a PNG picture.")
  private Path chart;

  /// Complains about files that can't be written, before anything is measured.
  ///
  /// @param key what the report is called in a text that has places for several
  void check(String key) {
    check("--json", json);
    check("--markdown", markdown);
    check("--chart", chart);
    if (markdown != null) {
      access(markdown, () -> new Document(markdown, key).check());
    }
    if (chart != null && !chart.toString().endsWith(".png")) {
      throw new InputException(String.format(Locale.ROOT, "--chart: %s must end with .png", chart));
    }
  }

  private static void check(String option, Path file) {
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
      throw new InputException(String.format(Locale.ROOT, "%s: %s: %s", option, file, problem));
    }
  }

  boolean quick() {
    return quick;
  }

  /// {@return how to measure}
  ///
  /// @param threads how many the entrants use
  Rounds rounds(int threads) {
    return quick ? Rounds.quick(threads) : Rounds.full(threads);
  }

  /// Prints a report and writes the files that were asked for.
  ///
  /// @param key what the report is called in a text that has places for several
  void publish(String key, Report report, PrintWriter out) {
    out.print(report.text());
    out.flush();
    if (json != null) {
      String text = new GsonBuilder().setPrettyPrinting().create().toJson(report.json());
      access(json, () -> Files.writeString(json, text + "\n"));
    }
    if (markdown != null) {
      access(markdown, () -> new Document(markdown, key).write(report.markdown()));
    }
    if (chart != null) {
      access(chart, () -> Chart.write(report.bars(), chart));
    }
  }

  private interface Access {
    void run() throws IOException;
  }

  private static void access(Path file, Access access) {
    try {
      access.run();
    } catch (IOException e) {
      throw new InputException(String.format(Locale.ROOT, "%s: %s", file, e.getMessage()));
    }
  }
}
