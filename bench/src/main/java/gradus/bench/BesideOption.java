package gradus.bench;

import gradus.cli.InputException;
import picocli.CommandLine.Option;

/// The option `--beside`.
final class BesideOption {
  private static final int MOST = 64;

  @Option(
      names = "--beside",
      paramLabel = "N",
      description =
          "Measure on a machine that has other work: start this number of processes that each keep"
              + " one processor busy, and end them after the run.")
  private int beside;

  /// Returns the number of busy processes.
  ///
  /// @throws InputException if it is out of range
  int beside() {
    if (beside < 0 || beside > MOST) {
      throw new InputException("--beside must be from 0 to " + MOST + ", got " + beside);
    }
    return beside;
  }

  /// Returns the option as a report's section in a document names it; empty without it.
  String variant() {
    return beside() == 0 ? "" : ", beside " + beside;
  }
}
