package gradus.engine;

/// The activation functions of a [Tensor]. Of integers they are F32, except that of [#relu].
sealed interface TensorActivations permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// {@return max(x, 0)}
  default Tensor relu() {
    return Unary.RELU.apply(self());
  }

  /// {@return 1 / (1 + e⁻ˣ)}
  default Tensor sigmoid() {
    return Unary.SIGMOID.apply(self().floating());
  }

  /// {@return the softplus, ln(1 + eˣ), a smooth ReLU; its gradient is the sigmoid}
  default Tensor softplus() {
    return Unary.SOFTPLUS.apply(self().floating());
  }

  /// {@return x times the sigmoid of x, also called swish}
  default Tensor silu() {
    return Unary.SILU.apply(self().floating());
  }

  /// {@return x·Φ(x), where Φ is the distribution function of the normal distribution}
  default Tensor gelu() {
    return Unary.GELU.apply(self().floating());
  }

  /// {@return the approximation of [#gelu] by a hyperbolic tangent; PyTorch's `approximate="tanh"`}
  default Tensor geluTanh() {
    return Unary.GELU_TANH.apply(self().floating());
  }

  /// {@return x where x > 0, and 0.01 · x elsewhere}
  default Tensor leakyRelu() {
    return leakyRelu(0.01);
  }

  /// {@return x where x > 0, and slope · x elsewhere}
  ///
  /// @param slope the slope below 0, also that at 0
  default Tensor leakyRelu(double slope) {
    Tensor x = self().floating();
    return Tensor.where(x.gt(0), x, x.mul(slope));
  }

  /// {@return x where x > 0, and eˣ - 1 elsewhere}
  default Tensor elu() {
    return elu(1);
  }

  /// {@return x where x > 0, and alpha · (eˣ - 1) elsewhere: the exponential linear unit}
  ///
  /// @param alpha the negative of the limit for small x
  default Tensor elu(double alpha) {
    Tensor x = self().floating();
    Tensor positive = x.gt(0);
    // Where x is positive, its exponential is not needed and might be infinite.
    Tensor small = Tensor.where(positive, x.like(0), x);
    return Tensor.where(positive, x, small.expm1().mul(alpha));
  }

  /// {@return x / 6 + 1/2, limited to 0 and 1: a sigmoid of straight lines}
  default Tensor hardsigmoid() {
    return self().floating().add(3).clamp(0, 6).div(6);
  }

  /// {@return x · hardsigmoid(x)}
  default Tensor hardswish() {
    Tensor x = self().floating();
    return x.mul(x.add(3).clamp(0, 6)).div(6);
  }

  /// {@return the logarithm of the sigmoid, computed without overflow}
  default Tensor logsigmoid() {
    return self().neg().softplus().neg();
  }

  /// {@return x · tanh(softplus(x))}
  default Tensor mish() {
    Tensor x = self().floating();
    return x.mul(x.softplus().tanh());
  }
}
