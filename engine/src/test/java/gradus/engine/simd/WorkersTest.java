package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WorkersTest {
  @Test
  void everyTaskRunsOnce() {
    for (int tasks : new int[] {0, 1, 2, 3, 100}) {
      for (int round = 0; round < 200; round++) {
        AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
        Workers.run(tasks, runs::getAndIncrement);
        assertThat(IntStream.range(0, tasks)).allMatch(task -> runs.get(task) == 1);
      }
    }
  }

  /// Also those that have gone to sleep, and again after a kernel that failed.
  @Test
  void allThreadsTakePart() throws InterruptedException {
    int threads = Workers.threads();
    for (int round = 0; round < 3; round++) {
      Thread.sleep(20);
      CyclicBarrier allThere = new CyclicBarrier(threads);
      Set<Thread> part = ConcurrentHashMap.newKeySet();
      Workers.run(
          threads,
          _ -> {
            part.add(Thread.currentThread());
            await(allThere);
          });
      assertThat(part).hasSize(threads).contains(Thread.currentThread());
      part.remove(Thread.currentThread());
      // Or no program would end.
      assertThat(part).allMatch(Thread::isDaemon);
      assertThatThrownBy(() -> Workers.run(2, WorkersTest::fail)).hasMessage("a task");
    }
  }

  /// The arithmetic of the largest sizes, which needs no memory: (n + each - 1) / each would wrap.
  @Property
  void sharedRangesFollowEachOtherUpToTheLargestSize(
      @ForAll @IntRange(min = 0, max = 200_000) int less,
      @ForAll @IntRange(min = 1 << 18) int each) {
    followEachOther(Integer.MAX_VALUE - less, each);
  }

  @Test
  void soDoManySmallRanges() {
    followEachOther(Integer.MAX_VALUE, 1 << 14);
    followEachOther(Integer.MAX_VALUE - 200_000, (1 << 14) + 1);
  }

  private static void followEachOther(int n, int each) {
    Set<List<Integer>> ranges = ConcurrentHashMap.newKeySet();
    Workers.share(n, each, (first, end) -> ranges.add(List.of(first, end)));
    List<List<Integer>> inOrder =
        ranges.stream().sorted(Comparator.comparing(List::getFirst)).toList();
    int at = 0;
    for (List<Integer> range : inOrder) {
      assertThat(range.getFirst()).isEqualTo(at);
      assertThat((long) range.getLast() - at).isBetween(1L, Math.max(n / 2L + 1, 2L * each));
      at = range.getLast();
    }
    assertThat(at).isEqualTo(n);
  }

  @Test
  void aRangeOfOneTaskStaysInThisThread() {
    List<Thread> threads = new ArrayList<>();
    Workers.share(9, 5, (_, _) -> threads.add(Thread.currentThread()));
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  /// A worker that held on to its last job would keep the arrays of its kernel.
  @Test
  void workersDoNotKeepWhatTheirLastKernelUsed() throws InterruptedException {
    WeakReference<float[]> used = use();
    for (int round = 0; used.get() != null && round < 200; round++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(used.get()).isNull();
  }

  private static WeakReference<float[]> use() {
    float[] array = new float[1 << 20];
    CyclicBarrier allThere = new CyclicBarrier(Workers.threads());
    Workers.run(
        Workers.threads(),
        task -> {
          array[task] = task;
          await(allThere);
        });
    return new WeakReference<>(array);
  }

  private static void fail(int task) {
    throw new IllegalStateException("a task");
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException("a thread didn't come", e);
    }
  }

  @Test
  void anErrorReachesTheCallerAsWell() {
    AssertionError error = new AssertionError("a task");
    IntConsumer task =
        _ -> {
          throw error;
        };
    assertThatThrownBy(() -> Workers.run(2, task)).isSameAs(error);
    assertThatThrownBy(() -> Workers.run(1, task)).isSameAs(error);
  }

  @Test
  void aFailureReachesTheCallerAndTheOthersGoOn() {
    assertThatThrownBy(
            () ->
                Workers.run(
                    8,
                    task -> {
                      if (task == 5) {
                        throw new IllegalArgumentException("task 5");
                      }
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("task 5");
    everyTaskRunsOnce();
  }

  @Test
  void tasksMayRunTasksAndManyThreadsMayCall() throws InterruptedException {
    AtomicIntegerArray runs = new AtomicIntegerArray(64);
    List<Thread> callers = new ArrayList<>();
    for (int caller = 0; caller < 4; caller++) {
      callers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int round = 0; round < 50; round++) {
                      Workers.run(
                          8,
                          outer ->
                              Workers.run(8, inner -> runs.getAndIncrement(8 * outer + inner)));
                    }
                  }));
    }
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(IntStream.range(0, 64)).allMatch(task -> runs.get(task) == 4 * 50);
  }
}
