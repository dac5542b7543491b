package gradus.text.model;

import gradus.engine.Elementwise;
import gradus.engine.Formula;
import gradus.engine.Tensor;

/// Rotary positions: the pairs of elements (i, i + size / 2) of a query or key are turned by an
/// angle that grows with the position, so that products depend on distances. J. Su et al.:
/// *RoFormer*, 2021.
///
/// @param cos (length, 1, size / 2)
/// @param sin (length, 2, size / 2), negative for the first halves
record Rotary(Tensor cos, Tensor sin) {
  /// x · cos + y · sin
  private static final Elementwise.Fused TURN =
      new Elementwise.Fused(
          "rotate",
          4,
          Formula.of(4, in -> in.get(0).mul(in.get(2)).add(in.get(1).mul(in.get(3)))));

  static Rotary of(int size, int length, double theta) {
    int half = size / 2;
    float[] cos = new float[length * half];
    float[] sin = new float[length * size];
    for (int position = 0; position < length; position++) {
      for (int i = 0; i < half; i++) {
        double angle = position * Math.pow(theta, -2.0 * i / size);
        cos[position * half + i] = (float) Math.cos(angle);
        sin[position * size + i] = (float) -Math.sin(angle);
        sin[position * size + half + i] = (float) Math.sin(angle);
      }
    }
    return new Rotary(
        Tensor.fromArray(cos, length, 1, half), Tensor.fromArray(sin, length, 2, half));
  }

  /// {@return turned queries or keys}
  ///
  /// @param x (N, heads, T, size)
  /// @param from the position of the first
  Tensor apply(Tensor x, int from) {
    int to = from + x.size(2);
    Tensor halves = x.reshape(x.size(0), x.size(1), x.size(2), 2, x.size(3) / 2);
    Tensor c = cos.slice(0, from, to);
    Tensor s = sin.slice(0, from, to);
    return TURN.apply(halves, halves.flip(3), c, s).reshape(x.shape().dims());
  }
}
