package gradus.engine;

/// An operation that computes: a backend has a kernel for it. Backends switch over this closed set.
public sealed interface Kernel extends Op
    permits Elementwise, Reduction, MatMul, Placement {
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
