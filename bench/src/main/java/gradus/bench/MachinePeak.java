package gradus.bench;

import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.HostStorage.Doubles;
import gradus.engine.HostStorage.Floats;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.function.IntConsumer;

/// The limits of the machine, measured like everything else: fused multiply-adds on registers for
/// arithmetic, McCalpin's STREAM triad for memory.
///
/// J. D. McCalpin: *Memory Bandwidth and Machine Balance in Current High Performance Computers*,
/// IEEE TCCA Newsletter, 1995. As in STREAM, the triad's traffic is three elements for each element
/// of an array; the read of a cache line before it is overwritten doesn't count.
final class MachinePeak {
  /// The number of independent accumulators in [FloatPeak#chains] and [DoublePeak#chains]. Two
  /// units with a latency of 4 cycles need 8; four units (Apple's M series) need 16. With 16
  /// registers there is room for 12 and the two operands.
  private static final int CHAINS = 12;

  private static final int ITERATIONS = 20_000;

  private static volatile double sink;

  private MachinePeak() {}

  /// Returns the width of the widest vectors, in bits.
  static int vectorBits() {
    return FloatPeak.SPECIES.vectorBitSize();
  }

  /// Returns fused multiply-adds on every thread; the work is in floating-point operations.
  ///
  /// @param threads the number of threads
  /// @param dtype the type of the elements, F32 or F64
  static Entrant multiplyAdds(int threads, DType dtype) {
    int lanes = vectorBits() / (8 * dtype.bytes());
    double work = 2.0 * threads * ITERATIONS * CHAINS * lanes;
    return new Entrant(
        "peak", work, onThreads(threads, (_, repetitions) -> multiplyAdds(repetitions, dtype)));
  }

  private static void multiplyAdds(long repetitions, DType dtype) {
    double sum = 0;
    for (long i = 0; i < repetitions; i++) {
      sum += dtype == DType.F64 ? DoublePeak.chains(ITERATIONS) : FloatPeak.chains(ITERATIONS);
    }
    sink = sum;
  }

  /// Returns the triad a ← b + s·c on its own arrays; the work is in bytes.
  ///
  /// @param elements the length of each array
  /// @param threads the number of threads that share them
  /// @param dtype the type of the elements, F32 or F64
  static Entrant triad(int elements, int threads, DType dtype) {
    HostStorage a = HostStorage.allocate(dtype, elements);
    HostStorage b = HostStorage.allocate(dtype, elements);
    HostStorage c = HostStorage.allocate(dtype, elements);
    b.fill(1);
    c.fill(2);
    Timed timed =
        onThreads(
            threads,
            (thread, repetitions) -> {
              int from = (int) ((long) elements * thread / threads);
              int to = (int) ((long) elements * (thread + 1) / threads);
              for (long i = 0; i < repetitions; i++) {
                triad(a, b, c, from, to);
              }
            });
    return new Entrant("triad", 3.0 * dtype.bytes() * elements, timed);
  }

  private static void triad(HostStorage a, HostStorage b, HostStorage c, int from, int to) {
    if (a instanceof Doubles(double[] x)
        && b instanceof Doubles(double[] y)
        && c instanceof Doubles(double[] z)) {
      DoublePeak.triad(x, y, z, from, to);
    } else if (a instanceof Floats(float[] x)
        && b instanceof Floats(float[] y)
        && c instanceof Floats(float[] z)) {
      FloatPeak.triad(x, y, z, from, to);
    } else {
      throw new IllegalArgumentException("triad: of real numbers, not of " + a.dtype());
    }
  }

  private interface Part {
    void run(int thread, long repetitions);
  }

  /// Times all threads together: from when all have started to when the last has finished.
  private static Timed onThreads(int threads, Part part) {
    return repetitions -> {
      CyclicBarrier barrier = new CyclicBarrier(threads);
      IntConsumer rest =
          thread -> {
            await(barrier);
            part.run(thread, repetitions);
            await(barrier);
          };
      for (int thread = 1; thread < threads; thread++) {
        int number = thread;
        Thread.ofPlatform().daemon().start(() -> rest.accept(number));
      }
      await(barrier);
      long start = System.nanoTime();
      part.run(0, repetitions);
      await(barrier);
      return (System.nanoTime() - start) / 1e9;
    };
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }
}
