package gradus.bench;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.SequencedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// The command `gradus bench elementwise`.
@Command(
    name = "elementwise",
    description = {
      "Benchmark element-wise operations, reductions, copies and an optimiser step.",
      "",
      "Memory bandwidth, not arithmetic, limits most of them. So each is compared with the STREAM"
          + " triad, a = b + 3 c, on arrays of the same size and type: 4 K elements, which in F32"
          + " fit into the L1 cache, 64 K, into the L2 cache, and 16 M, into none.",
      "  gradus   the kernel, with a preallocated output",
      "  eager    the tensor operation, which allocates its result",
      "  of triad the kernel's bandwidth as a share of the triad's; each input and the output count"
          + " once",
      "",
      "Takes about 5 minutes, with peers 7; with --quick, which measures half of the operations,"
          + " 1.5.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  gradus bench elementwise --quick",
      "  gradus bench elementwise --dtype f64 --quick",
      "  gradus bench elementwise --peers --threads 2 --markdown elementwise.md"
    },
    sortOptions = false)
final class ElementwiseCommand extends GroupCommand {
  @Mixin private DTypeOption dtype;

  ElementwiseCommand(Progress progress) {
    super(Group.ELEMENTWISE, progress);
  }

  @Override
  String speed() {
    return "Element-wise operations, GB/s";
  }

  @Override
  SequencedMap<String, Double> speeds(JsonObject json) {
    return ElementwiseGroup.speeds(json);
  }

  @Override
  List<String> own() {
    return List.of("--dtype", dtype.dtype().toString());
  }

  @Override
  String variant() {
    return dtype.variant();
  }

  @Override
  Report measure(Rounds rounds, Peers peers, Progress progress) {
    List<ElementwiseOp> ops = quick() ? ElementwiseOp.QUICK : List.of(ElementwiseOp.values());
    List<Integer> sides = quick() ? List.of(64, 4096) : List.of(64, 256, 4096);
    ElementwiseGroup group = new ElementwiseGroup(rounds, peers, dtype.dtype(), progress);
    return group.report(Machine.here(), group.measure(ops, sides));
  }
}
