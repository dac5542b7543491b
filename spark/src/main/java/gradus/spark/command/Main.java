package gradus.spark.command;

import gradus.cli.CommandFiles;
import gradus.cli.InputException;
import gradus.cli.Outputs;
import gradus.cli.Program;
import gradus.cli.Progressing;
import gradus.cli.Version;
import gradus.spark.EpochReport;
import gradus.spark.EpochReport.WorkerTimes;
import gradus.spark.SparkModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The command `gradus spark`.
@Command(
    name = "gradus spark",
    description = {
      "Show how networks train on Apache Spark: two small ones, on data that are built in, on"
          + " executors of their own.",
      "",
      "Each executor is a worker with a copy of the network. A worker computes the gradients of its"
          + " rows; all workers add theirs up, and take the same step. The result has the same"
          + " bits for any number of workers. On data as small as these, Spark is slower than one"
          + " process; docs/SPARK.md says from where on it pays.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  gradus spark",
      "  gradus spark --master local-cluster[3,1,1024] --json spark.json",
      "  gradus spark --master local[4] --epochs 20"
    })
public final class Main extends Progressing {
  /// Quiet log settings, unless the user has others.
  private static final String LOG_SETTINGS = "gradus/spark/command/log4j2.properties";

  @Spec private CommandSpec spec;

  @Option(
      names = "--master",
      paramLabel = "URL",
      defaultValue = "local-cluster[2,1,1024]",
      description = {
        "Spark's master: local-cluster[N,C,M] starts N executors on this machine, with C cores and"
            + " M megabytes each; local[N] has N threads in one process; spark://HOST:7077 is a"
            + " cluster, whose executors need Gradus' jars. Default: ${DEFAULT-VALUE}."
      })
  private String master;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Number of workers. Default: as many as there are cores for, at most 8.")
  private int workers;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Number of passes over the rows. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the losses and the accuracies as JSON.")
  private Path json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only the results, in a line each.")
  private boolean quiet;

  private Main() {}

  /// Runs the command and ends the program with its status.
  ///
  /// @param args the command line
  public static void main(String... args) {
    if (System.getProperty("log4j2.configurationFile") == null) {
      System.setProperty("log4j2.configurationFile", LOG_SETTINGS);
    }
    Program.mainInUtf8(Main::command, args);
  }

  /// {@return a new command}
  ///
  /// @param terminal whether there is a terminal, which can show progress
  /// @param err the writer for messages and progress
  public static CommandLine command(boolean terminal, PrintWriter err) {
    CommandLine command = new CommandLine(new Main());
    Progressing.showProgress(command, terminal);
    return command;
  }

  @Override
  public void run() {
    if (epochs < 1) {
      throw new InputException("--epochs must be at least 1, not " + epochs);
    }
    if (workers < 0) {
      throw new InputException("--workers must be at least 1, not " + workers);
    }
    new CommandFiles().output("--json", json);
    PrintWriter out = spec.commandLine().getOut();
    tell(out, "Spark");
    SparkSession spark = session();
    try {
      tell(out, "  version %s, master %s", spark.version(), master);
      List<BiFunction<SparkSession, Integer, Demonstration>> all =
          List.of(Demonstration::titanic, Demonstration::digits);
      List<Trained> trained = new ArrayList<>();
      for (BiFunction<SparkSession, Integer, Demonstration> make : all) {
        trained.add(train(out, make.apply(spark, epochs)));
      }
      write(trained);
    } finally {
      spark.stop();
    }
  }

  private SparkSession session() {
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("gradus")
            .master(master)
            .config("spark.ui.enabled", false)
            .config("spark.log.structuredLogging.enabled", false)
            .config("spark.locality.wait", "0s")
            .config("spark.sql.shuffle.partitions", 4);
    if (master.startsWith("local")) {
      // Nothing leaves this machine, and executors on it have the command's own classes.
      builder
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
          .config(
              "spark.executor.extraJavaOptions",
              "-XX:+UseSerialGC -Dlog4j2.configurationFile=" + LOG_SETTINGS);
    }
    try {
      return builder.getOrCreate();
    } catch (Exception e) {
      // Among them SparkException, which is checked but not declared.
      throw new InputException("--master " + master + ": " + e.getMessage());
    }
  }

  private Trained train(PrintWriter out, Demonstration demonstration) {
    tell(out, "");
    tell(out, "%s", demonstration.name());
    tell(out, "  %s", demonstration.about());
    long start = System.nanoTime();
    SparkModel model =
        inSteps(
            spec.commandLine().getErr(),
            demonstration.name(),
            epochs,
            step ->
                fit(
                    demonstration,
                    report -> {
                      step.run();
                      tell(out, "  %s", line(report));
                    }));
    double seconds = (System.nanoTime() - start) / 1e9;
    Dataset<Row> rows = model.transform(demonstration.validation(), demonstration.output()).cache();
    long right = rows.where(demonstration.right()).count();
    Trained trained =
        new Trained(demonstration.name(), model.history(), (double) right / rows.count(), seconds);
    List<WorkerTimes> times = trained.workers();
    for (int i = 0; i < times.size(); i++) {
      tell(
          out,
          "  worker %d, %s: computed %.0f ms, exchanged and waited %.0f ms",
          i,
          times.get(i).executor(),
          times.get(i).computing(),
          times.get(i).exchanging());
    }
    print(
        out,
        "%s%s: %.2f %% of %d rows held out are right, after %d epochs with %d workers in %.1f s",
        quiet ? "" : "  ",
        trained.name(),
        100 * trained.accuracy(),
        rows.count(),
        epochs,
        times.size(),
        seconds);
    rows.unpersist();
    return trained;
  }

  private SparkModel fit(Demonstration demonstration, Consumer<EpochReport> listener) {
    try {
      return demonstration
          .trainer()
          .workers(workers)
          .validation(demonstration.validation())
          .listener(listener)
          .fit(demonstration.training());
    } catch (IllegalArgumentException e) {
      // Such as more workers than the master has cores for.
      throw new InputException(e.getMessage());
    } catch (IOException e) {
      throw new InputException("the training failed: " + e.getMessage());
    }
  }

  private String line(EpochReport report) {
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT, "epoch %2d: training loss %.4f", report.epoch(), report.loss()));
    report
        .validation()
        .ifPresent(
            figures ->
                line.append(
                    String.format(
                        Locale.ROOT,
                        ", validation loss %.4f, accuracy %.2f %%",
                        figures.loss(),
                        100 * figures.metrics().get("accuracy"))));
    return line.toString();
  }

  private void write(List<Trained> trained) {
    if (json == null) {
      return;
    }
    try (Outputs outputs = new Outputs()) {
      int count = trained.getFirst().workers().size();
      String text = Trained.toJson(count, trained);
      outputs.add(json, file -> Files.writeString(file, text, StandardCharsets.UTF_8));
      outputs.commit();
    }
  }

  private void tell(PrintWriter out, String format, Object... arguments) {
    if (!quiet) {
      print(out, format, arguments);
    }
  }

  private static void print(PrintWriter out, String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments));
    out.flush();
  }
}
