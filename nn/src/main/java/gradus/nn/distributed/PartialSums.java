package gradus.nn.distributed;

import gradus.nn.distributed.Shards.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Adds up the vectors of a worker's shards, in the order of the tree of [Shards], as far as this
/// can be done without those of other workers.
///
/// ```java
/// PartialSums sums = new PartialSums();
/// for (int shard = start; shard < end; shard++) {
///   float[] vector = sums.vector(length);
///   // … fill all of it
///   sums.add(shard, vector);
/// }
/// float[] sum = collective.sum(sums);
/// // … use it
/// sums.clear();
/// ```
///
/// Not thread-safe.
public final class PartialSums {
  private final List<Node> nodes = new ArrayList<>();
  private final List<float[]> sums = new ArrayList<>();
  private final List<float[]> free = new ArrayList<>();

  /// Creates one without vectors.
  public PartialSums() {}

  /// Creates one with a vector for each of some nodes.
  PartialSums(List<Node> nodes, List<float[]> sums) {
    this.nodes.addAll(nodes);
    this.sums.addAll(sums);
  }

  /// Returns an array to fill and to pass to [#add]: one that is no longer needed, if there is one.
  ///
  /// @param length the number of elements
  /// @return an array with any contents
  public float[] vector(int length) {
    while (!free.isEmpty()) {
      float[] vector = free.removeLast();
      if (vector.length == length) {
        return vector;
      }
    }
    return new float[length];
  }

  /// Adds the vector of the next shard.
  ///
  /// @param shard the shard: any number from 0 for the first vector, then the next one
  /// @param vector the vector, which belongs to this object from now on, and may be changed
  /// @throws IllegalArgumentException if it is another shard's turn, or the length differs from
  ///   that of the vectors before
  public void add(int shard, float[] vector) {
    if (shard < 0
        || !nodes.isEmpty()
            && (shard != nodes.getLast().end() || vector.length != sums.getLast().length)) {
      throw new IllegalArgumentException(
          nodes.isEmpty()
              ? "add: there is no shard " + shard
              : String.format(
                  Locale.ROOT,
                  "add: expected %d elements of shard %d, not %d of shard %d",
                  sums.getLast().length,
                  nodes.getLast().end(),
                  vector.length,
                  shard));
    }
    Node node = new Node(shard, 1);
    float[] sum = vector;
    while (!nodes.isEmpty() && isLeftOf(nodes.getLast(), node)) {
      node = new Node(nodes.removeLast().start(), 2 * node.size());
      float[] left = sums.removeLast();
      Shards.plus(left, sum, 0, left.length);
      free.add(sum);
      sum = left;
    }
    nodes.add(node);
    sums.add(sum);
  }

  /// {@return whether two neighbours are the children of one node}
  private static boolean isLeftOf(Node left, Node right) {
    return left.size() == right.size() && left.start() % (2 * left.size()) == 0;
  }

  /// {@return the nodes that the vectors so far make up, in order}
  public List<Node> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /// {@return the sum of the vectors of each of the [#nodes()]: the arrays themselves}
  public List<float[]> sums() {
    return Collections.unmodifiableList(sums);
  }

  /// Forgets all vectors, and keeps their arrays for [#vector]. A result of [Collective#sum] may be
  /// one of them.
  public void clear() {
    free.addAll(sums);
    nodes.clear();
    sums.clear();
  }
}
