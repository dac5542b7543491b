package gradus.bench;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command `gradus bench matmul`.
@Command(
    name = "matmul",
    description = {
      "Benchmark the matrix product, which takes most of the time of a neural network.",
      "",
      "Each row is a shape, M x K x N: (M, K) times (K, N). TN means that the first operand is"
          + " stored transposed, NT the second. Columns, in GFLOP/s:",
      "  gradus   the kernel, with a preallocated output, as in BLAS",
      "  of peak  its share of the machine's peak, measured in the same rounds",
      "  eager    Tensor.matmul, which allocates its result",
      "  ratio    speed of this engine divided by that of the peer to the left",
      "",
      "Set the environment variable GRADUS_OPENBLAS to the path of an OpenBLAS library to use it"
          + " instead of the one that is downloaded.",
      "",
      "Takes about 3 minutes, with peers 7 to 10; with --quick half a minute, with peers 2.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  gradus bench matmul --quick",
      "  gradus bench matmul --shapes 64x784x128,'TN 784x64x128' --peers",
      "  gradus bench matmul --dtype f64 --peers",
      "  gradus bench matmul --quick --jvms 10",
      "  gradus bench matmul --peers --threads 2 --json matmul.json --chart matmul.png"
    },
    sortOptions = false)
final class MatmulCommand extends GroupCommand {
  @Option(
      names = "--shapes",
      paramLabel = "SHAPE",
      split = ",",
      description =
          "Only these shapes, separated by commas, such as 64x784x128 or 'TN 784x64x128'.")
  private List<String> shapes = List.of();

  @Mixin private DTypeOption dtype;

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
    List<String> own = new ArrayList<>(List.of("--dtype", dtype.dtype().toString()));
    if (!shapes.isEmpty()) {
      own.addAll(List.of("--shapes", String.join(",", shapes)));
    }
    return own;
  }

  @Override
  String variant() {
    return dtype.variant();
  }

  @Override
  Report measure(Rounds rounds, Peers peers, Progress progress) {
    SequencedMap<String, List<MatmulShape>> groups = new LinkedHashMap<>();
    if (!shapes.isEmpty()) {
      groups.put("requested", MatmulShape.parseAll(shapes));
    } else if (quick()) {
      groups.put("a selection", MatmulShape.QUICK);
    } else {
      groups.put("matrices", MatmulShape.MATRICES);
      groups.put("thin ones", MatmulShape.THIN);
    }
    MatmulGroup group = new MatmulGroup(rounds, peers, dtype.dtype(), progress);
    return group.report(Machine.here(), group.measure(groups));
  }
}
