package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
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
