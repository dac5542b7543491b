package gradus.vision.model;

import gradus.engine.Generator;
import gradus.nn.Layer;
import gradus.nn.vision.CifarResNet;
import gradus.nn.vision.LeNet;
import gradus.nn.vision.Mlp;
import gradus.nn.vision.MobileNetV2;
import gradus.nn.vision.ResNet;
import java.util.Locale;

/// The architectures.
public enum Arch {
  /// Fully connected layers of 512 and 256 units.
  MLP,
  /// Two convolutions and three fully connected layers.
  LENET,
  /// A residual network of 8 layers for pictures of about 32 · 32 pixels.
  RESNET8,
  /// The same of 20 layers.
  RESNET20,
  /// The same of 32 layers.
  RESNET32,
  /// The same of 44 layers.
  RESNET44,
  /// The same of 56 layers.
  RESNET56,
  /// A residual network of 18 layers for pictures of about 224 · 224 pixels.
  RESNET18,
  /// The same of 34 layers.
  RESNET34,
  /// MobileNetV2.
  MOBILENET;

  /// From this height or width on, a MobileNet has the strides for large pictures.
  private static final int LARGE = 96;

  /// {@return a network with random parameters}
  ///
  /// @param generator the random number generator
  /// @param input the form of its input
  /// @param classes the number of classes
  public Layer create(Generator generator, Input input, int classes) {
    int channels = input.channels();
    return switch (this) {
      case MLP -> Mlp.mlp(generator, channels * input.height() * input.width(), 512, 256, classes);
      case LENET -> LeNet.lenet(generator, channels, input.height(), input.width(), classes);
      case RESNET8 -> CifarResNet.resnet8(generator, channels, classes);
      case RESNET20 -> CifarResNet.resnet20(generator, channels, classes);
      case RESNET32 -> CifarResNet.resnet32(generator, channels, classes);
      case RESNET44 -> CifarResNet.resnet44(generator, channels, classes);
      case RESNET56 -> CifarResNet.resnet56(generator, channels, classes);
      case RESNET18 -> ResNet.resnet18(generator, classes);
      case RESNET34 -> ResNet.resnet34(generator, classes);
      case MOBILENET ->
          input.height() < LARGE && input.width() < LARGE
              ? MobileNetV2.small(generator, 1, channels, classes)
              : MobileNetV2.mobilenetV2(generator, classes);
    };
  }

  /// {@return the least height and width of its input in pixels}
  public int leastSide() {
    return switch (this) {
      case MLP -> 1;
      case LENET -> 12;
      case RESNET8, RESNET20, RESNET32, RESNET44, RESNET56 -> 4;
      case RESNET18, RESNET34 -> 32;
      case MOBILENET -> 16;
    };
  }

  /// {@return whether its input always has three channels}
  ///
  /// @param side the height or width of the input in pixels, whichever is more
  public boolean needsColours(int side) {
    return this == RESNET18 || this == RESNET34 || this == MOBILENET && side >= LARGE;
  }

  /// {@return the name of the last layer, whose weight has a row for each class}
  public String head() {
    return switch (this) {
      case MLP -> "5";
      case LENET -> "fc3";
      case RESNET8, RESNET20, RESNET32, RESNET44, RESNET56 -> "linear";
      case RESNET18, RESNET34 -> "fc";
      case MOBILENET -> "classifier.1";
    };
  }

  /// {@return its name on the command line}
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
