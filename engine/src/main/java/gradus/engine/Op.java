package gradus.engine;

/// An operation on tensors. Each is declared once: its name and its gradient, written in tensor
/// operations, so that a gradient can itself be differentiated. Nothing else about an operation
/// stands anywhere but in the backends' kernels.
///
/// The set is closed, so that every backend answers for every operation before it compiles.
/// People's own operations enter by one open door, [CustomFunction].
public sealed interface Op permits Kernel, Movement, Custom, Transfer {
  /// The name, as messages and graphs show it.
  ///
  /// @return such as `add` or `sum axes [0]`
  String label();

  /// How many inputs it takes.
  ///
  /// @return the number, or the fewest and the most
  Arity arity();

  /// Runs the operation, recording it where a gradient is needed. The methods of [Tensor] say what
  /// people mean; this says which operation it is, for those who walk all of them.
  ///
  /// @param inputs as many as it takes, all on one backend
  /// @return the result
  /// @throws IllegalArgumentException if there are too many or too few, or they don't fit each
  ///   other or the operation
  default Tensor apply(Tensor... inputs) {
    return Eager.apply(this, inputs);
  }

  /// The gradient of a scalar with regard to one input, given its gradient with regard to the
  /// output (a vector-Jacobian product).
  ///
  /// Asked for only where it is needed. An input that was broadcast may be given a gradient of the
  /// broadcast shape: the engine sums it, as it sums the gradients of an input used several times.
  ///
  /// @param node the recorded inputs and output
  /// @param input which input
  /// @param upstream the gradient with regard to the output, of the output's shape
  /// @return the gradient with regard to the input
  Tensor gradient(Node node, int input, Tensor upstream);

  /// Where the operation is defined and smooth in one of its inputs.
  ///
  /// @param input which input
  /// @return [Domain#REAL] unless said otherwise
  default Domain domain(int input) {
    return Domain.REAL;
  }

  /// Whether there is no derivative where two inputs, or two elements of one, are equal: a
  /// maximum's ties.
  ///
  /// @return false unless said otherwise
  default boolean hasKinksAtTies() {
    return false;
  }
}
