package gradus.nn.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SamplingProperties {
  private static Sampling sampling(int batchSize, long seed, int... counts) {
    return new Sampling(Runs.DROPOUT.shards(counts.length).batchSize(batchSize).seed(seed), counts);
  }

  @Property(tries = 200)
  void anEpochTakesEachRowOnce(
      @ForAll @Size(min = 1, max = 9) List<@IntRange(max = 12) Integer> shards,
      @ForAll @IntRange(min = 1, max = 40) int batchSize,
      @ForAll @IntRange(max = 3) int epoch) {
    int[] counts = shards.stream().mapToInt(i -> i).toArray();
    int total = shards.stream().mapToInt(i -> i).sum();
    Assume.that(total > 0);
    Sampling sampling = sampling(batchSize, 1, counts);
    assertThat(sampling.steps()).isEqualTo(Math.ceilDiv(total, batchSize));
    Set<List<Integer>> taken = new HashSet<>();
    int rows = 0;
    for (int i = 0; i < sampling.steps(); i++) {
      int step = epoch * sampling.steps() + i;
      int ofStep = 0;
      int first = -1;
      for (int shard = 0; shard < counts.length; shard++) {
        int[] some = sampling.rows(shard, step);
        assertThat(some).hasSize(sampling.count(shard, step));
        for (int row : some) {
          assertThat(row).isBetween(0, counts[shard] - 1);
          taken.add(List.of(shard, row));
        }
        ofStep += some.length;
        first = first < 0 && some.length > 0 ? shard : first;
      }
      assertThat(sampling.count(step)).isEqualTo(ofStep);
      assertThat(sampling.firstShard(step)).isEqualTo(first);
      assertThat(ofStep)
          .isBetween(total / sampling.steps(), Math.ceilDiv(total, sampling.steps()))
          .isLessThanOrEqualTo(batchSize);
      rows += ofStep;
    }
    assertThat(rows).isEqualTo(total);
    assertThat(taken).hasSize(total);
  }

  @Example
  void theOrderDependsOnSeedAndEpochAndShard() {
    Sampling sampling = sampling(50, 1, 50, 50);
    int[] first = sampling.rows(0, 0);
    Set<List<Integer>> orders = new HashSet<>();
    for (int[] other :
        new int[][] {
          first, sampling.rows(1, 0), sampling.rows(0, 2), sampling(50, 2, 50, 50).rows(0, 0)
        }) {
      List<Integer> order = new ArrayList<>();
      for (int row : other) {
        order.add(row);
      }
      orders.add(order);
    }
    assertThat(orders).hasSize(4);
    assertThat(sampling(50, 1, 50, 50).rows(0, 0)).isEqualTo(first);
  }

  @Example
  void aStepOfAllRowsTakesThemInTheirOrder() {
    assertThat(sampling(5, 1, 2, 3).rows(1, 7)).containsExactly(0, 1, 2);
  }

  @Example
  void seedsDiffer() {
    Set<Integer> seeds = new HashSet<>();
    for (int step = -1; step < 30; step++) {
      for (int shard = 0; shard < 30; shard++) {
        seeds.add((int) Sampling.mix(5, step, shard));
      }
    }
    assertThat(seeds).hasSize(31 * 30);
  }
}
