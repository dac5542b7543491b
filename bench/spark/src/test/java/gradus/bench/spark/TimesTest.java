package gradus.bench.spark;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.spark.EpochReport;
import gradus.spark.EpochReport.WorkerTimes;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimesTest {
  private static EpochReport epoch(WorkerTimes... workers) {
    return new EpochReport(1, 1, 0, Optional.empty(), List.of(workers), 0, Optional.empty());
  }

  private static WorkerTimes worker(double computing, double exchanging) {
    return new WorkerTimes("here", computing, exchanging);
  }

  @Test
  void aStepHasTheTimesOfTheWorkerThatWaitsLeast() {
    List<EpochReport> epochs =
        List.of(
            epoch(worker(100, 900), worker(800, 200)),
            epoch(worker(600, 100), worker(100, 600)),
            epoch(worker(10, 9000), worker(9000, 40)));
    // The least waits are 200, 100 and 40 in epochs of 10 steps.
    assertThat(StepTimes.of(epochs, 10)).isEqualTo(new StepTimes(80, 10, 100));
  }

  @Test
  void severalTrainingsHaveMedians() {
    assertThat(
            StepTimes.median(
                List.of(new StepTimes(1, 30, 5), new StepTimes(2, 10, 6), new StepTimes(9, 20, 4))))
        .isEqualTo(new StepTimes(2, 20, 5));
  }

  @Test
  void aJobCostsWhatItsEpochsDoNot() {
    // Each job has two epochs, in which the slowest worker takes 20 ms; they end at 1000, 1050 and
    // 1120 ms.
    Iterator<Long> ends = List.of(1_000_000_000L, 1_050_000_000L, 1_120_000_000L).iterator();
    JobClock clock = new JobClock(2, ends::next);
    for (int i = 0; i < 3; i++) {
      clock.accept(epoch(worker(7, 6), worker(2, 6)));
      clock.accept(epoch(worker(3, 4), worker(2, 7)));
    }
    assertThat(clock.warm()).hasSize(4);
    assertThat(clock.jobs()).containsExactly(50, 70);
    assertThat(clock.beside()).isEqualTo((30.0 + 50) / 2);
  }
}
