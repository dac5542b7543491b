package gradus.bench;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.SequencedMap;
import picocli.CommandLine.Command;

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
      "Takes about 5 minutes, with peers 7; --quick, with half of the operations, one and a half.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  gradus bench elementwise --quick",
      "  gradus bench elementwise --peers --threads 2 --markdown elementwise.md"
    },
    sortOptions = false)
final class ElementwiseCommand extends GroupCommand {
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
    return List.of();
  }

  @Override
  Report measure(Rounds rounds, Peers peers, Progress progress) {
    List<ElementwiseOp> ops = quick() ? ElementwiseOp.QUICK : List.of(ElementwiseOp.values());
    List<Integer> sides = quick() ? List.of(64, 4096) : List.of(64, 256, 4096);
    ElementwiseGroup group = new ElementwiseGroup(rounds, peers, progress);
    return group.report(Machine.here(), group.measure(ops, sides));
  }
}
