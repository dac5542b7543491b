package gradus.engine;

/// A copy of a tensor on another backend.
///
/// @param from the backend that has it
/// @param to the backend that gets a copy
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
