package gradus.engine;

/// An operation that computes: a backend has a kernel for it. Backends switch over this closed set.
public sealed interface Kernel extends Op permits Elementwise, Reduction, MatMul, Placement {
  /// The shape and type of the result.
  ///
  /// @param inputs what is known of the inputs
  /// @return what is known of the result
  /// @throws IllegalArgumentException if the inputs don't fit each other or the operation
  TensorSpec infer(TensorSpec... inputs);

  /// How an input is read: broadcast to what the kernel expects of it.
  ///
  /// @param input which input
  /// @param layout its layout
  /// @param output the output's shape
  /// @return the layout that the kernel is given
  default Layout align(int input, Layout layout, Shape output) {
    return layout;
  }
}
