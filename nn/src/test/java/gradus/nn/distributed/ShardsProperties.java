package gradus.nn.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gradus.nn.distributed.Shards.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The order of the additions is that of a tree, whichever worker adds.
class ShardsProperties {
  private static final int LENGTH = 11;

  /// Vectors of very different sizes, so that another order has other bits.
  private static List<float[]> vectors(int shards, long seed) {
    Random random = new Random(seed);
    List<float[]> all = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      float[] vector = new float[LENGTH];
      for (int i = 0; i < LENGTH; i++) {
        vector[i] = (float) Math.scalb(random.nextGaussian(), random.nextInt(20));
      }
      all.add(vector);
    }
    return all;
  }

  /// The definition: halves of a range whose length is a power of two, as far as there are shards.
  private static float recursive(List<float[]> vectors, int element, int start, int size) {
    if (size == 1) {
      return vectors.get(start)[element];
    }
    float left = recursive(vectors, element, start, size / 2);
    int middle = start + size / 2;
    return middle >= vectors.size() ? left : left + recursive(vectors, element, middle, size / 2);
  }

  private static float[] recursive(List<float[]> vectors) {
    int size = 1;
    while (size < vectors.size()) {
      size *= 2;
    }
    float[] sum = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      sum[i] = recursive(vectors, i, 0, size);
    }
    return sum;
  }

  private static PartialSums partial(List<float[]> vectors, int worker, int workers) {
    PartialSums sums = new PartialSums();
    add(sums, vectors, worker, workers);
    return sums;
  }

  private static void add(PartialSums sums, List<float[]> vectors, int worker, int workers) {
    int end = Shards.start(worker + 1, workers, vectors.size());
    for (int shard = Shards.start(worker, workers, vectors.size()); shard < end; shard++) {
      float[] vector = sums.vector(LENGTH);
      System.arraycopy(vectors.get(shard), 0, vector, 0, LENGTH);
      sums.add(shard, vector);
    }
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void theSumIsThatOfThePlainRecursion(
      @ForAll @IntRange(min = 1, max = 70) int shards,
      @ForAll @IntRange(min = 1, max = 70) int most,
      @ForAll @IntRange(max = LENGTH) int middle,
      @ForAll long seed) {
    int workers = Math.min(most, shards);
    List<float[]> vectors = vectors(shards, seed);
    List<Node> nodes = new ArrayList<>();
    List<float[]> sums = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      PartialSums partial = partial(vectors, worker, workers);
      assertThat(partial.nodes()).isEqualTo(Shards.nodes(worker, workers, shards));
      nodes.addAll(partial.nodes());
      sums.addAll(partial.sums());
    }
    // Two workers, each with a part of the elements.
    Shards.merge(nodes, sums, 0, middle);
    assertThat(Shards.merge(nodes, sums, middle, LENGTH)).isEqualTo(recursive(vectors));
  }

  @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
  void threadsAddInTheSameOrder(
      @ForAll @IntRange(min = 1, max = 20) int shards,
      @ForAll @IntRange(min = 1, max = 5) int most,
      @ForAll long seed)
      throws IOException {
    int workers = Math.min(most, shards);
    List<List<float[]>> rounds = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      rounds.add(vectors(shards, seed + round));
    }
    WorkerThreads.run(
        workers,
        worker -> {
          PartialSums sums = new PartialSums();
          for (List<float[]> vectors : rounds) {
            add(sums, vectors, worker.rank(), worker.size());
            assertThat(worker.sum(sums)).isEqualTo(recursive(vectors));
            sums.clear();
          }
          return null;
        });
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void eachShardHasOneWorker(
      @ForAll @IntRange(min = 1, max = 100) int shards,
      @ForAll @IntRange(min = 1, max = 100) int most) {
    int workers = Math.min(most, shards);
    assertThat(Shards.start(0, workers, shards)).isZero();
    assertThat(Shards.start(workers, workers, shards)).isEqualTo(shards);
    for (int worker = 0; worker < workers; worker++) {
      int start = Shards.start(worker, workers, shards);
      int end = Shards.start(worker + 1, workers, shards);
      assertThat(end - start).isBetween(shards / workers, Math.ceilDiv(shards, workers));
      for (int shard = start; shard < end; shard++) {
        assertThat(Shards.worker(shard, workers, shards)).isEqualTo(worker);
      }
    }
  }

  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
  void integersArriveExactly(
      @ForAll List<Integer> values, @ForAll @IntRange(min = 1, max = 4) int workers)
      throws IOException {
    int[] all = values.stream().mapToInt(i -> i).toArray();
    List<int[]> told =
        WorkerThreads.run(
            workers,
            worker -> {
              int[] mine = new int[all.length];
              for (int i = worker.rank(); i < all.length; i += workers) {
                mine[i] = all[i];
              }
              return Exchange.tell(worker, 6, mine);
            });
    assertThat(told).allSatisfy(each -> assertThat(each).isEqualTo(all));
  }

  @Example
  void arraysAreUsedAgain() {
    PartialSums sums = new PartialSums();
    float[] first = sums.vector(3);
    float[] second = sums.vector(3);
    sums.add(4, first);
    sums.add(5, second);
    assertThat(sums.sums()).containsExactly(first);
    assertThat(sums.vector(3)).isSameAs(second);
    sums.clear();
    assertThat(sums.nodes()).isEmpty();
    assertThat(sums.vector(3)).isSameAs(first);
    sums.add(0, second);
    sums.clear();
    assertThat(sums.vector(4)).hasSize(4);
  }

  @Example
  void mistakesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shards.start(0, 4, 3))
        .withMessageContaining("worker 0 of 4 with 3 shards");
    assertThatIllegalArgumentException().isThrownBy(() -> Shards.start(0, 0, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> Shards.start(-1, 2, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shards.worker(3, 2, 3))
        .withMessageContaining("no shard 3 of 3");
    PartialSums sums = new PartialSums();
    assertThatIllegalArgumentException().isThrownBy(() -> sums.add(-1, new float[1]));
    sums.add(2, new float[1]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sums.add(4, new float[1]))
        .withMessageContaining("expected 1 elements of shard 3, not 1 of shard 4");
    assertThatIllegalArgumentException().isThrownBy(() -> sums.add(3, new float[2]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shards.merge(List.of(new Node(1, 1)), List.of(new float[1]), 0, 1))
        .withMessageContaining("doesn't start at shard 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shards.merge(List.of(new Node(0, 1)), List.of(), 0, 1))
        .withMessageContaining("not 0 for 1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Shards.merge(
                    List.of(new Node(0, 1), new Node(1, 2)),
                    List.of(new float[1], new float[1]),
                    0,
                    1))
        .withMessageContaining("is not a node of the tree");
  }
}
