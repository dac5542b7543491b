package gradus.engine;

import java.util.function.IntPredicate;

/// An operation on tensors. Each is declared once, with its name and its gradient, which is written
/// in tensor operations, so that it can be differentiated again. The only other code for an
/// operation is in the backends' kernels.
///
/// The set of operations is closed, so that the compiler checks that every backend implements all
/// of them. Users extend it with [CustomFunction].
public sealed interface Op permits Kernel, Movement, Custom, Transfer {
  /// Returns the name in messages and graphs.
  ///
  /// @return such as `add` or `sum axes [0]`
  String label();

  /// Returns the number of inputs.
  ///
  /// @return the number, or the minimum and the maximum
  Arity arity();

  /// Applies the operation, and records it if a gradient is required. Programs usually call the
  /// methods of [Tensor]; this method is for code that handles all operations alike.
  ///
  /// @param inputs as many as the operation takes, all on the same backend
  /// @return the result
  /// @throws IllegalArgumentException if the number of inputs is wrong, or they do not fit each
  ///   other or the operation
  default Tensor apply(Tensor... inputs) {
    return Eager.apply(this, inputs);
  }

  /// Returns the gradient of a scalar with respect to one input, given its gradient with respect to
  /// the output (a vector-Jacobian product).
  ///
  /// It is only called if the gradient is required. For an input that was broadcast it may return a
  /// gradient of the broadcast shape: the engine sums it, as it sums the gradients of an input that
  /// is used several times.
  ///
  /// @param node the recorded inputs and output
  /// @param input the index of the input
  /// @param upstream the gradient with respect to the output, of the output's shape
  /// @return the gradient with respect to the input
  Tensor gradient(Node node, int input, Tensor upstream);

  /// Returns the gradients of several inputs at once, as [#gradient] does one by one.
  ///
  /// @param node the recorded inputs and output
  /// @param required whether the gradient of an input is required
  /// @param upstream the gradient with respect to the output, of the output's shape
  /// @return one gradient per input; null where none is required
  default Tensor[] gradients(Node node, IntPredicate required, Tensor upstream) {
    Tensor[] gradients = new Tensor[node.inputs().size()];
    for (int input = 0; input < gradients.length; input++) {
      gradients[input] = required.test(input) ? gradient(node, input, upstream) : null;
    }
    return gradients;
  }

  /// Returns where the operation is defined and smooth in one of its inputs.
  ///
  /// @param input the index of the input
  /// @return [Domain#REAL] by default
  default Domain domain(int input) {
    return Domain.REAL;
  }

  /// Returns whether there is no derivative at ties, where two inputs, or two elements of one, are
  /// equal.
  ///
  /// @return false by default
  default boolean hasKinksAtTies() {
    return false;
  }
}
