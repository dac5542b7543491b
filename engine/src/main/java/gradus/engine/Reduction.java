package gradus.engine;

import java.util.List;
import java.util.Locale;

/// Kernels that reduce along some axes. Reduced axes stay, with length 1.
public sealed interface Reduction extends Kernel {
  /// Returns the axes along which elements are combined.
  ///
  /// @return ascending, from 0 to rank - 1
  List<Integer> axes();

  @Override
  default Arity arity() {
    return Arity.ONE;
  }

  @Override
  default TensorSpec infer(TensorSpec... inputs) {
    return new TensorSpec(reduced(inputs[0].shape(), axes()), inputs[0].dtype());
  }

  private static Shape reduced(Shape shape, List<Integer> axes) {
    shape.checkAxes(axes);
    int[] dims = shape.dims();
    for (int axis : axes) {
      dims[axis] = 1;
    }
    return Shape.owning(dims);
  }

  private static TensorSpec nonEmpty(TensorSpec input, List<Integer> axes) {
    Shape reduced = reduced(input.shape(), axes);
    for (int axis : axes) {
      if (input.shape().dim(axis) == 0) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "there are no elements along axis %d", axis));
      }
    }
    return new TensorSpec(reduced, input.dtype());
  }

  /// Divides the gradient equally among tied elements.
  private static Tensor shareAmongTies(Node n, List<Integer> axes, Tensor g) {
    Tensor tied = n.savedInput(0).eq(n.savedOutput()).to(g.dtype());
    return tied.mul(g.div(new Sum(axes).apply(tied)));
  }

  /// The sum; 0 along an empty axis.
  ///
  /// @param axes the axes to sum along
  record Sum(List<Integer> axes) implements Reduction {
    @Override
    public String label() {
      return "sum axes " + axes;
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return g.expand(n.inputs().get(0).shape().dims());
    }
  }

  /// The maximum; NaN if any element is. Ties share the gradient equally.
  ///
  /// @param axes the axes to reduce
  record Max(List<Integer> axes) implements Reduction {
    @Override
    public String label() {
      return "max axes " + axes;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return nonEmpty(inputs[0], axes);
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return shareAmongTies(n, axes, g);
    }

    @Override
    public boolean hasKinksAtTies() {
      return true;
    }
  }

  /// The minimum; NaN if any element is. Ties share the gradient equally.
  ///
  /// @param axes the axes to reduce
  record Min(List<Integer> axes) implements Reduction {
    @Override
    public String label() {
      return "min axes " + axes;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return nonEmpty(inputs[0], axes);
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return shareAmongTies(n, axes, g);
    }

    @Override
    public boolean hasKinksAtTies() {
      return true;
    }
  }

  /// The index, I32, of the first maximum along an axis, or of the first NaN. It has no gradient.
  ///
  /// @param axis the axis to reduce
  record ArgMax(int axis) implements Reduction {
    @Override
    public List<Integer> axes() {
      return List.of(axis);
    }

    @Override
    public String label() {
      return "argmax axis " + axis;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return new TensorSpec(nonEmpty(inputs[0], axes()).shape(), DType.I32);
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      throw new IllegalStateException("argmax has no gradient: its result is an integer");
    }
  }

  /// The index, I32, of the first minimum along an axis, or of the first NaN. It has no gradient.
  ///
  /// @param axis the axis to reduce
  record ArgMin(int axis) implements Reduction {
    @Override
    public List<Integer> axes() {
      return List.of(axis);
    }

    @Override
    public String label() {
      return "argmin axis " + axis;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return new TensorSpec(nonEmpty(inputs[0], axes()).shape(), DType.I32);
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      throw new IllegalStateException("argmin has no gradient: its result is an integer");
    }
  }
}
