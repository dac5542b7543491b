package gradus.vision.train;

import gradus.vision.model.Arch;
import java.util.OptionalDouble;

/// How a network is trained.
///
/// @param arch the architecture
/// @param epochs the number of passes over the pictures
/// @param batchSize the number of pictures in a step
/// @param lr the learning rate, the greatest one of a cycle; empty to search for it
/// @param cycle whether the learning rate rises and then falls to almost 0; otherwise it is
///   constant
/// @param augment whether each picture is changed a little each time
/// @param seed the seed of the parameters, the order of the pictures, and their changes
public record Settings(
    Arch arch,
    int epochs,
    int batchSize,
    OptionalDouble lr,
    boolean cycle,
    boolean augment,
    long seed) {
  /// {@return the usual number of epochs}
  ///
  /// @param pictures the number of pictures to learn from
  public static int usualEpochs(int pictures) {
    return pictures < 5000 ? 20 : 5;
  }

  /// {@return the usual learning rate}
  ///
  /// @param arch the architecture
  public static double usualLr(Arch arch) {
    return switch (arch) {
      case MLP -> 0.001;
      case LENET -> 0.003;
      default -> 0.01;
    };
  }

  /// {@return whether the learning rate usually goes through a cycle}
  ///
  /// @param arch the architecture
  public static boolean usuallyCycles(Arch arch) {
    return arch != Arch.MLP;
  }

  /// {@return the weight decay of AdamW. Convolutions are trained at so high a rate, and so few
  /// pictures, that a strong one helps.}
  public double weightDecay() {
    return arch == Arch.MLP ? 0.01 : 0.3;
  }
}
