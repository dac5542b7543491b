package gradus.bench;

import java.util.List;

/// The times of a process that trains a network, in seconds since the process was started.
///
/// @param times when training began, and when each step ended
/// @param end when the process had ended
/// @param firstLoss the loss of the first step
/// @param lastLoss the mean of the last 100
record ColdRun(List<Double> times, double end, double firstLoss, double lastLoss) {
  /// The number of steps whose time is added up in a row of the table.
  static final int WINDOW = 100;

  /// The number of steps at the end that are taken for the steady state.
  private static final int LAST = 500;

  /// The number of steps whose median decides whether the process is at speed.
  private static final int SPAN = 20;

  /// The number of steps at the beginning that may take longer: classes are loaded.
  private static final int FIRST = 3;

  /// The maximum ratio of a step at speed to a steady one.
  static final double AT_SPEED = 1.2;

  /// Copies the times.
  ColdRun {
    times = List.copyOf(times);
  }

  /// {@return the number of steps}
  int steps() {
    return times.size() - 1;
  }

  private double[] durations(int from, int to) {
    double[] durations = new double[to - from];
    for (int step = from; step < to; step++) {
      durations[step - from] = times.get(step + 1) - times.get(step);
    }
    return durations;
  }

  /// Returns the median of the last 500 steps, or of the second half of a shorter run.
  double steady() {
    return Statistics.median(durations(steps() - Math.min(LAST, steps() / 2), steps()));
  }

  /// Returns the time after which the process is at speed: from there on, each 20 steps have a
  /// median of at most 1.2 times that of a steady step.
  double atSpeed() {
    double most = AT_SPEED * steady();
    int step = Math.max(0, steps() - SPAN) + 1;
    while (step > 0 && median(step - 1) <= most) {
      step--;
    }
    return times.get(step);
  }

  private double median(int from) {
    return Statistics.median(durations(from, Math.min(from + SPAN, steps())));
  }

  /// Returns the longest step after the first three.
  double slowest() {
    double slowest = 0;
    for (double duration : durations(Math.min(FIRST, steps()), steps())) {
      slowest = Math.max(slowest, duration);
    }
    return slowest;
  }

  /// Returns the time that a whole process of some steps takes: to the end of the last of them, and
  /// from the end of this one's last step to its own end.
  ///
  /// @param count from 1 to the number of steps
  double whole(int count) {
    return times.get(count) + end - times.getLast();
  }

  /// {@return the number of whole windows}
  int windows() {
    return steps() / WINDOW;
  }

  /// {@return the time of a window of 100 steps}
  ///
  /// @param window from 0 to the number of windows - 1
  double window(int window) {
    return times.get((window + 1) * WINDOW) - times.get(window * WINDOW);
  }
}
