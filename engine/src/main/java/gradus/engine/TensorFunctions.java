package gradus.engine;

import java.util.Arrays;

/// The functions of several tensors, which are static methods of [Tensor]: a selection between two,
/// and several joined to one.
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
}
