package gradus.engine;

/// The indices, I32, that sort a tensor along an axis. Equal elements keep their order, as do 0 and
/// -0, which are equal. NaN is greater than all numbers, as in PyTorch, so it is last, or first if
/// descending. It has no gradient.
///
/// @param axis the axis
/// @param descending whether the greatest is first
public record Sort(int axis, boolean descending) implements Kernel {
  @Override
  public String label() {
    return (descending ? "argsort descending axis " : "argsort axis ") + axis;
  }

  @Override
  public Arity arity() {
    return Arity.ONE;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    inputs[0].shape().checkAxis(axis);
    return new TensorSpec(inputs[0].shape(), DType.I32);
  }

  @Override
  public Tensor gradient(Node n, int input, Tensor g) {
    throw new IllegalStateException("argsort has no gradient: its result is integers");
  }
}
