package gradus.engine;

/// A copy of a tensor on another backend.
///
/// @param from the backend of the tensor
/// @param to the backend of the copy
public record Transfer(Backend from, Backend to) implements Op {
  @Override
  public String label() {
    return "to " + to.name();
  }

  @Override
  public Arity arity() {
    return Arity.ONE;
  }

  @Override
  public Tensor gradient(Node n, int input, Tensor g) {
    return g.to(from);
  }
}
