package gradus.bench;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Measures the matrix product.
@Command(
    name = "matmul",
    description = {
      "Measure the matrix product, the operation that networks spend their time in.",
      "",
      "A row is a shape, M x K x N: (M, K) by (K, N). TN before it says that the first operand is"
          + " stored transposed, NT the second. Columns, in 10^9 operations a second:",
      "  gradus   the kernel, writing into a given output, as BLAS does",
      "  of peak  its share of the machine's peak, measured in the same rounds",
      "  eager    Tensor.matmul, which makes a new tensor each time",
      "  ratio    how many times as fast as the peer on its left this engine is",
      "",
      "Takes about 2 minutes, with peers 8; --quick half a minute, with peers 2.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  gradus bench matmul --quick",
      "  gradus bench matmul --peers --threads 2 --json matmul.json --chart matmul.svg"
    },
    sortOptions = false)
final class MatmulCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private Settings settings;

  private final Progress progress;

  MatmulCommand(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void run() {
    settings.check();
    Main.useThreads(settings.threads());
    MatmulGroup group = new MatmulGroup(settings.rounds(), settings.openPeers(progress), progress);
    SequencedMap<String, List<MatmulShape>> shapes = new LinkedHashMap<>();
    if (settings.quick()) {
      shapes.put("a selection", MatmulShape.QUICK);
    } else {
      shapes.put("matrices", MatmulShape.MATRICES);
      shapes.put("thin, k or n under 32", MatmulShape.THIN);
    }
    List<MatmulGroup.Row> rows = group.measure(shapes);
    progress.done();
    PrintWriter out = spec.commandLine().getOut();
    settings.publish(group.report(Machine.here(), rows), out);
  }
}
