package gradus.engine;

import java.util.function.IntPredicate;

/// A linear recurrence along an axis: `yᵢ = xᵢ + fᵢ · yᵢ₋₁` and `y₀ = x₀`, where x is the first
/// input, and f, of the same shape and type, the second. Without a second input every fᵢ is 1, and
/// y is the cumulative sum. With xᵢ = -0, which adds nothing, for i > 0, y is the cumulative
/// product of x₀, f₁, f₂ and so on.
///
/// Its gradient is the same recurrence from the other end, which divides by nothing, and so is
/// exact where factors are 0.
///
/// @param axis the axis
public record Scan(int axis) implements Kernel {
  @Override
  public String label() {
    return "scan axis " + axis;
  }

  @Override
  public Arity arity() {
    return Arity.ONE_OR_TWO;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    inputs[0].shape().checkAxis(axis);
    if (inputs.length == 2 && !inputs[0].equals(inputs[1])) {
      throw new IllegalArgumentException("the factors differ in shape or type");
    }
    return inputs[0];
  }

  @Override
  public Tensor gradient(Node n, int input, Tensor g) {
    return gradients(n, i -> i == input, g)[input];
  }

  /// The gradient s of x is `sᵢ = gᵢ + fᵢ₊₁ · sᵢ₊₁`, and that of f is `sᵢ · yᵢ₋₁`.
  @Override
  public Tensor[] gradients(Node n, IntPredicate required, Tensor g) {
    Tensor reversed = g.flip(axis);
    if (n.inputs().size() == 1) {
      return new Tensor[] {apply(reversed).flip(axis)};
    }
    int last = Math.max(0, g.size(axis) - 1);
    Tensor next = moved(n.savedInput(1).flip(axis).slice(axis, 0, last), g);
    Tensor s = apply(reversed, next).flip(axis);
    if (!required.test(1)) {
      return new Tensor[] {s, null};
    }
    Tensor products =
        s.slice(axis, g.size(axis) - last, g.size(axis)).mul(n.savedOutput().slice(axis, 0, last));
    return new Tensor[] {s, moved(products, g)};
  }

  /// Moves elements one position up the axis, to the size that another tensor has.
  private Tensor moved(Tensor x, Tensor to) {
    return x.pad(axis, to.size(axis) - x.size(axis), 0, 0);
  }
}
