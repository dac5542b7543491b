package gradus.nn;

import gradus.engine.Tensor;

/// A loss with its lowest point at 1, 2, …, for tests of optimisers.
final class Bowl {
  private Bowl() {}

  /// {@return a leaf that requires a gradient}
  static Tensor parameter(double... values) {
    return Tensor.of(values).requiresGrad(true);
  }

  static Tensor bowl(Tensor p) {
    return p.sub(Tensor.arange(p.size()).add(1)).square().sum();
  }

  /// Steps downhill, with gradients of some parameters.
  static void step(Optimizer optimizer, Tensor... parameters) {
    optimizer.zeroGrad();
    for (Tensor p : parameters) {
      bowl(p).backward();
    }
    optimizer.step();
  }
}
