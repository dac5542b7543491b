package gradus.engine;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/// Reverse-mode differentiation: one traversal of the recorded nodes, from the result to the
/// leaves.
final class Autograd {
  /// Whether operations are recorded; true if unbound.
  private static final ScopedValue<Boolean> RECORDING = ScopedValue.newInstance();

  /// The observer of backward passes; null for none, as if unbound.
  private static final ScopedValue<BackwardObserver> OBSERVER = ScopedValue.newInstance();

  private Autograd() {}

  static boolean isRecording() {
    return !RECORDING.isBound() || RECORDING.get();
  }

  static <T> T recording(boolean recording, Supplier<T> body) {
    return ScopedValue.where(RECORDING, recording).call(body::get);
  }

  static <T> T observed(BackwardObserver observer, Supplier<T> body) {
    return ScopedValue.where(OBSERVER, observer).call(body::get);
  }

  /// Calls an observer, whose own operations are neither recorded nor observed.
  private static void tell(Runnable call) {
    ScopedValue.where(OBSERVER, null).where(RECORDING, false).run(call);
  }

  /// Computes the gradients of a scalar, or of a tensor weighted by an upstream gradient.
  ///
  /// @param upstream the gradient with respect to the root, of its shape
  /// @param recorded whether the gradients are recorded, so that they can be differentiated
  /// @param wanted the tensors whose gradients are computed; empty for all leaves
  /// @return the gradient of each wanted tensor, or of each leaf, that the root depends on
  static Map<Tensor, Tensor> gradients(
      Tensor root, Tensor upstream, boolean recorded, List<Tensor> wanted) {
    Set<Tensor> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(wanted);
    return recording(recorded, () -> walk(root, upstream, set));
  }

  private static Map<Tensor, Tensor> walk(Tensor root, Tensor upstream, Set<Tensor> wanted) {
    // Tensors are compared by identity: two with equal values have separate gradients.
    Map<Tensor, Tensor> pending = new IdentityHashMap<>();
    Map<Tensor, Tensor> found = new IdentityHashMap<>();
    Set<Tensor> leading = leading(root, wanted);
    BackwardObserver observer = OBSERVER.isBound() ? OBSERVER.get() : null;
    // Deepest first: a node is visited after all nodes that use its output.
    PriorityQueue<Tensor> queue =
        new PriorityQueue<>((a, b) -> Integer.compare(b.node().depth(), a.node().depth()));
    if (observer != null) {
      tell(() -> observer.begin(root, upstream));
    }
    pending.put(root, upstream);
    if (root.isLeaf()) {
      found.put(root, upstream);
    } else {
      queue.add(root);
    }
    while (!queue.isEmpty()) {
      Tensor output = queue.remove();
      Tensor gradient = pending.remove(output);
      if (wanted.contains(output)) {
        found.put(output, gradient);
      }
      Node node = output.node();
      if (observer != null) {
        tell(() -> observer.visit(node, gradient));
      }
      IntPredicate required =
          i -> {
            Tensor input = node.inputs().get(i);
            return input.requiresGrad() && (leading.isEmpty() || leading.contains(input));
          };
      Tensor[] gradients = node.op().gradients(node, required, gradient);
      for (int i = 0; i < gradients.length; i++) {
        Tensor input = node.inputs().get(i);
        if (required.test(i)) {
          Tensor contribution = contribution(node, i, gradients[i]);
          Map<Tensor, Tensor> sums = input.isLeaf() ? found : pending;
          Tensor before = sums.get(input);
          Tensor sum = before == null ? contribution : before.add(contribution);
          sums.put(input, sum);
          if (observer != null) {
            int index = i;
            tell(() -> observer.accumulate(node, index, contribution, sum));
          }
          if (before == null && !input.isLeaf()) {
            queue.add(input);
          }
        }
      }
    }
    return found;
  }

  /// Returns the tensors on paths from the root to the wanted ones, so that the traversal skips the
  /// others; empty if none are to be skipped.
  private static Set<Tensor> leading(Tensor root, Set<Tensor> wanted) {
    Set<Tensor> leading = Collections.newSetFromMap(new IdentityHashMap<>());
    if (!wanted.isEmpty()) {
      leading.addAll(wanted);
      for (Node node : Graph.nodes(root)) {
        if (node.inputs().stream().anyMatch(leading::contains)) {
          leading.add(node.result());
        }
      }
    }
    return leading;
  }

  /// Checks the gradient of one input, and sums it where the input was broadcast.
  private static Tensor contribution(Node node, int i, Tensor gradient) {
    Tensor input = node.inputs().get(i);
    if (gradient == null || gradient.dtype() != input.dtype()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s: the gradient of input %d is %s, the input %s",
              node.op().label(),
              i,
              gradient == null ? null : gradient.spec(),
              input.spec()));
    }
    return sumTo(gradient, input.shape(), node);
  }

  private static Tensor sumTo(Tensor gradient, Shape shape, Node node) {
    Shape from = gradient.shape();
    if (from.equals(shape)) {
      return gradient;
    }
    int added = from.rank() - shape.rank();
    int[] axes = new int[from.rank()];
    int count = 0;
    boolean fits = added >= 0;
    for (int axis = 0; fits && axis < axes.length; axis++) {
      int dim = axis < added ? 1 : shape.dim(axis - added);
      if (axis < added || dim != from.dim(axis)) {
        fits = dim == 1;
        axes[count++] = axis;
      }
    }
    if (!fits) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s: a gradient of shape %s can't be summed to the input's shape %s",
              node.op().label(),
              from,
              shape));
    }
    return gradient.sum(Arrays.copyOf(axes, count), true).reshape(shape.dims());
  }
}
