package gradus.engine;

/// A [CustomFunction] as an operation of the graph.
///
/// @param function the user's function
public record Custom(CustomFunction function) implements Op {
  @Override
  public String label() {
    return function.name();
  }

  @Override
  public Tensor gradient(Node n, int input, Tensor g) {
    return function.gradient(input, n.values(), n.output(), g);
  }
}
