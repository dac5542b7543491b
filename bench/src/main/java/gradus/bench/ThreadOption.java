package gradus.bench;

import gradus.cli.InputException;
import java.util.Locale;
import picocli.CommandLine.Option;

/// The option `--threads`.
final class ThreadOption {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Number of threads for this engine and for each peer. Default: ${DEFAULT-VALUE}.")
  private int threads = 1;

  /// Returns the number of threads.
  ///
  /// @throws InputException if this machine doesn't have as many processors
  int threads() {
    int most = Runtime.getRuntime().availableProcessors();
    if (threads < 1 || threads > most) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "--threads must be from 1 to %d, the processors here, got %d",
              most,
              threads));
    }
    return threads;
  }
}
