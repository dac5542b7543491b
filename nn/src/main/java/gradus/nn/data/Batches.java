package gradus.nn.data;

import gradus.nn.Dataset;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/// The batches of one epoch, in order, to be iterated over once and closed. Not thread-safe.
///
/// Threads that prepare batches end when all batches are taken, when one fails, and when this is
/// closed.
public final class Batches implements Iterable<Dataset>, Iterator<Dataset>, AutoCloseable {
  /// How many batches each thread may be ahead.
  private static final int AHEAD = 2;

  private final int count;
  private final IntFunction<Dataset> batch;
  private final ExecutorService threads;
  private final Queue<Future<Dataset>> ahead = new ArrayDeque<>();
  private int submitted;
  private int taken;
  private volatile boolean closed;

  /// Starts the threads.
  Batches(int count, IntFunction<Dataset> batch, int workers) {
    this.count = count;
    this.batch = batch;
    int useful = Math.min(workers, count);
    threads =
        useful == 0
            ? null
            : Executors.newFixedThreadPool(useful, Thread.ofVirtual().name("batch-", 0).factory());
    for (int i = 0; i < useful * AHEAD; i++) {
      submit();
    }
  }

  private void submit() {
    if (submitted < count) {
      int number = submitted++;
      ahead.add(threads.submit(() -> prepare(number)));
    }
  }

  private Dataset prepare(int number) {
    if (closed) {
      throw new CancellationException();
    }
    return batch.apply(number);
  }

  /// {@return this}
  @Override
  public Iterator<Dataset> iterator() {
    return this;
  }

  @Override
  public boolean hasNext() {
    return !closed && taken < count;
  }

  /// Returns the next batch, and waits for it where it is not ready.
  ///
  /// @return the batch
  /// @throws SampleException if one of its samples can't be had
  /// @throws NoSuchElementException if all are taken, or this is closed
  /// @throws IllegalStateException if the thread is interrupted while it waits; it stays
  ///   interrupted
  @Override
  public Dataset next() {
    if (!hasNext()) {
      throw new NoSuchElementException("there is no further batch");
    }
    boolean more = false;
    try {
      Dataset next = threads == null ? batch.apply(taken) : await();
      taken++;
      more = taken < count;
      return next;
    } finally {
      if (!more) {
        close();
      }
    }
  }

  private Dataset await() {
    try {
      Dataset next = ahead.remove().get();
      submit();
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a batch", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case SampleException sample ->
            // The stack of this thread, and that of the other as the cause.
            throw new SampleException(sample.index(), problem(sample), sample);
        case Error error -> throw error;
        case Throwable cause -> throw new IllegalStateException(cause.toString(), cause);
      }
    }
  }

  private static String problem(SampleException e) {
    return e.getMessage().substring(e.getMessage().indexOf(": ") + 2);
  }

  /// Stops: no further batch is begun. Waits for the threads, which finish the batches that they
  /// have begun.
  @Override
  public void close() {
    closed = true;
    if (threads != null) {
      ahead.forEach(future -> future.cancel(false));
      ahead.clear();
      threads.close();
    }
  }
}
