package gradus.engine;

import java.util.List;
import java.util.Locale;

/// A node of the computation graph: an operation that ran, its inputs and its output, kept because
/// a gradient may be required.
public final class Node {
  private final Op op;
  private final List<Tensor> inputs;
  private final int[] versions;
  private final int depth;
  private Tensor output;
  private int outputVersion;

  Node(Op op, Tensor... inputs) {
    this.op = op;
    this.inputs = List.of(inputs);
    this.versions = new int[inputs.length];
    int deepest = 0;
    for (int i = 0; i < inputs.length; i++) {
      versions[i] = inputs[i].buffer().version();
      deepest = Math.max(deepest, inputs[i].isLeaf() ? 0 : inputs[i].node().depth);
    }
    this.depth = deepest + 1;
  }

  /// Sets the result, once it exists.
  void complete(Tensor tensor) {
    output = tensor;
    outputVersion = tensor.buffer().version();
  }

  /// Returns the operation.
  ///
  /// @return the operation
  public Op op() {
    return op;
  }

  /// Returns the length of the longest path from this node to a leaf; every node is deeper than its
  /// inputs.
  int depth() {
    return depth;
  }

  /// Returns the inputs, for their shapes and types; their values may have been changed in place
  /// since.
  ///
  /// @return in the operation's order
  public List<Tensor> inputs() {
    return inputs;
  }

  /// Returns an input, whose values are those of the time when the operation ran.
  ///
  /// @param i the index of the input
  /// @return the input
  /// @throws IllegalStateException if it was changed in place since
  public Tensor savedInput(int i) {
    check(inputs.get(i), versions[i], "input " + i);
    return inputs.get(i);
  }

  /// Returns all inputs, each checked as by [#savedInput(int)].
  List<Tensor> savedInputs() {
    for (int i = 0; i < versions.length; i++) {
      savedInput(i);
    }
    return inputs;
  }

  /// Returns the output, whose values are those that the operation computed.
  ///
  /// @return the output
  /// @throws IllegalStateException if it was changed in place since
  public Tensor savedOutput() {
    check(output, outputVersion, "the output");
    return output;
  }

  /// Returns the output, for its shape and type; its values may have been changed in place since.
  ///
  /// @return the output
  public Tensor result() {
    return output;
  }

  private void check(Tensor tensor, int version, String which) {
    if (tensor.buffer().version() != version) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s: its gradient needs %s, %s, which was changed in place after the operation ran",
              op.label(),
              which,
              tensor.spec()));
    }
  }
}
