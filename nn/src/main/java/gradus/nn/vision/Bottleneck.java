package gradus.nn.vision;

import gradus.engine.ConvOptions;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.BatchNorm;
import gradus.nn.Conv2d;
import gradus.nn.Layer;
import gradus.nn.StateDict;
import java.util.Map;

/// Three convolutions, to few channels, of these, and to four times as many, whose result is added
/// to their input. The stride is that of the second, as in torchvision.
///
/// @param downsample what the input goes through before it is added; null if nothing
record Bottleneck(
    Conv2d conv1,
    BatchNorm bn1,
    Conv2d conv2,
    BatchNorm bn2,
    Conv2d conv3,
    BatchNorm bn3,
    Layer downsample)
    implements Layer {
  /// The output channels of a block for each channel in it.
  static final int EXPANSION = 4;

  /// Creates a block.
  ///
  /// @param in the number of input channels
  /// @param planes the number of channels in the block
  /// @param stride the stride of the second convolution
  /// @param downsample what the input goes through before it is added; null if nothing
  static Bottleneck of(Generator generator, int in, int planes, int stride, Layer downsample) {
    ConvOptions wide = ConvOptions.DEFAULT.withPadding(1).withStride(stride);
    int out = planes * EXPANSION;
    return new Bottleneck(
        new Conv2d(generator, in, planes, 1, ConvOptions.DEFAULT, false),
        new BatchNorm(planes),
        new Conv2d(generator, planes, planes, 3, wide, false),
        new BatchNorm(planes),
        new Conv2d(generator, planes, out, 1, ConvOptions.DEFAULT, false),
        new BatchNorm(out),
        downsample);
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor y = bn1.forward(conv1.forward(x)).relu();
    y = bn2.forward(conv2.forward(y)).relu();
    y = bn3.forward(conv3.forward(y));
    return y.add(downsample == null ? x : downsample.forward(x)).relu();
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict()
        .add("conv1", conv1)
        .add("bn1", bn1)
        .add("conv2", conv2)
        .add("bn2", bn2)
        .add("conv3", conv3)
        .add("bn3", bn3)
        .add("downsample", downsample)
        .tensors();
  }
}
