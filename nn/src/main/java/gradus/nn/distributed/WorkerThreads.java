package gradus.nn.distributed;

import gradus.engine.Backend;
import gradus.engine.Backends;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;

/// Workers that are threads of this program. An operation of the engine uses all processors anyway,
/// so that this is faster than one worker only for models with many small operations; mostly, it
/// shows what several machines would compute.
public final class WorkerThreads {
  private WorkerThreads() {}

  /// What a worker does.
  ///
  /// @param <T> the type of its result
  @FunctionalInterface
  public interface Body<T> {
    /// Does it, in a thread of its own, on the current backend of the caller of [#run].
    ///
    /// @param worker connects this worker with the others; closed when this returns
    /// @return the result
    /// @throws IOException if it fails, for example because another worker has failed
    T run(Collective worker) throws IOException;
  }

  /// Runs code in several workers at the same time, and waits for all of them.
  ///
  /// If one fails, the others get an [IOException] when they exchange something the next time.
  ///
  /// @param <T> the type of the results
  /// @param workers the number of workers, at least 1
  /// @param body what each of them does
  /// @return the results by the number of the worker
  /// @throws IOException the exception of the worker that failed first; its unchecked exceptions
  ///   are thrown, too
  public static <T> List<T> run(int workers, Body<T> body) throws IOException {
    if (workers < 1) {
      throw new IllegalArgumentException("WorkerThreads: needs 1 worker or more, not " + workers);
    }
    ThreadMeeting meeting = new ThreadMeeting(workers);
    Backend backend = Backends.current();
    List<T> results = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int rank = 0; rank < workers; rank++) {
      int worker = rank;
      results.add(null);
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("gradus-worker-" + worker)
              .unstarted(
                  () ->
                      Backends.using(
                          backend,
                          () -> {
                            work(worker, meeting, body, results);
                            return null;
                          })));
    }
    threads.forEach(Thread::start);
    join(threads, meeting);
    switch (meeting.failure()) {
      case null -> {
        return results;
      }
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IOException(e);
    }
  }

  private static <T> void work(int rank, ThreadMeeting meeting, Body<T> body, List<T> results) {
    try (Collective collective = meeting.worker(rank)) {
      try {
        results.set(rank, body.run(collective));
      } catch (Throwable e) {
        // Before the worker leaves: the others must not take its leaving for the cause.
        meeting.fail(rank, e);
      }
    }
  }

  private static void join(List<Thread> threads, ThreadMeeting meeting) throws IOException {
    boolean interrupted = false;
    for (int next = 0; next < threads.size(); ) {
      try {
        threads.get(next).join();
        next++;
      } catch (InterruptedException e) {
        interrupted = true;
        meeting.fail(-1, e);
        threads.forEach(Thread::interrupt);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the workers were interrupted");
    }
  }
}
