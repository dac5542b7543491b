package gradus.engine;

/// Observes backward passes, to show, log or check the gradients on their way through the graph:
/// see [Gradients#observe].
///
/// For each pass, [#begin] is called once. Then, for each node that the pass visits, [#visit] is
/// called, followed by [#accumulate] for each input that gets a gradient, in the order of the
/// inputs. A node is visited after all nodes that use its output.
///
/// ```java
/// BackwardObserver printer =
///     new BackwardObserver() {
///       @Override
///       public void visit(Node node, Tensor upstream) {
///         System.out.println(node.op().label() + ": " + upstream);
///       }
///     };
/// Gradients.observe(printer, () -> loss.backward());
/// ```
///
/// The methods run on the thread of the pass. Operations in them are not recorded, and backward
/// passes in them are not observed. The tensors are those that the pass computes with, and may
/// share memory with each other: they must not be changed in place. An exception ends the pass and
/// is thrown from the call that started it; no leaf's gradient has changed then.
public interface BackwardObserver {
  /// Called when a pass begins. Does nothing by default.
  ///
  /// @param root the tensor whose gradients are computed
  /// @param gradient the gradient that the pass begins with: 1 for a loss, else the weights
  default void begin(Tensor root, Tensor gradient) {}

  /// Called when a node is visited, before the gradients of its inputs are computed. Does nothing
  /// by default.
  ///
  /// @param node the node
  /// @param upstream the gradient with respect to the node's output, the sum over all its uses
  default void visit(Node node, Tensor upstream) {}

  /// Called when an input of the visited node gets a gradient. Inputs that require none, or that do
  /// not lead to a tensor whose gradient is wanted, are left out. Does nothing by default.
  ///
  /// @param node the node
  /// @param input the index of the input
  /// @param contribution the gradient through this use of the input, of the input's shape; summed
  ///   where the input was broadcast
  /// @param sum the gradient of the input so far in this pass, this contribution included; the same
  ///   tensor as the contribution if it is the first
  default void accumulate(Node node, int input, Tensor contribution, Tensor sum) {}
}
