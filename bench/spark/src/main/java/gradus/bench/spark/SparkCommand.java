package gradus.bench.spark;

import gradus.bench.Machine;
import gradus.bench.OutputOptions;
import gradus.bench.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The command `gradus bench spark`.
@Command(
    name = "spark",
    description = {
      "Benchmark training on Apache Spark: what it costs that several workers take one step"
          + " together, and from where on they pay.",
      "",
      "Everything runs on this machine: a driver, and 2 executors, JVMs of their own with one core"
          + " each, which exchange gradients over the loopback interface. A real network has less"
          + " bandwidth and more latency; a formula, the cost model, says what that means.",
      "",
      "The tables:",
      "  overhead     networks of 1 k, 100 k and 5 M parameters, 64 rows a worker and step:"
          + " milliseconds a step that are not computing, of the worker that waits least in the"
          + " step; the median over steps. 'job' is what one of Spark's jobs takes beside its"
          + " steps, of which it can have any number",
      "  two workers  an MLP 784-512-256-10 on Fashion-MNIST, batches of 8,192: one worker against"
          + " two, in turns. Two cores at most halve the time; less remains where both share"
          + " caches, memory or a processor with others",
      "  model        T(N) = computing / N + 2 (N - 1) / N x 4 P / W + L, with N workers, P"
          + " parameters, the computing of one worker, and the bandwidth W and latency L of this"
          + " machine's loopback interface, all measured here; beside it what two workers took",
      "  prediction   the same formula for 16 and 64 workers and a network of 10 Gb/s. It is no"
          + " measurement",
      "  recovery     an executor is killed in the middle of a job: how much longer the job takes,"
          + " with the steps that are repeated and the start of another executor. The model must"
          + " have the same bits",
      "  two hosts    the overhead again, between two hosts that Linux simulates by a network"
          + " namespace, connected by 1 Gb/s, beside the formula. Only root can do that, with the"
          + " programs ip and tc; all is removed at the end",
      "",
      "Takes about 8 minutes; with --quick four.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  gradus bench spark --quick",
      "  gradus bench spark --data fashion-mnist --json spark.json --chart spark.png"
    },
    sortOptions = false)
final class SparkCommand implements Runnable {
  /// So many steps take longer than starting their job.
  private static final int RECOVERY_STEPS = 2000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The folder with Fashion-MNIST's train-images-idx3-ubyte and train-labels-idx1-ubyte,"
              + " perhaps with .gz. Default: /usr/share/datasets/fashion-mnist, or random pictures"
              + " without it.")
  private Path data;

  @Mixin private OutputOptions outputs;

  private final Progress progress;

  SparkCommand(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void run() {
    outputs.check(spec.name());
    Scaling scaling = Scaling.of(outputs.quick());
    Pictures pictures = Pictures.find(data, scaling.rows());
    Optional<String> obstacle = TwoHosts.obstacle();
    SparkReport report;
    try {
      progress.say("measuring the loopback interface");
      Link link = Link.measure();
      progress.say("starting Spark");
      List<Overhead.Result> overheads;
      Scaling.Result scaled;
      Optional<Recovery.Result> recovery;
      try (SparkSession spark = LocalCluster.open(LocalCluster.master())) {
        overheads = overheads(spark, "overhead of a step");
        scaled = scaling.measure(spark, pictures, progress);
        progress.say("an executor is killed");
        recovery = Recovery.measure(spark, RECOVERY_STEPS, Recovery::executor);
      }
      List<Overhead.Result> hosts = List.of();
      if (obstacle.isEmpty()) {
        try (TwoHosts two = TwoHosts.open();
            SparkSession spark = LocalCluster.open(two.master(), two.host())) {
          hosts = overheads(spark, "two simulated hosts");
        } catch (Exception e) {
          // All else has been measured. Spark throws checked exceptions that it doesn't declare.
          obstacle = Optional.of(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
      }
      report =
          new SparkReport(
              Machine.here(),
              link,
              overheads,
              scaling,
              pictures.name(),
              scaled,
              recovery,
              hosts,
              obstacle);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    progress.done();
    outputs.publish(spec.name(), report.report(), spec.commandLine().getOut());
  }

  private List<Overhead.Result> overheads(SparkSession spark, String what) throws IOException {
    List<Overhead.Result> overheads = new ArrayList<>();
    for (Overhead.Size size : Overhead.Size.values()) {
      progress.say(String.format(Locale.ROOT, "%s, %s parameters", what, size.label()));
      overheads.add(Overhead.measure(spark, size, size.steps(outputs.quick())));
    }
    return overheads;
  }
}
