package gradus.testkit;

import gradus.engine.Convolve;
import gradus.engine.Domain;
import gradus.engine.MatMul;
import gradus.engine.Node;
import gradus.engine.Op;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Scan;
import gradus.engine.Softmax;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The trace of a function at a point, from its recorded operations: the side of each kink, and a
/// bound on the rounding error.
///
/// @param sides one for each input of an operation that has kinks, in the graph's order
/// @param roundoff the maximum rounding error of a value, to first order
record Trace(List<Side> sides, double roundoff) {
  /// The unit roundoff of F64: half the distance between neighbouring numbers in [1, 2).
  static final double UNIT_ROUNDOFF = 0x1p-53;

  /// The number of roundings that an element of a function such as eˣ counts as: two units in the
  /// last place.
  private static final int ROUNDINGS = 4;

  /// The side of a kink for the elements of an operation.
  ///
  /// @param kink the kink, for messages
  /// @param signs for each element -1 below, 1 above and 0 at it
  record Side(String kink, double[] signs) {
    boolean differs(Side other) {
      return !kink.equals(other.kink) || !Arrays.equals(signs, other.signs);
    }
  }

  /// Returns the trace of the operations that led to some tensors.
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

  /// Returns a kink between this point and another; empty if there is none.
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

  /// Returns the largest value; an infinity, such as a mask has, is not rounded.
  private static double largest(Tensor values) {
    double largest = 0;
    for (double value : values.toDoubles()) {
      largest = Math.max(largest, Double.isInfinite(value) ? 0 : Math.abs(value));
    }
    return largest;
  }

  /// Returns the number of terms in the sum that an element of the result is.
  private static int terms(Node node) {
    Tensor first = node.inputs().get(0);
    return switch (node.op()) {
      case MatMul _ -> first.size(-1) + 1;
      case Convolve _ -> node.inputs().get(1).size() + 1;
      case Placement.Fold _ -> first.size(-1);
      case Reduction r -> r.axes().stream().mapToInt(first::size).reduce(1, (a, b) -> a * b);
      case Softmax(int axis, _) -> first.size(axis);
      case Scan(int axis) -> 2 * first.size(axis);
      case Placement.ScatterAdd _ -> node.inputs().get(1).size() + 1;
      default -> 1;
    };
  }
}
