package gradus.text.model;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import gradus.nn.LayerNorm;
import gradus.nn.Linear;

/// New parameters.
///
/// @param generator the random number generator; null for zeros, which a file's values will replace
/// @param std the standard deviation of weights
record Parameters(Generator generator, double std) {
  /// {@return normal numbers}
  ///
  /// @param shape the shape
  Tensor normal(int... shape) {
    Tensor tensor =
        generator == null ? Tensor.zeros(shape) : Tensor.normal(generator, 0, std, shape);
    return tensor.requiresGrad(true);
  }

  /// {@return the same with another standard deviation}
  Parameters scaled(double factor) {
    return new Parameters(generator, std * factor);
  }

  static Tensor zeros(int... shape) {
    return Tensor.zeros(shape).requiresGrad(true);
  }

  static Tensor ones(int... shape) {
    return Tensor.full(DType.F32, 1, Shape.of(shape)).requiresGrad(true);
  }

  Embedding embedding(int count, int width) {
    return new Embedding(normal(count, width));
  }

  Linear linear(int in, int out, boolean bias) {
    return new Linear(normal(out, in), bias ? zeros(out) : null);
  }

  Conv1D conv1d(int in, int out, boolean bias) {
    return new Conv1D(normal(in, out), bias ? zeros(out) : null);
  }

  LayerNorm layerNorm(int width, double eps, boolean bias) {
    return new LayerNorm(ones(width), bias ? zeros(width) : null, Shape.of(width), eps);
  }
}
