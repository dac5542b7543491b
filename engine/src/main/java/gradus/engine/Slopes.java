package gradus.engine;

import static gradus.engine.Term.constant;

/// The gradients of activations that consist of exponentials: the slope times the gradient of the
/// result, in as few passes over memory as possible. The passes are operations, so these gradients
/// have gradients, too.
final class Slopes {
  // The inputs are g, then the result or the input of the activation, then what depends on that.
  private static final Formula OF_TANH = Formula.binary((g, y) -> g.mul(constant(1).sub(y.mul(y))));
  private static final Formula OF_SIGMOID =
      Formula.binary((g, y) -> g.mul(y.mul(constant(1).sub(y))));
  private static final Formula OF_SILU =
      Formula.of(
          3,
          in -> {
            var s = in.get(2);
            return in.get(0).mul(s.mul(in.get(1).mul(constant(1).sub(s)).add(1)));
          });
  private static final Formula EXPONENT_OF_DENSITY = Formula.unary(x -> x.mul(x).mul(-0.5));
  private static final Formula OF_GELU =
      Formula.of(
          4,
          in -> {
            var distribution = in.get(2).add(1).mul(0.5);
            var density = in.get(3).mul(1 / Math.sqrt(2 * Math.PI));
            return in.get(0).mul(distribution.add(in.get(1).mul(density)));
          });
  private static final Formula CUBIC =
      Formula.unary(x -> x.mul(x).mul(Hyperbolics.CUBIC).add(1).mul(x).mul(Hyperbolics.STEEP));
  private static final Formula OF_GELU_TANH =
      Formula.of(
          3,
          in -> {
            var x = in.get(1);
            var s = in.get(2);
            var slope = x.mul(x).mul(3 * Hyperbolics.CUBIC).add(1).mul(Hyperbolics.STEEP);
            return in.get(0).mul(s.mul(x.mul(constant(1).sub(s)).mul(slope).add(1)));
          });

  private Slopes() {}

  private static Tensor fused(String name, Formula formula, Tensor... inputs) {
    return new Elementwise.Fused(name, inputs.length, formula).apply(inputs);
  }

  static Tensor ofTanh(Tensor y, Tensor g) {
    return fused("gradient of tanh", OF_TANH, g, y);
  }

  static Tensor ofSigmoid(Tensor y, Tensor g) {
    return fused("gradient of sigmoid", OF_SIGMOID, g, y);
  }

  static Tensor ofSilu(Tensor x, Tensor g) {
    return fused("gradient of silu", OF_SILU, g, x, x.sigmoid());
  }

  static Tensor ofGelu(Tensor x, Tensor g) {
    Tensor error = x.mul(Math.sqrt(0.5)).erf();
    Tensor exponential = fused("exponent", EXPONENT_OF_DENSITY, x).exp();
    return fused("gradient of gelu", OF_GELU, g, x, error, exponential);
  }

  static Tensor ofGeluTanh(Tensor x, Tensor g) {
    Tensor s = fused("cubic", CUBIC, x).sigmoid();
    return fused("gradient of gelu_tanh", OF_GELU_TANH, g, x, s);
  }
}
