package gradus.nn;

import gradus.engine.ConvOptions;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Map;

/// A transposed convolution of pictures, which makes them larger where a convolution of the same
/// options makes them smaller. It is also called deconvolution, although it is not the inverse.
///
/// @param weight (in, out / groups, rows, columns)
/// @param bias (out); null for none
/// @param options those of the convolution whose transpose this is
/// @param outputPadding the number of additional rows and columns at the end, less than the stride
///   or the dilation
public record ConvTranspose2d(Tensor weight, Tensor bias, ConvOptions options, int outputPadding)
    implements Layer {
  /// Creates a layer with given parameters.
  ///
  /// @throws IllegalArgumentException if they do not fit each other or the options
  public ConvTranspose2d {
    int out = weight.rank() < 2 ? 0 : weight.size(1) * options.groups();
    Convolutions.check("ConvTranspose2d", 2, weight, bias, options, out);
  }

  /// Creates a layer with PyTorch's initialisation, with a bias and without output padding.
  ///
  /// @param generator the random number generator
  /// @param in the number of input channels, a multiple of the groups
  /// @param out the number of output channels, a multiple of the groups
  /// @param kernelSize the size of the window, the same along both axes
  /// @param options those of the convolution whose transpose this is
  public ConvTranspose2d(
      Generator generator, int in, int out, int kernelSize, ConvOptions options) {
    this(generator, in, out, kernelSize, options, 0, true);
  }

  /// Creates a layer with PyTorch's initialisation: uniform between ±1/√fan, the weight first. As
  /// in PyTorch, fan is the product of the weight's axes after the first.
  ///
  /// @param generator the random number generator
  /// @param in the number of input channels, a multiple of the groups
  /// @param out the number of output channels, a multiple of the groups
  /// @param kernelSize the size of the window, the same along both axes
  /// @param options those of the convolution whose transpose this is
  /// @param outputPadding the number of additional rows and columns at the end
  /// @param bias whether there is a bias
  /// @throws IllegalArgumentException if a number is less than 1, or not such a multiple
  public ConvTranspose2d(
      Generator generator,
      int in,
      int out,
      int kernelSize,
      ConvOptions options,
      int outputPadding,
      boolean bias) {
    this(
        Convolutions.weight("ConvTranspose2d", generator, 2, out, in, kernelSize, options),
        generator,
        options,
        outputPadding,
        bias ? out : 0);
  }

  private ConvTranspose2d(
      Tensor weight, Generator generator, ConvOptions options, int outputPadding, int biases) {
    this(
        weight,
        biases > 0 ? Convolutions.bias(generator, weight, biases) : null,
        options,
        outputPadding);
  }

  /// {@inheritDoc}
  ///
  /// @param x (rows, in, height, width), or without rows
  /// @return (rows, out, …, …)
  @Override
  public Tensor forward(Tensor x) {
    return x.convTranspose2d(weight, bias, options, outputPadding);
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict().add("weight", weight).add("bias", bias).tensors();
  }
}
