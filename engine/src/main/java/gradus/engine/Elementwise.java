package gradus.engine;

/// A kernel whose every output element depends only on the input elements at the same index, the
/// inputs having been broadcast to one shape.
public sealed interface Elementwise extends Kernel
    permits Unary, Binary, Comparison, Elementwise.Clamp, Elementwise.Where, Elementwise.Copy {
  @Override
  default Layout align(int input, Layout layout, Shape output) {
    return layout.expand(output);
  }

  /// Limits values to an interval: `min(max(x, low), high)`. The gradient passes where the value
  /// was inside or at an end.
  ///
  /// @param low the least value
  /// @param high the greatest, not less than low
  record Clamp(double low, double high) implements Elementwise {
    /// Checks the interval.
    public Clamp {
      if (!(low <= high)) {
        throw new IllegalArgumentException("clamp: [%s, %s] is no interval".formatted(low, high));
      }
    }

    @Override
    public String label() {
      return "clamp [%s, %s]".formatted(low, high);
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return inputs[0];
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      Tensor x = n.input(0);
      return Tensor.where(x.ge(low).mul(x.le(high)), g, g.like(0));
    }

    @Override
    public Domain domain(int input) {
      return Domain.REAL.except(low, high);
    }
  }

  /// Chooses elements: the second input's where the first, I32, isn't 0, and the third's elsewhere.
  record Where() implements Elementwise {
    @Override
    public String label() {
      return "where";
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      if (inputs[0].dtype() != DType.I32) {
        throw new IllegalArgumentException(
            "the condition must be i32, as comparisons give it, not " + inputs[0].dtype());
      }
      TensorSpec chosen = Binary.broadcast(inputs[1], inputs[2]);
      return new TensorSpec(Shape.broadcast(inputs[0].shape(), chosen.shape()), chosen.dtype());
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      Tensor zero = g.like(0);
      return input == 1 ? Tensor.where(n.input(0), g, zero) : Tensor.where(n.input(0), zero, g);
    }
  }

  /// Writes the elements in row-major order, converted to a type. To I32 it truncates toward zero.
  ///
  /// @param dtype the type to convert to
  record Copy(DType dtype) implements Elementwise {
    @Override
    public String label() {
      return "copy " + dtype;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return new TensorSpec(inputs[0].shape(), dtype);
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return g.to(n.inputs().get(0).dtype());
    }
  }
}
