package gradus.nn;

import gradus.engine.ConvOptions;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Arrays;
import java.util.Locale;

/// What the layers of convolution have in common: PyTorch's initialisation, and checks.
final class Convolutions {
  private Convolutions() {}

  /// Draws the weight (out, in / groups, kernel…) by He's method for a leaky ReLU of slope √5.
  static Tensor weight(
      String owner,
      Generator generator,
      int axes,
      int in,
      int out,
      int kernelSize,
      ConvOptions options) {
    Checks.positive(owner, "number of input channels", in);
    Checks.positive(owner, "number of output channels", out);
    Checks.positive(owner, "size of the kernel", kernelSize);
    int groups = options.groups();
    if (in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: the numbers of channels must be multiples of the groups, got %d and %d in %d",
              owner,
              in,
              out,
              groups));
    }
    int[] shape = new int[axes + 2];
    Arrays.fill(shape, kernelSize);
    shape[0] = out;
    shape[1] = in / groups;
    double gain = Init.Nonlinearity.leakyReLU(Math.sqrt(5));
    return Init.kaimingUniform(Tensor.zeros(shape), generator, Init.Fan.IN, gain)
        .requiresGrad(true);
  }

  /// Draws the bias between ±1/√fan.
  static Tensor bias(Generator generator, Tensor weight, int out) {
    double bound = 1 / Math.sqrt(Init.fan(weight, Init.Fan.IN));
    return Tensor.uniform(generator, -bound, bound, out).requiresGrad(true);
  }

  static void check(String owner, int axes, Tensor weight, Tensor bias, ConvOptions options) {
    check(owner, axes, weight, bias, options, weight.rank() == 0 ? 0 : weight.size(0));
  }

  /// Checks that a weight of any number of output channels fits the bias and the options.
  static void check(
      String owner, int axes, Tensor weight, Tensor bias, ConvOptions options, int out) {
    if (weight.rank() != axes + 2
        || weight.size(0) % options.groups() != 0
        || bias != null && (bias.rank() != 1 || bias.size() != out)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: needs a weight of %d axes, the first a multiple of %d, and a bias for each"
                  + " output channel, not %s and %s",
              owner,
              axes + 2,
              options.groups(),
              weight.spec(),
              bias == null ? "none" : bias.spec()));
    }
  }
}
