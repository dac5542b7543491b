package gradus.engine;

import java.util.Locale;

/// The matrix product of the last two axes, (…, m, k) times (…, k, n) to (…, m, n); the axes before
/// them broadcast. A third input, which must broadcast to the product, is added to it.
public record MatMul() implements Kernel {
  @Override
  public String label() {
    return "matmul";
  }

  @Override
  public Arity arity() {
    return Arity.TWO_OR_THREE;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Shape a = inputs[0].shape();
    Shape b = inputs[1].shape();
    if (inputs[0].dtype() != inputs[1].dtype()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "types %s and %s differ", inputs[0].dtype(), inputs[1].dtype()));
    }
    if (a.rank() < 2 || b.rank() < 2) {
      throw new IllegalArgumentException("both must have at least two axes");
    }
    if (a.dim(-1) != b.dim(-2)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the first's rows have %d elements and the second's columns %d",
              a.dim(-1),
              b.dim(-2)));
    }
    Shape batch = Shape.broadcast(batch(a), batch(b));
    TensorSpec product = new TensorSpec(matrices(batch, a.dim(-2), b.dim(-1)), inputs[0].dtype());
    if (inputs.length == 3 && !Binary.broadcast(inputs[2], product).equals(product)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the addend must broadcast to the product, %s", product));
    }
    return product;
  }

  /// Returns whether the axes before the last two are those of a product.
  private static boolean hasBatch(Shape shape, Shape product) {
    boolean same = shape.rank() == product.rank();
    for (int axis = 0; same && axis < shape.rank() - 2; axis++) {
      same = shape.dim(axis) == product.dim(axis);
    }
    return same;
  }

  private static Shape batch(Shape shape) {
    int[] dims = new int[shape.rank() - 2];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = shape.dim(i);
    }
    return Shape.owning(dims);
  }

  private static Shape matrices(Shape batch, int rows, int columns) {
    int[] dims = new int[batch.rank() + 2];
    for (int i = 0; i < batch.rank(); i++) {
      dims[i] = batch.dim(i);
    }
    dims[dims.length - 2] = rows;
    dims[dims.length - 1] = columns;
    return Shape.owning(dims);
  }

  @Override
  public Layout align(int input, Layout layout, Shape output) {
    if (input == 2) {
      return layout.expand(output);
    }
    Shape shape = layout.shape();
    if (hasBatch(shape, output)) {
      return layout;
    }
    return layout.expand(matrices(batch(output), shape.dim(-2), shape.dim(-1)));
  }

  @Override
  public Tensor gradient(Node n, int input, Tensor g) {
    if (input == 2) {
      return g;
    }
    boolean turned = isTransposed(n.inputs().get(input).layout());
    return input == 0
        ? product(g, n.savedInput(1).transpose(-2, -1), turned)
        : product(n.savedInput(0).transpose(-2, -1), g, turned);
  }

  /// Computes a·b, or (bᵀ·aᵀ)ᵀ, which has the same values in the other layout: that of the operand
  /// whose gradient it is. The gradient of a transposed weight is then row-major after transposing
  /// it back, and need not be copied.
  private static Tensor product(Tensor a, Tensor b, boolean turned) {
    return turned ? b.transpose(-2, -1).matmul(a.transpose(-2, -1)).transpose(-2, -1) : a.matmul(b);
  }

  private static boolean isTransposed(Layout layout) {
    int rank = layout.shape().rank();
    return layout.stride(rank - 2) == 1 && layout.stride(rank - 1) != 1;
  }
}
