package gradus.testkit;

import gradus.engine.Domain;
import gradus.engine.MatMul;
import gradus.engine.Node;
import gradus.engine.Op;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What the recorded operations tell of a function at one point: on which side of each of its kinks
/// it is there, and how far its values may be rounded.
///
/// @param sides one an operation's input that has kinks, in the graph's order
/// @param roundoff the most by which a value may differ from the exact one, to first order
record Trace(List<Side> sides, double roundoff) {
  /// Half the distance between neighbouring numbers in [1, 2), F64.
  static final double UNIT_ROUNDOFF = 0x1p-53;

  /// How many roundings one element of a function such as eˣ is worth: two units in its last place.
  private static final int ROUNDINGS = 4;

  /// On which side of a kink an operation's elements are.
  ///
  /// @param kink which, for messages
  /// @param signs for each element -1 below, 1 above and 0 at it
  record Side(String kink, double[] signs) {
    boolean differs(Side other) {
      return !kink.equals(other.kink) || !Arrays.equals(signs, other.signs);
    }
  }

  /// Looks at the operations that led to some tensors.
  static Trace of(Tensor... results) {
    Set<Node> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Side> sides = new ArrayList<>();
    double largest = 1;
    double roundings = 0;
    for (Tensor result : results) {
      for (Node node : result.graph().nodes()) {
        if (nodes.add(node)) {
          addSides(node, sides);
          roundings += ROUNDINGS + terms(node);
          largest = Math.max(largest, largest(node.result()));
          for (Tensor input : node.inputs()) {
            largest = Math.max(largest, largest(input));
          }
        }
      }
    }
    return new Trace(sides, roundings * UNIT_ROUNDOFF * largest);
  }

  /// Which kink lies between here and another point; empty if none does.
  Optional<String> crossed(Trace other) {
    for (int i = 0; i < Math.min(sides.size(), other.sides.size()); i++) {
      if (sides.get(i).differs(other.sides.get(i))) {
        return Optional.of(sides.get(i).kink());
      }
    }
    return sides.size() == other.sides.size()
        ? Optional.empty()
        : Optional.of("a branch of the function's own");
  }

  private static void addSides(Node node, List<Side> sides) {
    Op op = node.op();
    for (int i = 0; i < node.inputs().size(); i++) {
      Tensor input = node.inputs().get(i);
      if (input.dtype().isFloating()) {
        Domain domain = op.domain(i);
        for (double kink : domain.kinks()) {
          sides.add(side(op, "at " + kink, input.sub(kink)));
        }
        for (double end : new double[] {domain.low(), domain.high()}) {
          if (Double.isFinite(end)) {
            sides.add(side(op, "at " + end, input.sub(end)));
          }
        }
      }
    }
    if (op.hasKinksAtTies()) {
      boolean pair = node.inputs().size() == 2;
      Tensor other = pair ? node.inputs().get(1) : node.result();
      sides.add(side(op, "at a tie", node.inputs().get(0).sub(other)));
    }
  }

  private static Side side(Op op, String where, Tensor distance) {
    double[] signs = Tensor.noGrad(distance::sign).toDoubles();
    return new Side(String.format(Locale.ROOT, "the kink of %s %s", op.label(), where), signs);
  }

  private static double largest(Tensor values) {
    double largest = 0;
    for (double value : values.toDoubles()) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /// Of how many terms an element of the result is the sum.
  private static int terms(Node node) {
    Tensor first = node.inputs().get(0);
    return switch (node.op()) {
      case MatMul _ -> first.size(-1) + 1;
      case Reduction r -> r.axes().stream().mapToInt(first::size).reduce(1, (a, b) -> a * b);
      case Placement.ScatterAdd _ -> node.inputs().get(1).size() + 1;
      default -> 1;
    };
  }
}
