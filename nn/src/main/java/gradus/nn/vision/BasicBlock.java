package gradus.nn.vision;

import gradus.engine.ConvOptions;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.BatchNorm;
import gradus.nn.Conv2d;
import gradus.nn.Layer;
import gradus.nn.StateDict;
import java.util.Map;

/// Two convolutions whose result is added to their input.
///
/// @param downsample what the input goes through before it is added; null if nothing
record BasicBlock(Conv2d conv1, BatchNorm bn1, Conv2d conv2, BatchNorm bn2, Layer downsample)
    implements Layer {
  /// Creates a block.
  ///
  /// @param in the number of input channels
  /// @param out the number of output channels
  /// @param stride the stride of the first convolution
  /// @param downsample what the input goes through before it is added; null if nothing
  static BasicBlock of(Generator generator, int in, int out, int stride, Layer downsample) {
    ConvOptions options = ConvOptions.DEFAULT.withPadding(1);
    return new BasicBlock(
        new Conv2d(generator, in, out, 3, options.withStride(stride), false),
        new BatchNorm(out),
        new Conv2d(generator, out, out, 3, options, false),
        new BatchNorm(out),
        downsample);
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor y = bn1.forward(conv1.forward(x)).relu();
    y = bn2.forward(conv2.forward(y));
    return y.add(downsample == null ? x : downsample.forward(x)).relu();
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict()
        .add("conv1", conv1)
        .add("bn1", bn1)
        .add("conv2", conv2)
        .add("bn2", bn2)
        .add("downsample", downsample)
        .tensors();
  }
}
