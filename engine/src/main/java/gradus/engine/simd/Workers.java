package gradus.engine.simd;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/// The threads that share the work of a kernel: the calling thread and worker threads, in all the
/// number of [Setting#THREADS], by default one per processor.
///
/// A kernel divides its work into tasks, each of which writes its own part of the output; no sum is
/// split. So results depend neither on the number of threads nor on which of them runs a task.
///
/// Worker threads are daemons and start when first needed. They serve one kernel at a time; while
/// they are busy, a kernel in another thread runs all its tasks in its own thread.
final class Workers {
  /// How long a worker spins for the next job, in nanoseconds: about as long as waking it takes.
  private static final long SPIN = 50_000;

  /// How long it looks for one altogether before it sleeps, in nanoseconds: longer than the parts
  /// of a training step that a single thread runs, since a kernel of 50 microseconds has ended
  /// before a sleeping worker arrives. After [#SPIN] it leaves the processor to any other thread
  /// that needs it.
  private static final long PATIENCE = 1_000_000;

  private static final int COUNT =
      Setting.THREADS.value().orElseGet(() -> Runtime.getRuntime().availableProcessors());
  private static final AtomicBoolean BUSY = new AtomicBoolean();

  private static volatile Job current;

  private Workers() {}

  /// {@return the maximum number of threads, the caller included}
  static int threads() {
    return COUNT;
  }

  /// Runs tasks in any order, and returns when all are done.
  ///
  /// @param tasks the number of tasks
  /// @param body receives the number of each task, from 0 to tasks - 1
  static void run(int tasks, IntConsumer body) {
    if (tasks <= 1 || COUNT == 1 || !BUSY.compareAndSet(false, true)) {
      for (int task = 0; task < tasks; task++) {
        body.accept(task);
      }
      return;
    }
    try {
      Job job = new Job(tasks, body);
      current = job;
      Others.wake();
      job.work();
      job.await();
    } finally {
      current = null;
      BUSY.set(false);
    }
  }

  /// Processes a part of a range.
  interface Range {
    /// @param first the first index
    /// @param end the index after the last
    void run(int first, int end);
  }

  /// Divides the range from 0 to n - 1 into tasks of equal length, of which the last may be
  /// shorter. A range shorter than two tasks is one task, in this thread.
  ///
  /// @param each the length of a task, at least 1
  static void share(int n, int each, Range body) {
    if (n - each < each) {
      body.run(0, n);
    } else {
      run(
          Math.ceilDiv(n, each),
          task -> {
            int first = task * each;
            body.run(first, first + Math.min(each, n - first));
          });
    }
  }

  /// The tasks of one kernel. A worker that arrives late finds none left.
  private static final class Job {
    private final int tasks;
    private IntConsumer body;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile Throwable failure;

    Job(int tasks, IntConsumer body) {
      this.tasks = tasks;
      this.body = body;
    }

    void work() {
      for (int task = next.getAndIncrement(); task < tasks; task = next.getAndIncrement()) {
        try {
          body.accept(task);
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          done.getAndIncrement();
        }
      }
    }

    /// Waits for the last tasks, which are short and already running in other threads.
    void await() {
      for (int looks = 0; done.get() < tasks; looks++) {
        if (looks < 10_000) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
      Throwable thrown = failure;
      // Workers keep the job until the next one; what it refers to can be collected.
      body = null;
      failure = null;
      switch (thrown) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
  }

  private static final class Worker extends Thread {
    private volatile boolean asleep;

    Worker(int number) {
      super(null, null, "gradus-" + number, 0, false);
      setDaemon(true);
    }

    @Override
    public void run() {
      Job last = null;
      while (true) {
        Job job = next(last);
        job.work();
        last = job;
      }
    }

    private Job next(Job last) {
      long since = System.nanoTime();
      for (int looks = 1; ; looks++) {
        Job job = current;
        if (job != null && job != last) {
          return job;
        }
        if (looks % 256 != 0) {
          Thread.onSpinWait();
          continue;
        }
        long waited = System.nanoTime() - since;
        if (waited < PATIENCE) {
          if (waited > SPIN) {
            Thread.yield();
          }
          continue;
        }
        asleep = true;
        // The thread that sets a job checks `asleep` afterwards, so one of the two sees the other.
        if (current == null || current == last) {
          LockSupport.park(Workers.class);
        }
        asleep = false;
        since = System.nanoTime();
      }
    }
  }

  private static final class Others {
    private static final Worker[] ALL = new Worker[COUNT - 1];

    static {
      for (int i = 0; i < ALL.length; i++) {
        ALL[i] = new Worker(i + 1);
        ALL[i].start();
      }
    }

    static void wake() {
      for (Worker worker : ALL) {
        if (worker.asleep) {
          LockSupport.unpark(worker);
        }
      }
    }
  }
}
