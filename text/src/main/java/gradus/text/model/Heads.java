package gradus.text.model;

import gradus.engine.Tensor;

/// The heads of attention, which lie beside each other in a state.
final class Heads {
  private Heads() {}

  /// {@return (N, heads, T, size)}
  ///
  /// @param x (N, T, heads · size)
  static Tensor split(Tensor x, int heads) {
    return x.reshape(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(1, 2);
  }

  /// {@return (N, T, heads · size)}
  ///
  /// @param x (N, heads, T, size)
  static Tensor merge(Tensor x) {
    return x.transpose(1, 2).reshape(x.size(0), x.size(2), x.size(1) * x.size(3));
  }
}
