package gradus.bench;

import gradus.cli.InputException;
import gradus.engine.DType;
import picocli.CommandLine.Option;

/// The option `--dtype`.
final class DTypeOption {
  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "Type of the elements: f32 (float) or f64 (double). Default: ${DEFAULT-VALUE}. Peers"
              + " without that type are left out.")
  private String dtype = DType.F32.toString();

  /// Returns the type.
  ///
  /// @throws InputException if it is another
  DType dtype() {
    return switch (dtype) {
      case "f32" -> DType.F32;
      case "f64" -> DType.F64;
      default -> throw new InputException("--dtype must be f32 or f64, got " + dtype);
    };
  }

  /// Returns the option as a report's section in a document names it; empty for F32.
  String variant() {
    return dtype() == DType.F32 ? "" : ", " + dtype;
  }
}
