package gradus.bench.spark;

import gradus.bench.FurtherCommand;
import gradus.bench.Progress;

/// Adds `gradus bench spark` to the other benchmarks.
public final class SparkBench implements FurtherCommand {
  /// For [java.util.ServiceLoader].
  public SparkBench() {}

  @Override
  public Object create(Progress progress) {
    return new SparkCommand(progress);
  }
}
