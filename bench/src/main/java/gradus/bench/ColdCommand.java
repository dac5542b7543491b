package gradus.bench;

import gradus.cli.InputException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The command `gradus bench cold`.
@Command(
    name = "cold",
    description = {
      "Benchmark cold starts: how long a fresh process takes to train a small network, and how soon"
          + " its steps are fast.",
      "",
      "A JVM loads classes, interprets, and compiles what runs often; Python loads a compiled"
          + " library. Each process trains an MLP 784-512-256-10 with AdamW in batches of 64 on"
          + " random data, from the same seed, so that all compute the same losses. Each round runs"
          + " every process once:",
      "  gradus      this engine in a fresh JVM, through the public API",
      "  plain Java  the same without vectors (-Dgradus.simd.warmup=2147483647)",
      "  1 thread    this engine on one thread, if --threads is more than 1",
      "  torch       PyTorch in Python, if a python3 has it",
      "",
      "Columns, in seconds from the start of the process:",
      "  training from   when the first step begins",
      "  at speed after  when steps have become steady: from then on, each 20 have a median of at"
          + " most 1.2 times that of the last 500",
      "  whole           the whole process with that many steps, its end included",
      "  steady ms       the median of the last 500 steps, in milliseconds",
      "  slowest ms      the slowest step after the first three",
      "  first loss      the loss of the first step",
      "  last loss       the mean of the last 100",
      "",
      "The JVMs get the options in GRADUS_JAVA_OPTS.",
      "",
      "Takes 2 minutes, with --quick one; with --beside 6 five times as long.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  gradus bench cold",
      "  gradus bench cold --quick --steps 938 --json cold.json --chart cold.png",
      "  gradus bench cold --threads 2 --beside 6",
      "  GRADUS_JAVA_OPTS=-XX:+UseSerialGC gradus bench cold --quick"
    },
    sortOptions = false)
final class ColdCommand implements Runnable {
  private static final int FEWEST = 100;
  private static final int MOST = 1_000_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "Number of steps of each process. Default: ${DEFAULT-VALUE}, three epochs of MNIST.")
  private int steps = 3 * ColdGroup.EPOCH;

  @Mixin private ThreadOption threads;
  @Mixin private BesideOption beside;
  @Mixin private OutputOptions outputs;

  private final Progress progress;

  ColdCommand(Progress progress) {
    this.progress = progress;
  }

  private String key() {
    return String.format(
        Locale.ROOT, "%s%s, threads %d", spec.name(), beside.variant(), threads.threads());
  }

  @Override
  public void run() {
    if (steps < FEWEST || steps > MOST) {
      throw new InputException(
          String.format(Locale.ROOT, "--steps must be from %d to %d, got %d", FEWEST, MOST, steps));
    }
    outputs.check(key());
    progress.say("looking for a python3 with PyTorch");
    // Nothing is warmed up: that is what is measured.
    Rounds rounds = new Rounds(outputs.quick() ? 3 : 5, 0, 0, threads.threads());
    ColdGroup group = new ColdGroup(rounds, steps, beside.beside(), Python.withTorch(), progress);
    ColdGroup.Result result = group.measure();
    progress.done();
    outputs.publish(key(), group.report(Machine.here(), result), spec.commandLine().getOut());
  }
}
