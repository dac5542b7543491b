package gradus.lab;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// Work that takes seconds and is done once, in the background, when it is first asked for. All who
/// ask see its progress from the beginning, and get the same result. It goes on if they leave. Work
/// that failed is done anew when it is asked for again.
///
/// @param <P> what it reports on its way
/// @param <R> its result
final class Background<P, R> {
  private final Function<Consumer<P>, R> work;
  private Attempt<P, R> latest = new Attempt<>();

  /// Creates work that has not started.
  ///
  /// @param work does it, and reports to its argument
  Background(Function<Consumer<P>, R> work) {
    this.work = work;
    latest.failure = new IllegalStateException("not started");
  }

  /// Returns the result, when it is there.
  R get() {
    return follow(_ -> {});
  }

  /// Returns the result, when it is there, and passes on all reports. An exception from the
  /// listener ends the waiting, not the work.
  ///
  /// @throws UncheckedIOException if the server stops meanwhile
  R follow(Consumer<P> listener) {
    Attempt<P, R> attempt = started();
    int seen = 0;
    for (List<P> news = attempt.after(0); !news.isEmpty(); news = attempt.after(seen)) {
      news.forEach(listener);
      seen += news.size();
    }
    return attempt.outcome();
  }

  /// Returns the reports so far. Does not start the work.
  synchronized List<P> soFar() {
    return latest.soFar();
  }

  private synchronized Attempt<P, R> started() {
    if (latest.hasFailed()) {
      Attempt<P, R> attempt = new Attempt<>();
      latest = attempt;
      // Not a virtual thread: the engine would keep its carrier busy for seconds.
      Thread.ofPlatform().daemon().name("lab-background").start(() -> attempt.run(work));
    }
    return latest;
  }

  /// One attempt at the work.
  private static final class Attempt<P, R> {
    private final List<P> reports = new ArrayList<>();
    private R result;
    private Throwable failure;

    void run(Function<Consumer<P>, R> work) {
      try {
        end(work.apply(this::report), null);
      } catch (RuntimeException | Error e) {
        end(null, e);
      }
    }

    private synchronized void report(P report) {
      reports.add(report);
      notifyAll();
    }

    private synchronized void end(R done, Throwable problem) {
      result = done;
      failure = problem;
      notifyAll();
    }

    synchronized boolean hasFailed() {
      return failure != null;
    }

    synchronized List<P> soFar() {
      return List.copyOf(reports);
    }

    /// Waits for reports after the first ones; returns none if the attempt has ended.
    synchronized List<P> after(int seen) {
      while (seen == reports.size() && result == null && failure == null) {
        try {
          wait();
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          throw new UncheckedIOException(new InterruptedIOException("the server is stopping"));
        }
      }
      return List.copyOf(reports.subList(seen, reports.size()));
    }

    synchronized R outcome() {
      if (failure != null) {
        throw new IllegalStateException("the work in the background has failed", failure);
      }
      return result;
    }
  }
}
