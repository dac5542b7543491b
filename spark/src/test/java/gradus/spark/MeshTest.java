package gradus.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.nn.distributed.Collective;
import gradus.nn.distributed.PartialSums;
import gradus.nn.distributed.Shards;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeshTest {
  private interface Work<T> {
    T of(Mesh mesh) throws Exception;
  }

  /// Short vectors go to all at once, long ones in parts; three workers have 11 shards in nodes of
  /// different numbers.
  @ParameterizedTest
  @CsvSource({
    "1, 3, false",
    "2, 2, false",
    "2, 11, false",
    "3, 11, false",
    "5, 11, false",
    "3, 3, true",
    "4, 11, true"
  })
  void sumsHaveTheBitsOfOneWorker(int workers, int shards, boolean encrypted) throws Exception {
    for (int length : new int[] {1, 2, 1000, 3001, 100_003}) {
      float[][] vectors = vectors(shards, length);
      float[] expected;
      try (Collective single = Collective.single()) {
        expected = single.sum(sums(vectors, 0, shards)).clone();
      }
      List<float[]> sums =
          run(
              workers,
              shards,
              encrypted,
              mesh -> {
                assertThat(mesh.size()).isEqualTo(workers);
                int from = Shards.start(mesh.rank(), workers, shards);
                int to = Shards.start(mesh.rank() + 1, workers, shards);
                PartialSums mine = sums(vectors, from, to);
                float[] first = mesh.sum(mine).clone();
                mine.clear();
                // Again, in the arrays of before.
                float[] second = mesh.sum(sums(vectors, from, to));
                assertThat(second).isEqualTo(first);
                return first;
              });
      for (float[] sum : sums) {
        assertThat(sum).as("%d elements", length).isEqualTo(expected);
      }
    }
  }

  @Test
  void aWorkerThatLeavesFailsTheOthers() throws Exception {
    List<String> messages =
        run(
            3,
            3,
            false,
            mesh -> {
              if (mesh.rank() == 1) {
                mesh.close();
                return "";
              }
              try {
                mesh.sum(sums(vectors(3, 50_000), mesh.rank(), mesh.rank() + 1));
                return "a sum";
              } catch (IOException e) {
                return e.getMessage();
              }
            });
    assertThat(messages.get(0)).startsWith("worker 0 of 3 has lost worker ");
    assertThat(messages.get(2)).startsWith("worker 2 of 3 has lost worker ");
  }

  @Test
  void aKilledTaskStopsWaiting() throws Exception {
    AtomicBoolean killed = new AtomicBoolean();
    List<SocketChannel[]> channels = RendezvousTest.connect(2, List.of());
    try (Mesh one = new Mesh(0, 2, channels.get(0), null, killed::get);
        Mesh other = new Mesh(1, 2, channels.get(1), null, () -> false);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<float[]> waiting = threads.submit(() -> one.sum(sums(vectors(2, 9), 0, 1)));
      killed.set(true);
      assertThatThrownBy(waiting::get)
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("was killed");
      // The other one notices, because the connection is closed.
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 2; i++) {
                  other.sum(sums(vectors(2, 9), 1, 2));
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("lost worker 0");
    }
  }

  @Test
  @SuppressWarnings("try")
  void aMeshThatAnotherThreadClosesStopsWaiting() throws Exception {
    List<SocketChannel[]> channels = RendezvousTest.connect(2, List.of());
    try (Mesh one = new Mesh(0, 2, channels.get(0), null, () -> false);
        Mesh other = new Mesh(1, 2, channels.get(1), null, () -> false);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<float[]> waiting = threads.submit(() -> one.sum(sums(vectors(2, 9), 0, 1)));
      one.close();
      assertThatThrownBy(waiting::get).hasCauseInstanceOf(IOException.class);
      assertThat(other.size()).isEqualTo(2);
    }
  }

  @Test
  void theShardsOfAnotherWorkerAreRefused() throws Exception {
    run(
        2,
        4,
        false,
        mesh -> {
          assertThatThrownBy(() -> mesh.sum(sums(vectors(4, 9), 1, 3)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("has the shards of");
          return "";
        });
  }

  private static <T> List<T> run(int workers, int shards, boolean encrypted, Work<T> work)
      throws Exception {
    List<SocketChannel[]> channels = RendezvousTest.connect(workers, List.of());
    byte[] key = encrypted ? Secret.random().key() : null;
    List<T> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> running = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        Mesh mesh = new Mesh(rank, shards, channels.get(rank), key, () -> false);
        running.add(
            threads.submit(
                () -> {
                  try (mesh) {
                    return work.of(mesh);
                  }
                }));
      }
      for (Future<T> each : running) {
        results.add(each.get());
      }
    }
    return results;
  }

  private static PartialSums sums(float[][] vectors, int from, int to) {
    PartialSums sums = new PartialSums();
    for (int shard = from; shard < to; shard++) {
      sums.add(shard, vectors[shard].clone());
    }
    return sums;
  }

  /// Numbers of many magnitudes: another order of additions gives other sums.
  private static float[][] vectors(int shards, int length) {
    Random random = new Random(shards + length);
    float[][] vectors = new float[shards][length];
    for (float[] vector : vectors) {
      for (int i = 0; i < length; i++) {
        vector[i] = (float) Math.scalb(random.nextGaussian(), random.nextInt(20));
      }
    }
    return vectors;
  }
}
