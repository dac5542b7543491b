package gradus.bench.spark;

import gradus.bench.Statistics;
import gradus.spark.EpochReport;
import gradus.spark.EpochReport.WorkerTimes;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// How long a step takes, in milliseconds. Each figure is a median over epochs, of the mean over an
/// epoch's steps.
///
/// A worker that is faster than the others waits for them in the exchange. The times are therefore
/// those of the worker that spends least in it, which is the slowest of each epoch.
///
/// @param computing its own work: gradients and the optimizer's step
/// @param exchanging the rest: the exchange of gradients
/// @param step both together
record StepTimes(double computing, double exchanging, double step) {
  /// {@return the times of a training}
  ///
  /// @param epochs reports of its epochs, at least one
  /// @param steps the number of steps of an epoch
  static StepTimes of(List<EpochReport> epochs, int steps) {
    List<WorkerTimes> slowest =
        epochs.stream()
            .map(
                epoch ->
                    epoch.workers().stream()
                        .min(Comparator.comparingDouble(WorkerTimes::exchanging))
                        .orElseThrow())
            .toList();
    return new StepTimes(
        median(slowest, steps, WorkerTimes::computing),
        median(slowest, steps, WorkerTimes::exchanging),
        median(slowest, steps, one -> one.computing() + one.exchanging()));
  }

  private static double median(
      List<WorkerTimes> epochs, int steps, ToDoubleFunction<WorkerTimes> time) {
    return Statistics.median(epochs.stream().mapToDouble(time).toArray()) / steps;
  }

  /// {@return the medians of several trainings}
  static StepTimes median(List<StepTimes> all) {
    return new StepTimes(
        median(all, StepTimes::computing),
        median(all, StepTimes::exchanging),
        median(all, StepTimes::step));
  }

  private static double median(List<StepTimes> all, ToDoubleFunction<StepTimes> time) {
    return Statistics.median(all.stream().mapToDouble(time).toArray());
  }
}
