package gradus.nn.vision;

import gradus.engine.ConvOptions;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.AdaptiveAvgPool2d;
import gradus.nn.BatchNorm;
import gradus.nn.Conv2d;
import gradus.nn.Flatten;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Residual networks for pictures of about 32 · 32 pixels, such as those of CIFAR-10: three stages
/// of 16, 32 and 64 channels with n blocks of two convolutions each, 6n + 2 layers with parameters
/// in all.
///
/// Where a stage has fewer pixels and more channels than the one before, the shortcut takes every
/// second pixel and adds channels of zeros; it has no parameters. K. He et al.: *Deep residual
/// learning for image recognition*, CVPR 2016, section 4.2, shortcuts of type A. The initial
/// kernels are normal numbers by K. He et al., 2015, and those of the last layer PyTorch's.
public final class CifarResNet {
  private CifarResNet() {}

  /// {@return a network of 8 layers: 75 thousand parameters for 10 classes}
  ///
  /// @param generator the random number generator
  /// @param channels the number of channels of the pictures: 3 for colours
  /// @param classes the number of classes
  public static VisionModel resnet8(Generator generator, int channels, int classes) {
    return resnet(generator, 1, channels, classes);
  }

  /// {@return a network of 20 layers: 270 thousand parameters for 10 classes}
  ///
  /// @param generator the random number generator
  /// @param channels the number of channels of the pictures: 3 for colours
  /// @param classes the number of classes
  public static VisionModel resnet20(Generator generator, int channels, int classes) {
    return resnet(generator, 3, channels, classes);
  }

  /// {@return a network of 32 layers: 464 thousand parameters for 10 classes}
  ///
  /// @param generator the random number generator
  /// @param channels the number of channels of the pictures: 3 for colours
  /// @param classes the number of classes
  public static VisionModel resnet32(Generator generator, int channels, int classes) {
    return resnet(generator, 5, channels, classes);
  }

  /// {@return a network of 44 layers: 659 thousand parameters for 10 classes}
  ///
  /// @param generator the random number generator
  /// @param channels the number of channels of the pictures: 3 for colours
  /// @param classes the number of classes
  public static VisionModel resnet44(Generator generator, int channels, int classes) {
    return resnet(generator, 7, channels, classes);
  }

  /// {@return a network of 56 layers: 853 thousand parameters for 10 classes}
  ///
  /// @param generator the random number generator
  /// @param channels the number of channels of the pictures: 3 for colours
  /// @param classes the number of classes
  public static VisionModel resnet56(Generator generator, int channels, int classes) {
    return resnet(generator, 9, channels, classes);
  }

  /// {@return a network of 6n + 2 layers}
  ///
  /// @param generator the random number generator
  /// @param n the number of blocks in each stage, at least 1
  /// @param channels the number of channels of the pictures
  /// @param classes the number of classes
  /// @throws IllegalArgumentException if a number is less than 1
  public static VisionModel resnet(Generator generator, int n, int channels, int classes) {
    if (n < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "CifarResNet: needs at least one block per stage, got %d", n));
    }
    ConvOptions options = ConvOptions.DEFAULT.withPadding(1);
    Sequential stem =
        new Layers()
            .add("conv1", new Conv2d(generator, channels, 16, 3, options, false))
            .add("bn1", new BatchNorm(16))
            .add("relu", new ReLU())
            .sequential();
    Sequential body =
        new Layers()
            .add("layer1", stage(generator, n, 16, 16))
            .add("layer2", stage(generator, n, 16, 32))
            .add("layer3", stage(generator, n, 32, 64))
            .sequential();
    Sequential head =
        new Layers()
            .add("avgpool", new AdaptiveAvgPool2d(1, 1))
            .add("flatten", new Flatten())
            .add("linear", new Linear(generator, 64, classes))
            .sequential();
    return Layers.initialized(new VisionModel(stem, body, head), generator);
  }

  private static Sequential stage(Generator generator, int n, int in, int out) {
    List<Layer> blocks = new ArrayList<>();
    Layer shortcut = x -> everySecondPixel(x, (out - in) / 2);
    blocks.add(
        in == out
            ? BasicBlock.of(generator, in, out, 1, null)
            : BasicBlock.of(generator, in, out, 2, shortcut));
    for (int i = 1; i < n; i++) {
      blocks.add(BasicBlock.of(generator, out, out, 1, null));
    }
    return new Sequential(blocks);
  }

  /// Half of the new channels come before the others, and half after them.
  private static Tensor everySecondPixel(Tensor x, int added) {
    return x.slice(2, 0, x.size(2), 2).slice(3, 0, x.size(3), 2).pad(1, added, added, 0);
  }
}
