package gradus.vision.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ChoiceTest {
  private static final Candidate FAST = new Candidate("fast", 800, 1000, 50_000, 1e-4, 4e-5, 1);
  private static final Candidate MIDDLE = new Candidate("middle", 930, 1000, 10_000, 2e-3, 5e-4, 1);
  private static final Candidate SLOW = new Candidate("slow", 940, 1000, 90_000, 8e-3, 9e-4, 1);
  private static final Candidate USELESS =
      new Candidate("useless", 800, 1000, 9_000, 9e-3, 2e-3, 1);
  private static final List<Candidate> ALL = List.of(SLOW, USELESS, MIDDLE, FAST);

  @Test
  void theFrontierGoesFromTheFastestToTheBest() {
    assertThat(Candidate.frontier(ALL)).containsExactly(FAST, MIDDLE, SLOW);
    assertThat(USELESS.isDominatedBy(MIDDLE)).isTrue();
    assertThat(MIDDLE.isDominatedBy(MIDDLE)).isFalse();
  }

  /// What is not on the frontier is beaten by something on it; and nothing on it by anything.
  @Property(tries = 200)
  void theFrontierBeatsTheOthers(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 20) Integer> rights,
      @ForAll @Size(8) List<@IntRange(min = 1, max = 5) Integer> times) {
    List<Candidate> all =
        IntStream.range(0, rights.size())
            .mapToObj(i -> new Candidate("" + i, rights.get(i), 20, 1, times.get(i), 1, 1))
            .toList();
    List<Candidate> frontier = Candidate.frontier(all);
    assertThat(frontier).isNotEmpty();
    for (Candidate each : all) {
      assertThat(frontier.contains(each))
          .isEqualTo(frontier.stream().noneMatch(each::isDominatedBy));
    }
  }

  @Test
  void forALatency() {
    assertThat(Choice.within(ALL, 0.005).chosen()).contains(MIDDLE);
    assertThat(Choice.within(ALL, 0.005).why())
        .isEqualTo("the most accurate of the 2 that answer within 5.00 ms: 93.00 % in 2.00 ms");
    assertThat(Choice.within(ALL, 0.0002).why())
        .isEqualTo("the only one that answers within 200.0 µs: 80.00 % in 100.0 µs");
    assertThat(Choice.within(ALL, 1e-5).chosen()).isEmpty();
    assertThat(Choice.within(ALL, 1e-5).why())
        .isEqualTo("none answers within 10.0 µs; the fastest, fast, takes 100.0 µs");
  }

  /// 93 and 94 % of 1,000 pictures are no difference beyond chance; 80 % is one.
  @Test
  void forABatchAndForASize() {
    assertThat(Choice.forBulk(ALL).chosen()).contains(MIDDLE);
    assertThat(Choice.forBulk(ALL).why())
        .startsWith("the fastest in bulk of the 2 whose accuracy 1000 pictures can't tell");
    assertThat(Choice.smallest(ALL).chosen()).contains(MIDDLE);
    assertThat(Choice.smallest(List.of(FAST, SLOW)).why())
        .startsWith("the others are less accurate");
    assertThat(Choice.withParameters(ALL, 60_000).chosen()).contains(MIDDLE);
    assertThat(Choice.withParameters(ALL, 9_500).chosen()).contains(USELESS);
    assertThat(Choice.withParameters(ALL, 9_500).why())
        .startsWith("the only one with at most 9,500");
    assertThat(Choice.withParameters(ALL, 10).chosen()).isEmpty();
  }

  @Test
  void diagnoses() {
    Diagnosis.Point tenth = new Diagnosis.Point(100, 1, 700, 1000);
    Diagnosis.Point third = new Diagnosis.Point(300, 1, 800, 1000);
    assertThat(
            Diagnosis.of(List.of(tenth, third, new Diagnosis.Point(1000, 0.99, 900, 1000)))
                .advice())
        .isEqualTo(Diagnosis.Advice.DATA);
    assertThat(
            Diagnosis.of(List.of(tenth, third, new Diagnosis.Point(1000, 0.99, 805, 1000)))
                .advice())
        .isEqualTo(Diagnosis.Advice.REGULARISATION);
    assertThat(
            Diagnosis.of(List.of(tenth, third, new Diagnosis.Point(1000, 0.81, 805, 1000)))
                .advice())
        .isEqualTo(Diagnosis.Advice.CAPACITY);
    assertThat(
            Diagnosis.of(List.of(tenth, third, new Diagnosis.Point(1000, 0.98, 975, 1000))).why())
        .startsWith("It fits, and generalises: 98.00 %");
  }
}
