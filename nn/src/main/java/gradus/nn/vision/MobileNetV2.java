package gradus.nn.vision;

import gradus.engine.ConvOptions;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.AdaptiveAvgPool2d;
import gradus.nn.BatchNorm;
import gradus.nn.Conv2d;
import gradus.nn.Dropout;
import gradus.nn.Flatten;
import gradus.nn.Init;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.ReLU6;
import gradus.nn.Sequential;
import gradus.nn.StateDict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A network of few operations, with the names, the order and the initial values of torchvision's:
/// blocks that expand the channels, convolve each channel by itself, and project to few channels.
///
/// M. Sandler et al.: *MobileNetV2: Inverted residuals and linear bottlenecks*, CVPR 2018.
public final class MobileNetV2 {
  /// The blocks: expansion, channels, number of blocks, stride of the first.
  private static final int[][] STAGES = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  private final Generator generator;
  private final double width;

  private MobileNetV2(Generator generator, double width) {
    if (!(width > 0 && width < 100)) {
      throw new IllegalArgumentException("MobileNetV2: the width must be above 0, not " + width);
    }
    this.generator = generator;
    this.width = width;
  }

  /// {@return the network for pictures of about 224 · 224 pixels in three colours: 3.5 million
  /// parameters for 1000 classes}
  ///
  /// @param generator the random number generator, also of the dropout in the head
  /// @param classes the number of classes
  public static VisionModel mobilenetV2(Generator generator, int classes) {
    return new MobileNetV2(generator, 1).model(3, classes, false);
  }

  /// {@return the network for pictures of about 32 · 32 pixels: the first convolution and the
  /// second stage have stride 1 instead of 2, so that 4 · 4 pixels reach the head}
  ///
  /// @param generator the random number generator, also of the dropout in the head
  /// @param width the factor of the numbers of channels, which are rounded to multiples of 8: 1 for
  ///   2.2 million parameters and 10 classes; the 1280 features at the end do not become fewer
  /// @param channels the number of channels of the pictures
  /// @param classes the number of classes
  /// @throws IllegalArgumentException if the width is not above 0
  public static VisionModel small(Generator generator, double width, int channels, int classes) {
    return new MobileNetV2(generator, width).model(channels, classes, true);
  }

  private VisionModel model(int pictureChannels, int classes, boolean small) {
    int channels = multipleOf8(32 * width);
    Layer first = convolution(pictureChannels, channels, 3, small ? 1 : 2, 1);
    Layers blocks = new Layers();
    int index = 1;
    for (int i = 0; i < STAGES.length; i++) {
      int[] stage = STAGES[i];
      int out = multipleOf8(stage[1] * width);
      for (int block = 0; block < stage[2]; block++) {
        int stride = block > 0 || small && i == 1 ? 1 : stage[3];
        blocks.add(String.valueOf(index++), inverted(channels, out, stride, stage[0]));
        channels = out;
      }
    }
    int features = multipleOf8(1280 * Math.max(1, width));
    blocks.add(String.valueOf(index), convolution(channels, features, 1, 1, 1));
    Linear last = new Linear(generator, features, classes);
    // In torchvision all features are in one Sequential, and the pooling has no name.
    VisionModel model =
        new VisionModel(
            new Layers().add("features", new Layers().add("0", first).sequential()).sequential(),
            new Layers().add("features", blocks.sequential()).sequential(),
            new Layers()
                .add("avgpool", new AdaptiveAvgPool2d(1, 1))
                .add("flatten", new Flatten())
                .add("classifier", new Sequential(new Dropout(0.2, generator), last))
                .sequential());
    Layers.initialized(model, generator);
    Init.normal(last.weight(), generator, 0, 0.01);
    Init.constant(last.bias(), 0);
    return model;
  }

  /// Rounds to the nearest multiple of 8, but not down by more than a tenth.
  private static int multipleOf8(double channels) {
    int rounded = Math.max(8, (int) (channels + 4) / 8 * 8);
    return rounded < 0.9 * channels ? rounded + 8 : rounded;
  }

  private Sequential convolution(int in, int out, int kernel, int stride, int groups) {
    ConvOptions options =
        ConvOptions.DEFAULT.withStride(stride).withPadding(kernel / 2).withGroups(groups);
    return new Sequential(
        new Conv2d(generator, in, out, kernel, options, false), new BatchNorm(out), new ReLU6());
  }

  private Layer inverted(int in, int out, int stride, int expansion) {
    int hidden = in * expansion;
    List<Layer> layers = new ArrayList<>();
    if (expansion != 1) {
      layers.add(convolution(in, hidden, 1, 1, 1));
    }
    layers.add(convolution(hidden, hidden, 3, stride, hidden));
    layers.add(new Conv2d(generator, hidden, out, 1, ConvOptions.DEFAULT, false));
    layers.add(new BatchNorm(out));
    return new InvertedResidual(new Sequential(layers), stride == 1 && in == out);
  }

  /// Convolutions to whose result their input may be added.
  private record InvertedResidual(Sequential conv, boolean added) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      Tensor y = conv.forward(x);
      return added ? x.add(y) : y;
    }

    @Override
    public Map<String, Tensor> state() {
      return new StateDict().add("conv", conv).tensors();
    }
  }
}
