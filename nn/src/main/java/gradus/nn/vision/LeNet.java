package gradus.nn.vision;

import gradus.engine.ConvOptions;
import gradus.engine.Generator;
import gradus.nn.Conv2d;
import gradus.nn.Flatten;
import gradus.nn.Linear;
import gradus.nn.MaxPool2d;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import java.util.Locale;

/// A small network for small pictures, such as the digits of MNIST: two convolutions of 5 · 5
/// pixels with 6 and 16 channels, and three fully connected layers.
///
/// Y. LeCun et al.: *Gradient-based learning applied to document recognition*, Proceedings of the
/// IEEE 86 (1998), with what has become usual since: ReLU instead of the hyperbolic tangent, maxima
/// instead of averages, all channels connected, and logits instead of distances.
public final class LeNet {
  private LeNet() {}

  /// {@return a network: 62 thousand parameters for 28 · 28 pixels and 10 classes}
  ///
  /// @param generator the random number generator
  /// @param channels the number of channels of the pictures: 1 for grey
  /// @param height the number of rows of a picture, at least 12
  /// @param width the number of columns of a picture, at least 12
  /// @param classes the number of classes
  /// @throws IllegalArgumentException if a picture is too small
  public static VisionModel lenet(
      Generator generator, int channels, int height, int width, int classes) {
    int rows = pooled(height);
    int columns = pooled(width);
    // With a border of 2, the first convolution keeps the size.
    ConvOptions border = ConvOptions.DEFAULT.withPadding(2);
    Sequential stem =
        new Layers()
            .add("conv1", new Conv2d(generator, channels, 6, 5, border))
            .add("relu1", new ReLU())
            .add("pool1", new MaxPool2d(2))
            .sequential();
    Sequential body =
        new Layers()
            .add("conv2", new Conv2d(generator, 6, 16, 5))
            .add("relu2", new ReLU())
            .add("pool2", new MaxPool2d(2))
            .sequential();
    Sequential head =
        new Layers()
            .add("flatten", new Flatten())
            .add("fc1", new Linear(generator, 16 * rows * columns, 120))
            .add("relu3", new ReLU())
            .add("fc2", new Linear(generator, 120, 84))
            .add("relu4", new ReLU())
            .add("fc3", new Linear(generator, 84, classes))
            .sequential();
    return new VisionModel(stem, body, head);
  }

  private static int pooled(int length) {
    int result = (length / 2 - 4) / 2;
    if (result < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "LeNet: a picture needs 12 rows and columns, not %d", length));
    }
    return result;
  }
}
