package gradus.engine;

/// The softmax, eˣ over the sum of eˣ along an axis, or its logarithm, computed without overflow.
///
/// @param axis the axis along which the softmax adds to 1
/// @param log whether the result is the logarithm
public record Softmax(int axis, boolean log) implements Kernel {
  @Override
  public String label() {
    return (log ? "logSoftmax axis " : "softmax axis ") + axis;
  }

  @Override
  public Arity arity() {
    return Arity.ONE;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    inputs[0].shape().checkAxis(axis);
    return inputs[0].floating();
  }

  @Override
  public Tensor gradient(Node n, int input, Tensor g) {
    Tensor y = n.savedOutput();
    return log ? g.sub(y.exp().mul(g.sum(axis, true))) : y.mul(g.sub(g.mul(y).sum(axis, true)));
  }
}
