package gradus.nn;

import gradus.engine.ConvOptions;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Map;

/// A convolution of volumes: each output channel is a weighted sum of the input channels in a
/// window that moves along the axes, plus a bias.
///
/// @param weight (out, in / groups, layers, rows, columns)
/// @param bias (out); null for none
/// @param options stride, padding, dilation and groups
public record Conv3d(Tensor weight, Tensor bias, ConvOptions options) implements Layer {
  /// Creates a layer with given parameters.
  ///
  /// @throws IllegalArgumentException if they do not fit each other or the options
  public Conv3d {
    Convolutions.check("Conv3d", 3, weight, bias, options);
  }

  /// Creates a layer with PyTorch's initialisation, with a bias, stride 1 and no padding.
  ///
  /// @param generator the random number generator
  /// @param in the number of input channels
  /// @param out the number of output channels
  /// @param kernelSize the size of the window, the same along all axes
  public Conv3d(Generator generator, int in, int out, int kernelSize) {
    this(generator, in, out, kernelSize, ConvOptions.DEFAULT, true);
  }

  /// Creates a layer with PyTorch's initialisation, with a bias.
  ///
  /// @param generator the random number generator
  /// @param in the number of input channels, a multiple of the groups
  /// @param out the number of output channels, a multiple of the groups
  /// @param kernelSize the size of the window, the same along all axes
  /// @param options stride, padding, dilation and groups
  public Conv3d(Generator generator, int in, int out, int kernelSize, ConvOptions options) {
    this(generator, in, out, kernelSize, options, true);
  }

  /// Creates a layer with PyTorch's initialisation: uniform between ±1/√fan, where fan is the
  /// number of inputs of an output, the weight first.
  ///
  /// @param generator the random number generator
  /// @param in the number of input channels, a multiple of the groups
  /// @param out the number of output channels, a multiple of the groups
  /// @param kernelSize the size of the window, the same along all axes
  /// @param options stride, padding, dilation and groups
  /// @param bias whether there is a bias
  /// @throws IllegalArgumentException if a number is less than 1, or not such a multiple
  public Conv3d(
      Generator generator, int in, int out, int kernelSize, ConvOptions options, boolean bias) {
    this(
        Convolutions.weight("Conv3d", generator, 3, in, out, kernelSize, options),
        generator,
        options,
        bias);
  }

  private Conv3d(Tensor weight, Generator generator, ConvOptions options, boolean bias) {
    this(weight, bias ? Convolutions.bias(generator, weight, weight.size(0)) : null, options);
  }

  /// {@inheritDoc}
  ///
  /// @param x (rows, in, depth, height, width), or without rows
  /// @return (rows, out, …, …, …)
  @Override
  public Tensor forward(Tensor x) {
    return x.conv3d(weight, bias, options);
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict().add("weight", weight).add("bias", bias).tensors();
  }
}
