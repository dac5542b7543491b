package gradus.engine;

/// An operation that computes; each backend has a kernel for it. Backends switch over this closed
/// set.
public sealed interface Kernel extends Op
    permits Elementwise, Reduction, Softmax, Scan, Sort, MatMul, Convolve, ArgMaxPool, Placement {
  /// Infers the shape and type of the result.
  ///
  /// @param inputs the shapes and types of the inputs
  /// @return the shape and type of the result
  /// @throws IllegalArgumentException if the inputs do not fit each other or the operation
  TensorSpec infer(TensorSpec... inputs);

  /// Broadcasts an input to the shape that the kernel expects.
  ///
  /// @param input the index of the input
  /// @param layout its layout
  /// @param output the output's shape
  /// @return the layout that the kernel receives
  default Layout align(int input, Layout layout, Shape output) {
    return layout;
  }
}
