package gradus.engine;

import java.util.List;

/// An operation of one's own: the open door into the engine's closed set. It brings its forward,
/// and its gradient by hand, both in tensor operations.
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
  /// The name, as messages and graphs show it.
  ///
  /// @return such as `swish`
  String name();

  /// The result. Nothing is recorded while it is computed.
  ///
  /// @param inputs the inputs, as they were applied
  /// @return a new tensor, not one of the inputs
  Tensor forward(List<Tensor> inputs);

  /// The gradient of a scalar with regard to one input, given the gradient with regard to the
  /// output. It is differentiable again if it uses tensor operations on its arguments alone.
  ///
  /// @param input which input
  /// @param inputs all inputs
  /// @param output what [#forward] returned
  /// @param upstream the gradient with regard to the output, of the output's shape
  /// @return the gradient, of that input's shape or one broadcast from it
  Tensor gradient(int input, List<Tensor> inputs, Tensor output, Tensor upstream);

  /// Where the function is defined and smooth in the elements of one of its inputs, so that tests
  /// of its gradient keep away from where it has none.
  ///
  /// @param input which input
  /// @return [Domain#REAL] unless said otherwise
  default Domain domain(int input) {
    return Domain.REAL;
  }

  /// Runs the function, recording it where a gradient is needed.
  ///
  /// @param inputs at least one, all on one backend
  /// @return the result
  /// @throws IllegalArgumentException if there is no input
  default Tensor apply(Tensor... inputs) {
    return Eager.apply(new Custom(this), inputs);
  }
}
