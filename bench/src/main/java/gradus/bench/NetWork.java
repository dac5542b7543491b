package gradus.bench;

import gradus.engine.Generator;
import gradus.nn.vision.CifarResNet;
import gradus.nn.vision.ResNet;
import gradus.nn.vision.VisionModel;
import java.util.List;
import java.util.Locale;

/// What a whole network does with some pictures.
///
/// @param net the network
/// @param size the height and width of the pictures
/// @param batch the number of pictures
/// @param training whether it is a training step, or the forward pass in inference
public record NetWork(Net net, int size, int batch, boolean training) {
  /// A network.
  public enum Net {
    /// The network of 20 layers for pictures of 32 · 32 pixels and 10 classes.
    CIFAR_RESNET_20("CIFAR ResNet-20", 10),
    /// The network of 34 layers for 1000 classes.
    RESNET_34("ResNet-34", 1000);

    private final String label;
    private final int classes;

    Net(String label, int classes) {
      this.label = label;
      this.classes = classes;
    }

    /// {@return the number of classes}
    public int classes() {
      return classes;
    }

    /// {@return the network, with initial values that are the same in every call}
    VisionModel model() {
      Generator generator = new Generator(1);
      return switch (this) {
        case CIFAR_RESNET_20 -> CifarResNet.resnet20(generator, 3, classes);
        case RESNET_34 -> ResNet.resnet34(generator, classes);
      };
    }
  }

  /// The work of an ordinary run.
  static final List<NetWork> FULL =
      List.of(
          new NetWork(Net.CIFAR_RESNET_20, 32, 1, false),
          new NetWork(Net.CIFAR_RESNET_20, 32, 128, false),
          new NetWork(Net.CIFAR_RESNET_20, 32, 128, true),
          new NetWork(Net.RESNET_34, 224, 1, false),
          new NetWork(Net.RESNET_34, 224, 8, false),
          new NetWork(Net.RESNET_34, 224, 8, true));

  /// The work of a quick run, with fewer and smaller pictures.
  static final List<NetWork> QUICK =
      List.of(
          new NetWork(Net.CIFAR_RESNET_20, 32, 8, false),
          new NetWork(Net.CIFAR_RESNET_20, 32, 8, true),
          new NetWork(Net.RESNET_34, 64, 4, false),
          new NetWork(Net.RESNET_34, 64, 4, true));

  /// {@return such as `ResNet-34 224, batch 8, training`}
  public String label() {
    return String.format(
        Locale.ROOT,
        "%s %d, batch %d, %s",
        net.label,
        size,
        batch,
        training ? "training" : "inference");
  }
}
