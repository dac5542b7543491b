package gradus.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The functions of several tensors, which are static methods of [Tensor]: a selection between two,
/// several joined to one, grids and sums of products.
abstract sealed class TensorFunctions permits TensorCreation {
  /// {@return elements of `a` where the condition is not 0, and of `b` elsewhere; all three
  /// broadcast}
  ///
  /// @param condition I32, such as the result of a comparison
  /// @param a the values where the condition is not 0
  /// @param b the values elsewhere
  public static Tensor where(Tensor condition, Tensor a, Tensor b) {
    DType common = DType.promote(a.dtype(), b.dtype());
    return new Elementwise.Where().apply(condition, a.to(common), b.to(common));
  }

  /// {@return the concatenation of tensors along an axis}
  ///
  /// @param axis the axis, the only one in which their shapes may differ
  /// @param tensors at least one
  public static Tensor concat(int axis, Tensor... tensors) {
    if (tensors.length == 0) {
      throw new IllegalArgumentException("concat: needs at least one tensor");
    }
    DType common = Arrays.stream(tensors).map(Tensor::dtype).reduce(DType::promote).orElseThrow();
    Tensor[] inputs = Arrays.stream(tensors).map(t -> t.to(common)).toArray(Tensor[]::new);
    return new Placement.Concat(tensors[0].axis("concat", axis)).apply(inputs);
  }

  /// {@return the tensors stacked along a new axis}
  ///
  /// @param axis the position of the new axis in the result
  /// @param tensors at least one, all of the same shape
  public static Tensor stack(int axis, Tensor... tensors) {
    if (tensors.length == 0) {
      throw new IllegalArgumentException("stack: needs at least one tensor");
    }
    return concat(axis, Arrays.stream(tensors).map(t -> t.unsqueeze(axis)).toArray(Tensor[]::new));
  }

  /// {@return the concatenation of tensors along an axis}
  ///
  /// @param axis the axis, the only one in which their shapes may differ
  /// @param tensors at least one
  public static Tensor concat(int axis, List<Tensor> tensors) {
    return concat(axis, tensors.toArray(Tensor[]::new));
  }

  /// {@return the tensors stacked along a new axis}
  ///
  /// @param axis the position of the new axis in the result
  /// @param tensors at least one, all of the same shape
  public static Tensor stack(int axis, List<Tensor> tensors) {
    return stack(axis, tensors.toArray(Tensor[]::new));
  }

  /// {@return the coordinates of the points of a grid: a view of each vector, expanded to a shape
  /// with an axis for each vector, in their order; PyTorch's and NumPy's `indexing="ij"`}
  ///
  /// @param vectors the coordinates along each axis; vectors or scalars, at least one
  public static List<Tensor> meshgrid(Tensor... vectors) {
    int[] dims = new int[vectors.length];
    for (int i = 0; i < dims.length; i++) {
      if (vectors[i].rank() > 1) {
        throw vectors[i].rejected("meshgrid", "needs vectors");
      }
      dims[i] = vectors[i].size();
    }
    if (dims.length == 0) {
      throw new IllegalArgumentException("meshgrid: needs at least one vector");
    }
    List<Tensor> grid = new ArrayList<>(dims.length);
    for (int i = 0; i < dims.length; i++) {
      int[] line = new int[dims.length];
      Arrays.fill(line, 1);
      line[i] = dims[i];
      grid.add(vectors[i].reshape(line).expand(dims));
    }
    return List.copyOf(grid);
  }

  /// {@return the sums of products that an equation in Einstein's notation describes, such as
  /// `"ij,jk->ik"` for a matrix product, `"ii->i"` for a diagonal or `"bi,bi->b"` for inner
  /// products}
  ///
  /// Each operand has a letter for each of its axes. A letter names the same index wherever it
  /// stands; the result is summed over those that are not in it. Without an arrow, the result has
  /// the letters that occur once, in alphabetical order. Blanks are ignored. Operands are
  /// contracted from left to right. An ellipsis is not supported.
  ///
  /// @param equation the operands' letters, with commas between them, and perhaps `->` and the
  ///   result's letters, each at most once
  /// @param operands at least one; an axis of length 1 broadcasts
  /// @throws IllegalArgumentException if the equation is invalid or does not fit the operands
  public static Tensor einsum(String equation, Tensor... operands) {
    return new Einsum(equation, operands).compute();
  }
}
