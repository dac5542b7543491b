package gradus.nn.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.nn.distributed.Runs.Outcome;
import gradus.nn.distributed.Runs.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The losses, the state and the validations of a run don't depend on the number of workers, nor on
/// how it is split into segments.
class SameBitsTest {
  private static final Part WHOLE = new Part(1, Segment.ALL_STEPS);

  private static void assertSame(Outcome actual, Outcome expected) {
    assertThat(actual.losses()).isEqualTo(expected.losses());
    assertThat(actual.validations()).isEqualTo(expected.validations());
    assertThat(actual.state()).isEqualTo(expected.state());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 7})
  void severalWorkersWithDropoutAndIntegerTargets(int workers) throws IOException {
    List<Shard> rows = Runs.shards(Runs.classes(38));
    Outcome one = Runs.run(Runs.DROPOUT, rows, rows, WHOLE);
    assertThat(one.losses()).hasSize(9);
    assertThat(one.validations()).hasSize(3);
    assertSame(Runs.run(Runs.DROPOUT, rows, rows, new Part(workers, Segment.ALL_STEPS)), one);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 7})
  void severalWorkersWithRunningStatistics(int workers) throws IOException {
    List<Shard> rows = Runs.shards(Runs.numbers(38));
    Outcome one = Runs.run(Runs.STATISTICS, rows, rows, WHOLE);
    assertThat(one.losses()).hasSize(6);
    assertSame(Runs.run(Runs.STATISTICS, rows, rows, new Part(workers, Segment.ALL_STEPS)), one);
  }

  @Test
  void moreShardsThanRows() throws IOException {
    TrainingPlan plan = Runs.DROPOUT.shards(11).batchSize(4);
    List<Shard> rows = new ArrayList<>(HeapShard.split(Runs.classes(6), 11));
    Outcome one = Runs.run(plan, rows, List.of(), WHOLE);
    assertThat(one.losses()).hasSize(6);
    assertSame(Runs.run(plan, rows, List.of(), new Part(11, Segment.ALL_STEPS)), one);
  }

  @Property(tries = 12, edgeCases = EdgeCasesMode.NONE)
  void anySplitIntoSegments(
      @ForAll boolean statistics,
      @ForAll @Size(max = 5) List<@IntRange(min = 1, max = 7) Integer> workers,
      @ForAll @IntRange(min = 0, max = 4) int steps)
      throws IOException {
    TrainingPlan plan = statistics ? Runs.STATISTICS : Runs.DROPOUT;
    List<Shard> rows = Runs.shards(statistics ? Runs.numbers(38) : Runs.classes(38));
    List<Part> parts = new ArrayList<>();
    workers.forEach(count -> parts.add(new Part(count, steps)));
    parts.add(new Part(2, Segment.ALL_STEPS));
    assertSame(
        Runs.run(plan, rows, rows, parts.toArray(Part[]::new)), Runs.run(plan, rows, rows, WHOLE));
  }
}
