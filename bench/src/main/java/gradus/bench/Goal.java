package gradus.bench;

import java.util.List;

/// A goal of the project, and what was measured.
///
/// @param what what is measured
/// @param measured the value
/// @param most the maximum at which the goal is reached
record Goal(String what, double measured, double most) {
  /// {@return whether it is reached}
  boolean reached() {
    return measured <= most;
  }

  /// {@return a table of goals}
  static Table table(List<Goal> goals) {
    return new Table(
        List.of("goal", "measured", "at most", "reached"),
        goals.stream()
            .map(
                goal ->
                    List.of(
                        goal.what(),
                        Table.number(goal.measured()),
                        Table.number(goal.most()),
                        goal.reached() ? "yes" : "no"))
            .toList());
  }
}
