package gradus.nn.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.Backends;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A fault of a worker ends all of them. The timeout is for the case that it doesn't.
@Timeout(60)
class WorkerThreadsTest {
  private static PartialSums sums(Collective worker, int length) {
    PartialSums sums = new PartialSums();
    sums.add(worker.rank(), new float[length]);
    return sums;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aWorkerThatThrowsReleasesTheOthers(int failing) {
    AtomicReference<Throwable> released = new AtomicReference<>();
    IllegalStateException fault = new IllegalStateException("out of luck");
    assertThatThrownBy(
            () ->
                WorkerThreads.run(
                    3,
                    worker -> {
                      worker.sum(sums(worker, 2));
                      if (worker.rank() == failing) {
                        throw fault;
                      }
                      try {
                        return worker.sum(sums(worker, 2));
                      } catch (IOException e) {
                        released.set(e);
                        throw e;
                      }
                    }))
        .isSameAs(fault);
    assertThat(released.get()).hasMessage("worker " + failing + " of 3 has failed").hasCause(fault);
  }

  @Test
  void aWorkerThatLeavesReleasesTheOthers() {
    assertThatThrownBy(
            () ->
                WorkerThreads.run(
                    3, worker -> worker.rank() == 1 ? null : worker.sum(sums(worker, 2))))
        .isInstanceOf(IOException.class)
        .hasMessage("worker 1 of 3 has left");
  }

  @Test
  void vectorsOfDifferentLengthsAreRefused() {
    assertThatThrownBy(
            () -> WorkerThreads.run(2, worker -> worker.sum(sums(worker, 1 + worker.rank()))))
        .isInstanceOf(IOException.class)
        .hasMessage("the workers have vectors of different lengths, 1 and 2");
  }

  @Test
  void anErrorIsThrownAsItIs() {
    assertThatThrownBy(
            () ->
                WorkerThreads.run(
                    2,
                    _ -> {
                      throw new StackOverflowError("deep");
                    }))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  void anInterruptEndsTheWorkers() {
    Thread caller = Thread.currentThread();
    assertThatThrownBy(
            () ->
                WorkerThreads.run(
                    2,
                    worker -> {
                      if (worker.rank() == 1) {
                        caller.interrupt();
                        // The caller passes the interrupt on.
                        while (!Thread.currentThread().isInterrupted()) {
                          LockSupport.park();
                        }
                      }
                      return worker.sum(sums(worker, 1));
                    }))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void workersComputeOnTheBackendOfTheCaller() throws IOException {
    assertThat(
            Backends.using(
                Backends.named("reference"),
                () -> {
                  try {
                    return WorkerThreads.run(2, _ -> Backends.current().name());
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                }))
        .containsExactly("reference", "reference");
  }

  @Test
  void thereIsAWorker() {
    assertThatIllegalArgumentException().isThrownBy(() -> WorkerThreads.run(0, _ -> null));
  }

  @Test
  void theOnlyWorkerAddsItsShards() throws IOException {
    try (Collective single = Collective.single()) {
      PartialSums sums = new PartialSums();
      sums.add(0, new float[] {1, 2});
      sums.add(1, new float[] {3, 4});
      sums.add(2, new float[] {5, 6});
      assertThat(single.rank()).isZero();
      assertThat(single.size()).isOne();
      assertThat(single.sum(sums)).containsExactly(9, 12);
    }
  }
}
