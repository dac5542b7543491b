package gradus.bench;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
      "The environment variable GRADUS_OPENBLAS may name another OpenBLAS than the one that is"
          + " downloaded.",
      "",
      "Takes about 3 minutes, with peers 7 to 10; --quick half a minute, with peers 2.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  gradus bench matmul --quick",
      "  gradus bench matmul --shapes 64x784x128,'TN 784x64x128' --peers",
      "  gradus bench matmul --quick --jvms 10",
      "  gradus bench matmul --peers --threads 2 --json matmul.json --chart matmul.png"
    },
    sortOptions = false)
final class MatmulCommand extends GroupCommand {
  @Option(
      names = "--shapes",
      paramLabel = "SHAPE",
      split = ",",
      description = "Only these, such as 64x784x128 or 'TN 784x64x128', with commas between.")
  private List<String> shapes = List.of();

  MatmulCommand(Progress progress) {
    super(Group.MATMUL, progress);
  }

  @Override
  String speed() {
    return "Matrix product, GFLOP/s";
  }

  @Override
  SequencedMap<String, Double> speeds(JsonObject json) {
    return MatmulGroup.speeds(json);
  }

  @Override
  List<String> own() {
    MatmulShape.parseAll(shapes);
    return shapes.isEmpty() ? List.of() : List.of("--shapes", String.join(",", shapes));
  }

  @Override
  Report measure(Rounds rounds, Peers peers, Progress progress) {
    SequencedMap<String, List<MatmulShape>> groups = new LinkedHashMap<>();
    if (!shapes.isEmpty()) {
      groups.put("as asked for", MatmulShape.parseAll(shapes));
    } else if (quick()) {
      groups.put("a selection", MatmulShape.QUICK);
    } else {
      groups.put("matrices", MatmulShape.MATRICES);
      groups.put("thin ones", MatmulShape.THIN);
    }
    MatmulGroup group = new MatmulGroup(rounds, peers, progress);
    return group.report(Machine.here(), group.measure(groups));
  }
}
