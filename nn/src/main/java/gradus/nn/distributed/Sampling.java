package gradus.nn.distributed;

import gradus.engine.Generator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// Which rows of each shard a step takes: if one step takes all, all of them in their order.
/// Otherwise, the rows of a shard are shuffled for each epoch, and the rows of all shards, one
/// shard after the other, are dealt out to the steps in turn.
final class Sampling {
  private final long seed;
  private final int[] counts;
  private final long[] before;
  private final int steps;
  private final Map<Integer, int[]> orders = new HashMap<>();
  private int epoch = -1;

  /// Creates the sampling of a run.
  ///
  /// @param counts the number of rows of each shard
  Sampling(TrainingPlan plan, int... counts) {
    this.seed = plan.seed();
    this.counts = counts;
    this.before = new long[counts.length + 1];
    for (int shard = 0; shard < counts.length; shard++) {
      before[shard + 1] = before[shard] + counts[shard];
    }
    this.steps = plan.stepsPerEpoch(total());
  }

  /// {@return the number of rows of all shards}
  long total() {
    return before[counts.length];
  }

  /// {@return the number of steps of an epoch}
  int steps() {
    return steps;
  }

  /// {@return the number of rows that a step takes of all shards}
  long count(int step) {
    return (total() - step % steps + steps - 1) / steps;
  }

  /// {@return the number of rows that a step takes of a shard}
  int count(int shard, int step) {
    int first = first(shard, step);
    return first >= counts[shard] ? 0 : (counts[shard] - first - 1) / steps + 1;
  }

  /// {@return the first shard of which a step takes rows}
  int firstShard(int step) {
    int shard = 0;
    while (count(shard, step) == 0) {
      shard++;
    }
    return shard;
  }

  /// {@return which rows a step takes of a shard}
  int[] rows(int shard, int step) {
    int[] order = order(shard, step / steps);
    int[] rows = new int[count(shard, step)];
    int next = first(shard, step);
    for (int i = 0; i < rows.length; i++, next += steps) {
      rows[i] = order[next];
    }
    return rows;
  }

  /// Row r of a shard belongs to the step (rows before the shard + r) mod steps.
  private int first(int shard, int step) {
    return (int) Math.floorMod(step % steps - before[shard], (long) steps);
  }

  private int[] order(int shard, int epoch) {
    if (epoch != this.epoch) {
      orders.clear();
      this.epoch = epoch;
    }
    return orders.computeIfAbsent(
        shard,
        _ ->
            steps == 1
                ? IntStream.range(0, counts[shard]).toArray()
                : new Generator(mix(~seed, epoch, shard)).permutation(counts[shard]));
  }

  @Override
  public String toString() {
    return "rows " + Arrays.toString(counts);
  }

  /// {@return a seed from three numbers, by the finalizer of SplitMix64} G. Steele, D. Lea, C.
  /// Flood: *Fast splittable pseudorandom number generators*, OOPSLA 2014.
  static long mix(long seed, int step, int shard) {
    return mixed(mixed(seed) + 0x9E3779B97F4A7C15L * ((long) step << 20 ^ shard + 1L));
  }

  private static long mixed(long bits) {
    long z = bits + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
