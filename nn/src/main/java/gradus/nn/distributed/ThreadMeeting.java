package gradus.nn.distributed;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Where the workers of [WorkerThreads] meet: each adds up an equal part of the vectors.
final class ThreadMeeting {
  private final int size;
  private final PartialSums[] given;
  private final List<Shards.Node> nodes = new ArrayList<>();
  private final List<float[]> sums = new ArrayList<>();

  /// Two results in turn, so that a worker can begin with the next while another reads the last.
  private final float[][] results = new float[2][];

  private int arrived;
  private long rounds;
  private int left = -1;
  private Throwable failure;

  ThreadMeeting(int size) {
    this.size = size;
    this.given = new PartialSums[size];
  }

  Collective worker(int rank) {
    return new Worker(rank);
  }

  /// Records the first failure, and wakes all workers.
  synchronized void fail(int rank, Throwable cause) {
    if (failure == null) {
      failure = cause;
      left = rank;
    }
    notifyAll();
  }

  synchronized Throwable failure() {
    return failure;
  }

  private synchronized void leave(int rank) {
    if (left < 0) {
      left = rank;
    }
    notifyAll();
  }

  /// Waits for all workers.
  ///
  /// @param last what the last to arrive does before the others go on
  private synchronized void meet(Step last) throws IOException {
    check();
    long round = rounds;
    if (++arrived == size) {
      last.run();
      arrived = 0;
      rounds++;
      notifyAll();
    }
    while (round == rounds) {
      check();
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("a worker was interrupted while it waited for others");
      }
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private void check() throws IOException {
    if (failure != null || left >= 0) {
      throw new IOException(
          left < 0
              ? "the workers were interrupted"
              : String.format(
                  Locale.ROOT,
                  "worker %d of %d has %s",
                  left,
                  size,
                  failure == null ? "left" : "failed"),
          failure);
    }
  }

  /// Called by the last worker to arrive.
  private void collect() throws IOException {
    nodes.clear();
    sums.clear();
    for (int rank = 0; rank < size; rank++) {
      nodes.addAll(given[rank].nodes());
      sums.addAll(given[rank].sums());
    }
    int length = sums.getFirst().length;
    for (float[] sum : sums) {
      if (sum.length != length) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "the workers have vectors of different lengths, %d and %d",
                length,
                sum.length));
      }
    }
    int turn = (int) (rounds / 2 % 2);
    if (results[turn] == null || results[turn].length != length) {
      results[turn] = new float[length];
    }
  }

  private final class Worker implements Collective {
    private final int rank;

    Worker(int rank) {
      this.rank = rank;
    }

    @Override
    public int rank() {
      return rank;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public float[] sum(PartialSums mine) throws IOException {
      given[rank] = mine;
      meet(ThreadMeeting.this::collect);
      // The second meeting can't end before this worker arrives.
      float[] result = results[(int) ((rounds - 1) / 2 % 2)];
      int from = (int) ((long) rank * result.length / size);
      int to = (int) ((rank + 1L) * result.length / size);
      float[] sum = Shards.merge(nodes, sums, from, to);
      System.arraycopy(sum, from, result, from, to - from);
      meet(() -> {});
      return result;
    }

    @Override
    public void close() {
      leave(rank);
    }
  }
}
