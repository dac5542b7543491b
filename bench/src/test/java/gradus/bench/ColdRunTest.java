package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColdRunTest {
  /// Training begins at 1 s, and the process ends 0.5 s after the last step.
  private static ColdRun run(double... durations) {
    List<Double> times = new ArrayList<>(List.of(1.0));
    for (double duration : durations) {
      times.add(times.getLast() + duration);
    }
    return new ColdRun(times, times.getLast() + 0.5, 2.3, 1);
  }

  /// Steps of 1 s, some of which at the beginning take longer.
  private static double[] steps(int count, int slow, double duration) {
    double[] durations = new double[count];
    Arrays.fill(durations, 1);
    Arrays.fill(durations, 0, slow, duration);
    return durations;
  }

  @Test
  void aProcessIsAtSpeedWhereMostOfEach20StepsAreFast() {
    // Of the steps from number 30 on, 10 of 20 are slow, and their median is 2.
    assertThat(run(steps(1000, 40, 3)).atSpeed()).isEqualTo(1 + 31 * 3);
    assertThat(run(steps(1000, 40, 1.19)).atSpeed()).isEqualTo(1);
  }

  @Test
  void aSlowStepAmongFastOnesDoesNotCount() {
    double[] durations = steps(1000, 0, 0);
    durations[700] = 50;
    assertThat(run(durations).atSpeed()).isEqualTo(1);
    assertThat(run(durations).slowest()).isEqualTo(50);
  }

  @Test
  void slowStepsLaterOnCount() {
    double[] durations = steps(1000, 0, 0);
    Arrays.fill(durations, 300, 320, 2);
    assertThat(run(durations).atSpeed()).isEqualTo(1 + 300 + 11 * 2);
  }

  @Test
  void aProcessMayNotReachItsSpeedBeforeTheEnd() {
    double[] durations = steps(1000, 0, 0);
    Arrays.fill(durations, 980, 1000, 2);
    assertThat(run(durations).atSpeed()).isEqualTo(1 + 980 + 2);
  }

  @Test
  void theFirstThreeStepsMayTakeLonger() {
    assertThat(run(9, 8, 7, 1, 3, 2).slowest()).isEqualTo(3);
  }

  @Test
  void theSteadyStateIsTheMedianOfTheLast500() {
    assertThat(run(steps(1000, 700, 2)).steady()).isEqualTo(1);
    assertThat(run(steps(1000, 800, 2)).steady()).isEqualTo(2);
    // Of a short run, the second half.
    assertThat(run(5, 5, 5, 1, 1, 1).steady()).isEqualTo(1);
  }

  @Test
  void aWholeProcessOfFewerStepsEndsTheSameWay() {
    ColdRun run = run(steps(300, 0, 0));
    assertThat(run.whole(300)).isEqualTo(301.5);
    assertThat(run.whole(100)).isEqualTo(101.5);
  }

  @Test
  void windowsAreOf100Steps() {
    ColdRun run = run(steps(250, 100, 3));
    assertThat(run.windows()).isEqualTo(2);
    assertThat(run.window(0)).isEqualTo(300);
    assertThat(run.window(1)).isEqualTo(100);
  }
}
