package gradus.bench;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Measures what moves memory.
@Command(
    name = "elementwise",
    description = {
      "Measure element-wise operations, reductions, copies and the optimiser's step.",
      "",
      "Most of them are limited by memory, not by arithmetic. So each is compared with the triad,"
          + " a = b + 3 c, the usual measure of what memory can do, on arrays of the same size: 4 K"
          + " elements, which the nearest cache holds, 64 K for the next, 16 M for none.",
      "  gradus   the kernel, writing into a given output",
      "  eager    the same with tensors, which makes a new one each time",
      "  of triad the bandwidth that the kernel reaches, counting each input and the output once",
      "",
      "Takes about 4 minutes, with peers 6; --quick, with half of the operations, one.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  gradus bench elementwise --quick",
      "  gradus bench elementwise --peers --threads 2 --markdown elementwise.md"
    },
    sortOptions = false)
final class ElementwiseCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private Settings settings;

  private final Progress progress;

  ElementwiseCommand(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void run() {
    settings.check();
    Main.useThreads(settings.threads());
    ElementwiseGroup group =
        new ElementwiseGroup(
            settings.rounds(), settings.openPeers(progress), progress);
    List<ElementwiseOp> ops =
        settings.quick() ? ElementwiseOp.QUICK : List.of(ElementwiseOp.values());
    List<Integer> sides = settings.quick() ? List.of(64, 4096) : List.of(64, 256, 4096);
    List<ElementwiseGroup.Row> rows = group.measure(ops, sides);
    progress.done();
    settings.publish(group.report(Machine.here(), rows), spec.commandLine().getOut());
  }
}
