package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Work in the background.
@Timeout(60)
class BackgroundTest {
  @Test
  void isDoneOnceAndEveryoneSeesAllOfIt() {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch half = new CountDownLatch(1);
    Background<Integer, String> work =
        new Background<>(
            report -> {
              IntStream.range(0, 50).forEach(report::accept);
              await(half);
              IntStream.range(50, 100).forEach(report::accept);
              return "run " + runs.incrementAndGet();
            });
    assertThat(work.soFar()).isEmpty();
    List<CompletableFuture<List<Integer>>> all =
        IntStream.range(0, 8)
            .mapToObj(
                _ ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          List<Integer> seen = new ArrayList<>();
                          String result =
                              work.follow(
                                  i -> {
                                    seen.add(i);
                                    half.countDown();
                                  });
                          assertThat(result).isEqualTo("run 1");
                          return seen;
                        }))
            .toList();
    List<Integer> expected = IntStream.range(0, 100).boxed().toList();
    assertThat(all).allSatisfy(one -> assertThat(one.join()).isEqualTo(expected));
    assertThat(work.soFar()).isEqualTo(expected);
    assertThat(work.get()).isEqualTo("run 1");
  }

  @Test
  void whoeverLeavesDoesNotEndIt() {
    CountDownLatch left = new CountDownLatch(1);
    Background<Integer, String> work =
        new Background<>(
            report -> {
              report.accept(1);
              await(left);
              return "done";
            });
    assertThatThrownBy(
            () ->
                work.follow(
                    _ -> {
                      throw new IllegalArgumentException("left");
                    }))
        .hasMessage("left");
    left.countDown();
    assertThat(work.get()).isEqualTo("done");
  }

  @Test
  void isDoneAnewAfterAFailure() {
    AtomicInteger runs = new AtomicInteger();
    Background<Integer, String> work =
        new Background<>(
            report -> {
              report.accept(runs.incrementAndGet());
              if (runs.get() == 1) {
                throw new IllegalArgumentException("the first time");
              }
              return "done";
            });
    assertThatThrownBy(work::get)
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("the first time");
    assertThat(work.get()).isEqualTo("done");
    assertThat(work.soFar()).containsExactly(2);
  }

  @Test
  void thoseWhoWaitAreInterrupted() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    Background<Integer, String> work =
        new Background<>(
            _ -> {
              await(end);
              return "done";
            });
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    work.get();
                    ended.complete(null);
                  } catch (UncheckedIOException e) {
                    ended.complete(e);
                  }
                });
    waiting.interrupt();
    waiting.join();
    assertThat(ended.join()).hasRootCauseMessage("the server is stopping");
    end.countDown();
    assertThat(work.get()).isEqualTo("done");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
