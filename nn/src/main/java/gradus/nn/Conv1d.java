package gradus.nn;

import gradus.engine.ConvOptions;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Map;

/// A convolution of signals: each output channel is a weighted sum of the input channels in a
/// window that moves along the axis, plus a bias.
///
/// @param weight (out, in / groups, taps)
/// @param bias (out); null for none
/// @param options stride, padding, dilation and groups
public record Conv1d(Tensor weight, Tensor bias, ConvOptions options) implements Layer {
  /// Creates a layer with given parameters.
  ///
  /// @throws IllegalArgumentException if they do not fit each other or the options
  public Conv1d {
    Convolutions.check("Conv1d", 1, weight, bias, options);
  }

  /// Creates a layer with PyTorch's initialisation, with a bias, stride 1 and no padding.
  ///
  /// @param generator the random number generator
  /// @param in the number of input channels
  /// @param out the number of output channels
  /// @param kernelSize the size of the window
  public Conv1d(Generator generator, int in, int out, int kernelSize) {
    this(generator, in, out, kernelSize, ConvOptions.DEFAULT, true);
  }

  /// Creates a layer with PyTorch's initialisation, with a bias.
  ///
  /// @param generator the random number generator
  /// @param in the number of input channels, a multiple of the groups
  /// @param out the number of output channels, a multiple of the groups
  /// @param kernelSize the size of the window
  /// @param options stride, padding, dilation and groups
  public Conv1d(Generator generator, int in, int out, int kernelSize, ConvOptions options) {
    this(generator, in, out, kernelSize, options, true);
  }

  /// Creates a layer with PyTorch's initialisation: uniform between ±1/√fan, where fan is the
  /// number of inputs of an output, the weight first.
  ///
  /// @param generator the random number generator
  /// @param in the number of input channels, a multiple of the groups
  /// @param out the number of output channels, a multiple of the groups
  /// @param kernelSize the size of the window
  /// @param options stride, padding, dilation and groups
  /// @param bias whether there is a bias
  /// @throws IllegalArgumentException if a number is less than 1, or not such a multiple
  public Conv1d(
      Generator generator, int in, int out, int kernelSize, ConvOptions options, boolean bias) {
    this(
        Convolutions.weight("Conv1d", generator, 1, in, out, kernelSize, options),
        generator,
        options,
        bias);
  }

  private Conv1d(Tensor weight, Generator generator, ConvOptions options, boolean bias) {
    this(weight, bias ? Convolutions.bias(generator, weight, weight.size(0)) : null, options);
  }

  /// {@inheritDoc}
  ///
  /// @param x (rows, in, length), or without rows
  /// @return (rows, out, …)
  @Override
  public Tensor forward(Tensor x) {
    return x.conv1d(weight, bias, options);
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict().add("weight", weight).add("bias", bias).tensors();
  }
}
