package gradus.bench.spark;

import gradus.bench.Statistics;
import gradus.spark.EpochReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// Keeps the reports of a training of several jobs, and finds out what a job costs beside its
/// steps. All epochs of a job are reported when it has ended.
final class JobClock implements Consumer<EpochReport> {
  private final int epochsPerJob;
  private final LongSupplier nanos;
  private final List<EpochReport> reports = new ArrayList<>();
  private final List<Double> ends = new ArrayList<>();

  /// Creates a clock.
  ///
  /// @param nanos the time, such as `System::nanoTime`
  JobClock(int epochsPerJob, LongSupplier nanos) {
    this.epochsPerJob = epochsPerJob;
    this.nanos = nanos;
  }

  @Override
  public void accept(EpochReport report) {
    if (reports.size() % epochsPerJob == 0) {
      ends.add(nanos.getAsLong() / 1e6);
    }
    reports.add(report);
  }

  /// {@return the reports of all jobs but the first, in which the JVMs compile}
  List<EpochReport> warm() {
    return reports.subList(epochsPerJob, reports.size());
  }

  /// {@return the milliseconds that a job takes beside its steps: the median of all but the first}
  double beside() {
    double[] beside = jobs();
    for (int job = 1; job < ends.size(); job++) {
      beside[job - 1] -= steps(reports.subList(job * epochsPerJob, (job + 1) * epochsPerJob));
    }
    return Statistics.median(beside);
  }

  /// {@return the milliseconds of each job but the first, from the end of the one before}
  double[] jobs() {
    double[] jobs = new double[ends.size() - 1];
    for (int job = 1; job < ends.size(); job++) {
      jobs[job - 1] = ends.get(job) - ends.get(job - 1);
    }
    return jobs;
  }

  /// The longest that a worker took for the epochs of a job.
  private static double steps(List<EpochReport> epochs) {
    return IntStream.range(0, epochs.getFirst().workers().size())
        .mapToDouble(
            worker ->
                epochs.stream()
                    .map(epoch -> epoch.workers().get(worker))
                    .mapToDouble(times -> times.computing() + times.exchanging())
                    .sum())
        .max()
        .orElseThrow();
  }
}
