package gradus.nn.distributed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How shards are spread over workers, and the order in which the vectors of all shards are added.
///
/// A shard is a part of the rows. The number of shards is fixed for a training run; each worker has
/// a contiguous range of them, and the number of workers can change from one [Segment] to the next.
///
/// The order of the additions is a binary tree over the numbers of the shards:
///
/// ```text
/// shards  0   1   2   3   4   5
///         └─+─┘   └─+─┘   └─+─┘
///           └───+───┘       │
///               └─────+─────┘
/// ```
///
/// Float addition isn't associative. The tree depends on the number of shards only, so that a sum
/// has the same bits for any number of workers, from 1 to the number of shards. A worker adds up
/// what is below the [nodes][Node] that lie wholly in its range ([PartialSums]), and sends one
/// vector per node; [#merge] adds these.
public final class Shards {
  private Shards() {}

  /// A node of the tree: a range of shards whose vectors are added before others are added to them.
  ///
  /// @param start the first shard, a multiple of the size
  /// @param size the number of shards, a power of two
  public record Node(int start, int size) {
    /// {@return the number behind the last shard}
    public int end() {
      return start + size;
    }
  }

  /// Returns where a worker's range of shards starts; it ends where that of the next one starts.
  ///
  /// @param worker the worker, from 0; the number of workers for the end of the last range
  /// @param workers the number of workers
  /// @param shards the number of shards, at least that of workers
  /// @return the number of the first shard
  /// @throws IllegalArgumentException if a number is out of range
  public static int start(int worker, int workers, int shards) {
    if (workers < 1 || workers > shards || worker < 0 || worker > workers) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Shards: needs at least one worker, at least one shard per worker, and a worker from"
                  + " 0, not worker %d of %d with %d shards",
              worker,
              workers,
              shards));
    }
    return (int) ((long) worker * shards / workers);
  }

  /// {@return the shards of a worker}
  ///
  /// @param <S> the type of the shards
  /// @param all all shards, in the order of their numbers
  /// @param worker the worker
  /// @throws IllegalArgumentException if there are more workers than shards
  public static <S extends Shard> List<S> own(List<S> all, Collective worker) {
    int start = start(worker.rank(), worker.size(), all.size());
    return all.subList(start, start(worker.rank() + 1, worker.size(), all.size()));
  }

  /// Returns the worker that has a shard.
  ///
  /// @param shard the number of the shard, from 0
  /// @param workers the number of workers
  /// @param shards the number of shards, at least that of workers
  /// @return the number of the worker
  /// @throws IllegalArgumentException if a number is out of range
  public static int worker(int shard, int workers, int shards) {
    if (shard < 0 || shard >= shards) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "Shards: there is no shard %d of %d", shard, shards));
    }
    // The largest worker whose start, rounded down, isn't behind the shard.
    int worker = (int) (((long) shard + 1) * workers / shards);
    while (worker == workers || start(worker, workers, shards) > shard) {
      worker--;
    }
    return worker;
  }

  /// Returns the largest nodes of the tree that lie wholly in a worker's range.
  ///
  /// @param worker the worker, from 0
  /// @param workers the number of workers
  /// @param shards the number of shards, at least that of workers
  /// @return the nodes in the order of their shards, without gaps; at most 2 log₂ of the worker's
  ///   shards, and mostly one
  /// @throws IllegalArgumentException if a number is out of range
  public static List<Node> nodes(int worker, int workers, int shards) {
    int at = start(worker, workers, shards);
    int end = start(worker + 1, workers, shards);
    List<Node> nodes = new ArrayList<>();
    while (at < end) {
      int fits = Integer.highestOneBit(end - at);
      int size = at == 0 ? fits : Math.min(fits, Integer.lowestOneBit(at));
      nodes.add(new Node(at, size));
      at += size;
    }
    return nodes;
  }

  /// Adds up the partial sums of all workers in the order of the tree.
  ///
  /// @param nodes the nodes of all workers, in the order of their shards, without gaps
  /// @param sums one vector per node, which may be changed between `from` and `to`
  /// @param from the index of the first element to add
  /// @param to the index behind the last element to add
  /// @return the first of the sums, which has the result between `from` and `to`
  /// @throws IllegalArgumentException if there are gaps, or not one sum per node
  public static float[] merge(List<Node> nodes, List<float[]> sums, int from, int to) {
    int end = 0;
    for (Node node : nodes) {
      if (node.start() != end) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "merge: %s doesn't start at shard %d", node, end));
      }
      end = node.end();
    }
    if (nodes.isEmpty() || nodes.size() != sums.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "merge: needs one sum per node, and one at least, not %d for %d",
              sums.size(),
              nodes.size()));
    }
    return new Merge(nodes, sums, from, to).below(0, Integer.highestOneBit(end) << 1);
  }

  static void plus(float[] into, float[] other, int from, int to) {
    for (int i = from; i < to; i++) {
      into[i] += other[i];
    }
  }

  /// A walk over the tree, which takes the nodes one after the other.
  private static final class Merge {
    private final List<Node> nodes;
    private final List<float[]> sums;
    private final int from;
    private final int to;
    private int next;

    Merge(List<Node> nodes, List<float[]> sums, int from, int to) {
      this.nodes = nodes;
      this.sums = sums;
      this.from = from;
      this.to = to;
    }

    /// Returns the sum below a node; null if it has no shards.
    float[] below(int start, int size) {
      if (next == nodes.size() || nodes.get(next).start() >= start + size) {
        return null;
      }
      Node node = nodes.get(next);
      if (node.start() == start && node.size() == size) {
        return sums.get(next++);
      }
      if (size == 1) {
        throw new IllegalArgumentException("merge: " + node + " is not a node of the tree");
      }
      float[] left = below(start, size / 2);
      float[] right = below(start + size / 2, size / 2);
      if (left != null && right != null) {
        plus(left, right, from, to);
      }
      return left;
    }
  }
}
