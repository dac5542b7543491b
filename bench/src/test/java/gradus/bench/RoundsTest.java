package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
  /// Takes the time that it is told, and no real one.
  private static Entrant entrant(String name, List<String> turns, double... seconds) {
    int[] turn = {0};
    return new Entrant(
        name,
        1,
        repetitions -> {
          turns.add(name);
          return repetitions * seconds[Math.min(turn[0]++, seconds.length - 1)];
        });
  }

  @Test
  void theMedianOfTheRoundsIsTaken() {
    // The first call is the warming up.
    Entrant a = entrant("a", new ArrayList<>(), 1, 5, 1, 3);
    assertThat(new Rounds(3, 0.1, 0.5, 1).measure(List.of(a)).get("a")).isCloseTo(3, within(1e-12));
  }

  @Test
  void entrantsTakeTurns() {
    List<String> turns = new ArrayList<>();
    Entrant a = entrant("a", turns, 1);
    Entrant b = entrant("b", turns, 1);
    new Rounds(2, 0.1, 0.5, 1).measure(List.of(a, b));
    assertThat(turns).containsExactly("a", "b", "a", "b", "a", "b");
  }

  @Test
  void aTurnHasAsManyRunsAsFillIt() {
    List<Long> runs = new ArrayList<>();
    Entrant a =
        new Entrant(
            "a",
            1,
            repetitions -> {
              runs.add(repetitions);
              return repetitions * 1e-3;
            });
    assertThat(new Rounds(2, 0.05, 0.1, 1).measure(List.of(a)).get("a"))
        .isCloseTo(1e-3, within(1e-12));
    assertThat(runs.getLast()).isEqualTo(50);
    // It is warmed up first, for as long as was asked for.
    assertThat(runs.subList(0, runs.size() - 2).stream().mapToLong(r -> r).sum())
        .isGreaterThanOrEqualTo(100);
  }

  @Test
  void withSeveralThreadsTheyAreWokenFirst() {
    List<String> turns = new ArrayList<>();
    Entrant a = entrant("a", turns, 1);
    Entrant b = new Entrant("b", 1, entrant("b", turns, 1).timed(), true);
    new Rounds(1, 0.1, 0.5, 2).measure(List.of(a, b));
    assertThat(turns).containsExactly("a", "b", "a", "a", "b", "b");
  }
}
