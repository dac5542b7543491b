package gradus.text.model;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import gradus.nn.Embedding;
import gradus.nn.LayerNorm;
import gradus.nn.Linear;
import gradus.nn.RMSNorm;

/// What the parameters of a new model are made from.
///
/// @param source gives tensors
/// @param std the standard deviation of weights
record Parameters(Source source, double std) {
  /// Gives tensors.
  @FunctionalInterface
  interface Source {
    /// {@return a tensor}
    ///
    /// @param mean the mean of its elements
    /// @param std their standard deviation; 0 if they are all the same
    /// @param shape its shape
    Tensor tensor(double mean, double std, int... shape);
  }

  /// {@return random parameters, with a standard deviation of 0.02}
  ///
  /// @param generator the random number generator
  static Parameters random(Generator generator) {
    Source source =
        (mean, std, shape) ->
            std == 0 ? Tensor.full(mean, shape) : Tensor.normal(generator, mean, std, shape);
    return new Parameters(source, 0.02);
  }

  /// {@return zeros, for the values of a file}
  static Parameters zeros() {
    return new Parameters((_, _, shape) -> Tensor.zeros(shape), 0);
  }

  /// {@return shapes only: all elements of a tensor are one in memory}
  static Parameters shapes() {
    Tensor zero = Tensor.zeros(DType.F32, Shape.SCALAR);
    return new Parameters((_, _, shape) -> zero.expand(shape), 0);
  }

  /// {@return the same with another standard deviation}
  ///
  /// @param factor what it is multiplied by
  Parameters scaled(double factor) {
    return new Parameters(source, std * factor);
  }

  private Tensor weight(int... shape) {
    return source.tensor(0, std, shape).requiresGrad(true);
  }

  private Tensor constant(double value, int... shape) {
    return source.tensor(value, 0, shape).requiresGrad(true);
  }

  Embedding embedding(int count, int width) {
    return new Embedding(weight(count, width), null);
  }

  Linear linear(int in, int out, boolean bias) {
    return new Linear(weight(out, in), bias ? constant(0, out) : null);
  }

  Conv1D conv1d(int in, int out, boolean bias) {
    return new Conv1D(weight(in, out), bias ? constant(0, out) : null);
  }

  LayerNorm layerNorm(int width, double eps, boolean bias) {
    return new LayerNorm(
        constant(1, width), bias ? constant(0, width) : null, Shape.of(width), eps);
  }

  RMSNorm rmsNorm(int width, double eps) {
    return new RMSNorm(constant(1, width), Shape.of(width), eps);
  }
}
