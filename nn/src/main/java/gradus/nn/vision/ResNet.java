package gradus.nn.vision;

import gradus.engine.ConvOptions;
import gradus.engine.Generator;
import gradus.engine.PoolOptions;
import gradus.nn.AdaptiveAvgPool2d;
import gradus.nn.BatchNorm;
import gradus.nn.Conv2d;
import gradus.nn.Flatten;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.MaxPool2d;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/// Residual networks for pictures of about 224 · 224 pixels in three colours, with the names, the
/// order and the initial values of torchvision's.
///
/// K. He et al.: *Deep residual learning for image recognition*, CVPR 2016. For pictures of 32 · 32
/// pixels see [CifarResNet].
public final class ResNet {
  private final Generator generator;
  private final boolean bottleneck;
  private int channels = 64;

  private ResNet(Generator generator, boolean bottleneck) {
    this.generator = generator;
    this.bottleneck = bottleneck;
  }

  /// {@return a network of 18 layers with parameters: 11.7 million for 1000 classes}
  ///
  /// @param generator the random number generator
  /// @param classes the number of classes
  public static VisionModel resnet18(Generator generator, int classes) {
    return new ResNet(generator, false).model(classes, 2, 2, 2, 2);
  }

  /// {@return a network of 34 layers with parameters: 21.8 million for 1000 classes}
  ///
  /// @param generator the random number generator
  /// @param classes the number of classes
  public static VisionModel resnet34(Generator generator, int classes) {
    return new ResNet(generator, false).model(classes, 3, 4, 6, 3);
  }

  /// {@return a network of 50 layers with parameters, in blocks of three: 25.6 million for 1000
  /// classes}
  ///
  /// @param generator the random number generator
  /// @param classes the number of classes
  public static VisionModel resnet50(Generator generator, int classes) {
    return new ResNet(generator, true).model(classes, 3, 4, 6, 3);
  }

  /// The order is that in which torchvision draws.
  private VisionModel model(int classes, int... blocks) {
    ConvOptions wide = ConvOptions.DEFAULT.withStride(2).withPadding(3);
    Sequential stem =
        new Layers()
            .add("conv1", new Conv2d(generator, 3, channels, 7, wide, false))
            .add("bn1", new BatchNorm(channels))
            .add("relu", new ReLU())
            .add("maxpool", new MaxPool2d(PoolOptions.of(3).withStride(2).withPadding(1)))
            .sequential();
    Layers body = new Layers();
    for (int i = 0; i < blocks.length; i++) {
      body.add("layer" + (i + 1), stage(64 << i, blocks[i], i == 0 ? 1 : 2));
    }
    Sequential head =
        new Layers()
            .add("avgpool", new AdaptiveAvgPool2d(1, 1))
            .add("flatten", new Flatten())
            .add("fc", new Linear(generator, channels, classes))
            .sequential();
    return Layers.initialized(new VisionModel(stem, body.sequential(), head), generator);
  }

  private Sequential stage(int planes, int blocks, int stride) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      layers.add(block(planes, i == 0 ? stride : 1));
    }
    return new Sequential(layers);
  }

  private Layer block(int planes, int stride) {
    int in = channels;
    channels = bottleneck ? planes * Bottleneck.EXPANSION : planes;
    ConvOptions point = ConvOptions.DEFAULT.withStride(stride);
    Layer downsample =
        stride == 1 && in == channels
            ? null
            : new Sequential(
                new Conv2d(generator, in, channels, 1, point, false), new BatchNorm(channels));
    return bottleneck
        ? Bottleneck.of(generator, in, planes, stride, downsample)
        : BasicBlock.of(generator, in, planes, stride, downsample);
  }
}
