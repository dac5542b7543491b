package gradus.engine;

import java.util.function.IntPredicate;

/// A [CustomFunction] as an operation of the computation graph.
///
/// @param function the user's function
public record Custom(CustomFunction function) implements Op {
  @Override
  public String label() {
    return function.name();
  }

  @Override
  public Arity arity() {
    return Arity.SOME;
  }

  @Override
  public Domain domain(int input) {
    return function.domain(input);
  }

  @Override
  public Tensor gradient(Node n, int input, Tensor g) {
    return function.gradient(input, n.savedInputs(), n.savedOutput(), g);
  }

  @Override
  public Tensor[] gradients(Node n, IntPredicate required, Tensor g) {
    return function.gradients(required, n.savedInputs(), n.savedOutput(), g);
  }
}
