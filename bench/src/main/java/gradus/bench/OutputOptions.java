package gradus.bench;

import com.google.gson.GsonBuilder;
import gradus.cli.CommandFiles;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/// The options of all groups: the length of the run and the output files.
public final class OutputOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(names = "--quick", description = "Fewer rows and shorter rounds.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the measurements as JSON.")
  private Path json;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write the tables as Markdown.")
  private Path markdown;

  @Option(names = "--chart", paramLabel = "FILE", description = "Write a chart as PNG.")
  private Path chart;

  /// Checks that the files can be written, before anything is measured.
  ///
  /// @param key the name of the report's section in a document
  public void check(String key) {
    new CommandFiles()
        .output("--json", json)
        .output("--markdown", markdown)
        .output("--chart", chart);
    if (markdown != null) {
      try {
        new Document(markdown, key).check();
      } catch (IOException e) {
        throw InputException.of(markdown, e);
      }
    }
    if (chart != null) {
      if (!chart.toString().endsWith(".png")) {
        throw new InputException(
            String.format(Locale.ROOT, "--chart: %s must end with .png", chart));
      }
      Chart.check();
    }
  }

  /// {@return whether the run is to be a short one}
  public boolean quick() {
    return quick;
  }

  /// Returns how to measure.
  ///
  /// @param threads the number of threads of each entrant
  Rounds rounds(int threads) {
    return quick ? Rounds.quick(threads) : Rounds.full(threads);
  }

  /// Prints a report and writes the requested files.
  ///
  /// @param key the name of the report's section in a document
  /// @param report the report
  /// @param out the standard output
  public void publish(String key, Report report, PrintWriter out) {
    out.print(report.text());
    out.flush();
    try (Outputs files = new Outputs()) {
      if (json != null) {
        String text = new GsonBuilder().setPrettyPrinting().create().toJson(report.json());
        files.add(json, file -> Files.writeString(file, text + "\n"));
      }
      if (markdown != null) {
        Document document = new Document(markdown, key);
        files.add(markdown, file -> document.write(file, report.markdown()));
      }
      if (chart != null) {
        files.add(chart, file -> Files.write(file, Chart.png(report.bars())));
      }
      files.commit();
    }
  }
}
