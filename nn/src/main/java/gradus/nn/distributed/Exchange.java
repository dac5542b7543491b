package gradus.nn.distributed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/// Tells all workers integers that one of them knows, exactly, by means of [Collective#sum]: each
/// integer is two numbers of 16 bits in places where all other workers have zeros.
final class Exchange {
  /// The number of floats that hold an integer.
  static final int FLOATS = 2;

  private static final int HALF = 16;
  private static final int MASK = (1 << HALF) - 1;

  private Exchange() {}

  /// Returns integers that are known somewhere.
  ///
  /// @param all the workers
  /// @param shards the number of shards
  /// @param mine the integers that this worker knows, and 0 for those that another one knows
  static int[] tell(Collective all, int shards, int... mine) throws IOException {
    List<Shards.Node> nodes = Shards.nodes(all.rank(), all.size(), shards);
    float[] known = new float[mine.length * FLOATS];
    put(mine, known, 0);
    List<float[]> sums = new ArrayList<>(List.of(known));
    while (sums.size() < nodes.size()) {
      sums.add(new float[known.length]);
    }
    return get(all.sum(new PartialSums(nodes, sums)), 0, mine.length);
  }

  /// Returns the integers of all shards.
  ///
  /// @param all the workers
  /// @param shards the number of shards
  /// @param count the number of integers of a shard
  /// @param mine the integers of each of this worker's shards, by its number
  static int[][] gather(Collective all, int shards, int count, IntFunction<int[]> mine)
      throws IOException {
    int[] known = new int[shards * count];
    int end = Shards.start(all.rank() + 1, all.size(), shards);
    for (int shard = Shards.start(all.rank(), all.size(), shards); shard < end; shard++) {
      System.arraycopy(mine.apply(shard), 0, known, shard * count, count);
    }
    int[] told = tell(all, shards, known);
    int[][] gathered = new int[shards][];
    for (int shard = 0; shard < shards; shard++) {
      gathered[shard] = Arrays.copyOfRange(told, shard * count, (shard + 1) * count);
    }
    return gathered;
  }

  static void put(int[] values, float[] into, int start) {
    int at = start;
    for (int value : values) {
      into[at++] = value & MASK;
      into[at++] = value >>> HALF;
    }
  }

  static int[] get(float[] from, int start, int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      int at = start + i * FLOATS;
      values[i] = (int) from[at] | (int) from[at + 1] << HALF;
    }
    return values;
  }
}
