package gradus.vision.command;

import gradus.vision.model.Arch;
import gradus.vision.model.Network;
import gradus.vision.model.Weights;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/// The options for a trained network.
final class WeightsOptions {
  @Option(
      names = "--weights",
      paramLabel = "FILE",
      required = true,
      description = {
        "The network: a file by @|bold gradus vision train --save|@, or the weights of one of the"
            + " architectures from elsewhere (safetensors, PyTorch's names)."
      })
  Path weights;

  @Option(
      names = "--arch",
      paramLabel = "NAME",
      description = "The architecture, for a file that doesn't name it.")
  Arch arch;

  @Option(
      names = "--classes",
      paramLabel = "NAMES",
      split = ",",
      description = "The names of the classes, for a file that doesn't have them.")
  List<String> classes;

  /// Reads the network.
  ///
  /// @param side the height and width of the pictures that a file without metadata is for
  Network read(int side) {
    return Weights.read(weights).network(arch, side, classes);
  }
}
