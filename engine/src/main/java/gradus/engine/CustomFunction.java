package gradus.engine;

import java.util.List;
import java.util.function.IntPredicate;

/// A user-defined operation, the extension point of the engine's closed set of operations. It
/// defines its forward computation and its gradient, both in tensor operations.
///
/// ```java
/// var swish = new CustomFunction() {
///   public String name() { return "swish"; }
///   public Tensor forward(List<Tensor> in) { return in.getFirst().mul(in.getFirst().sigmoid()); }
///   public Tensor gradient(int input, List<Tensor> in, Tensor out, Tensor g) {
///     Tensor s = in.getFirst().sigmoid();
///     return g.mul(out.add(s.mul(out.neg().add(1))));
///   }
/// };
/// Tensor y = swish.apply(x);
/// ```
public interface CustomFunction {
  /// Returns the name in messages and graphs.
  ///
  /// @return such as `swish`
  String name();

  /// Computes the result. Nothing is recorded during this call.
  ///
  /// @param inputs the inputs, as passed to [#apply]
  /// @return a new tensor, not one of the inputs
  Tensor forward(List<Tensor> inputs);

  /// Returns the gradient of a scalar with respect to one input, given its gradient with respect to
  /// the output. The result can be differentiated again if it uses only tensor operations on the
  /// arguments.
  ///
  /// @param input the index of the input
  /// @param inputs all inputs
  /// @param output the result of [#forward]
  /// @param upstream the gradient with respect to the output, of the output's shape
  /// @return the gradient, of that input's shape or of one broadcast from it
  Tensor gradient(int input, List<Tensor> inputs, Tensor output, Tensor upstream);

  /// Returns the gradients with respect to several inputs at once, for functions whose gradients
  /// have computations in common.
  ///
  /// @param required whether the gradient of an input is required
  /// @param inputs all inputs
  /// @param output the result of [#forward]
  /// @param upstream the gradient with respect to the output, of the output's shape
  /// @return a gradient as [#gradient] returns it for each input; null where none is required. By
  ///   default they are computed one by one
  default Tensor[] gradients(
      IntPredicate required, List<Tensor> inputs, Tensor output, Tensor upstream) {
    Tensor[] gradients = new Tensor[inputs.size()];
    for (int input = 0; input < gradients.length; input++) {
      gradients[input] = required.test(input) ? gradient(input, inputs, output, upstream) : null;
    }
    return gradients;
  }

  /// Returns where the function is defined and smooth in the elements of one of its inputs, so that
  /// gradient checks avoid other points.
  ///
  /// @param input the index of the input
  /// @return [Domain#REAL] by default
  default Domain domain(int input) {
    return Domain.REAL;
  }

  /// Applies the function, and records it if a gradient is required.
  ///
  /// @param inputs at least one, all on the same backend
  /// @return the result
  /// @throws IllegalArgumentException if there is no input
  default Tensor apply(Tensor... inputs) {
    return new Custom(this).apply(inputs);
  }
}
