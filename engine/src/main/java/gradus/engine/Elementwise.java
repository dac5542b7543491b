package gradus.engine;

import java.util.Locale;

/// A kernel in which each output element depends only on the input elements at the same index,
/// after broadcasting the inputs to one shape.
public sealed interface Elementwise extends Kernel
    permits Unary,
        Binary,
        Comparison,
        Elementwise.Clamp,
        Elementwise.Where,
        Elementwise.Copy,
        Elementwise.Combine,
        Elementwise.AddProduct,
        Elementwise.AddOverRoot {
  @Override
  default Layout align(int input, Layout layout, Shape output) {
    return layout.expand(output);
  }

  /// Clamps values to an interval: `min(max(x, low), high)`. The gradient is 1 for values inside or
  /// at an end, and 0 elsewhere.
  ///
  /// @param low the lower bound
  /// @param high the upper bound, not less than low
  record Clamp(double low, double high) implements Elementwise {
    /// Checks the interval.
    public Clamp {
      if (!(low <= high)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "clamp: [%s, %s] is not an interval", low, high));
      }
    }

    @Override
    public String label() {
      return String.format(Locale.ROOT, "clamp [%s, %s]", low, high);
    }

    @Override
    public Arity arity() {
      return Arity.ONE;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      // An infinite bound is no bound, for integers too.
      TensorSpec x = Double.isInfinite(low) ? inputs[0] : inputs[0].holding(low);
      return Double.isInfinite(high) ? x : x.holding(high);
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return Tensor.where(n.savedOutput().eq(n.savedInput(0)), g, g.like(0));
    }

    @Override
    public Domain domain(int input) {
      return Domain.REAL.except(low, high);
    }
  }

  /// Selects elements: those of the second input where the first, I32, is not 0, and those of the
  /// third elsewhere.
  record Where() implements Elementwise {
    @Override
    public String label() {
      return "where";
    }

    @Override
    public Arity arity() {
      return Arity.THREE;
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
      return input == 1
          ? Tensor.where(n.savedInput(0), g, zero)
          : Tensor.where(n.savedInput(0), zero, g);
    }
  }

  /// α·a + β·b, rounded once where the machine has a fused multiply-add: a gradient-descent step,
  /// or a running mean.
  ///
  /// @param alpha the factor of the first input
  /// @param beta the factor of the second input
  record Combine(double alpha, double beta) implements Elementwise {
    @Override
    public String label() {
      return String.format(Locale.ROOT, "combine %s %s", alpha, beta);
    }

    @Override
    public Arity arity() {
      return Arity.TWO;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return Binary.broadcast(inputs[0], inputs[1]).floating();
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return g.mul(input == 0 ? alpha : beta);
    }
  }

  /// α·a + β·b·c; if b and c are the same gradient, a running mean of its squares.
  ///
  /// @param alpha the factor of the first input
  /// @param beta the factor of the product
  record AddProduct(double alpha, double beta) implements Elementwise {
    @Override
    public String label() {
      return String.format(Locale.ROOT, "addProduct %s %s", alpha, beta);
    }

    @Override
    public Arity arity() {
      return Arity.THREE;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      TensorSpec product = Binary.broadcast(inputs[1], inputs[2]);
      return Binary.broadcast(inputs[0], product).floating();
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return input == 0 ? g.mul(alpha) : g.mul(n.savedInput(3 - input)).mul(beta);
    }
  }

  /// a + β·b / (√c + ε): the step of Adam, divided by the root of a mean square.
  ///
  /// @param beta the factor of the quotient
  /// @param eps the term added to the root
  record AddOverRoot(double beta, double eps) implements Elementwise {
    @Override
    public String label() {
      return String.format(Locale.ROOT, "addOverRoot %s %s", beta, eps);
    }

    @Override
    public Arity arity() {
      return Arity.THREE;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      TensorSpec quotient = Binary.broadcast(inputs[1], inputs[2]);
      return Binary.broadcast(inputs[0], quotient).floating();
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      if (input == 0) {
        return g;
      }
      Tensor root = n.savedInput(2).sqrt();
      Tensor divisor = root.add(eps);
      Tensor toB = g.mul(beta).div(divisor);
      // d(1/(√c + ε)) = -1/(√c + ε)² · 1/(2√c)
      return input == 1 ? toB : toB.mul(n.savedInput(1)).div(divisor.mul(root)).mul(-0.5);
    }

    @Override
    public Domain domain(int input) {
      return input == 2 ? Domain.POSITIVE : Domain.REAL;
    }
  }

  /// Copies the elements in row-major order, converted to a type. Conversion to I32 truncates
  /// toward zero.
  ///
  /// @param dtype the type to convert to
  record Copy(DType dtype) implements Elementwise {
    @Override
    public String label() {
      return "copy " + dtype;
    }

    @Override
    public Arity arity() {
      return Arity.ONE;
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
