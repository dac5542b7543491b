package gradus.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The Python interpreter with PyTorch.
public final class Python {
  private static final List<String> CANDIDATES = List.of("python3", "/usr/bin/python3");

  private Python() {}

  /// Finds a Python interpreter that can import torch.
  ///
  /// @return the first python3 that can; empty if there is none
  public static Optional<String> withTorch() {
    return CANDIDATES.stream().filter(Python::importsTorch).findFirst();
  }

  private static boolean importsTorch(String python) {
    try {
      Process trial =
          command(python, "-c", "import torch")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = trial.waitFor(1, TimeUnit.MINUTES);
      trial.destroy();
      return ended && trial.exitValue() == 0;
    } catch (IOException _) {
      // No program has this name.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Creates a process without OpenBLAS settings from the environment, so that PyTorch's OpenBLAS
  /// chooses its best kernels.
  ///
  /// @param command the program and its arguments
  /// @return the process builder
  public static ProcessBuilder command(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("OPENBLAS_CORETYPE");
    builder.environment().remove("OPENBLAS_L2_SIZE");
    return builder;
  }
}
