package gradus.bench;

import java.util.Arrays;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.function.IntConsumer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The limits of the machine, measured like everything else: fused multiply-adds on registers for
/// arithmetic, McCalpin's STREAM triad for memory.
///
/// J. D. McCalpin: *Memory Bandwidth and Machine Balance in Current High Performance Computers*,
/// IEEE TCCA Newsletter, 1995. As in STREAM, the triad's traffic is 12 bytes per element; the read
/// of a cache line before it is overwritten doesn't count.
final class MachinePeak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /// The number of independent accumulators. Two units with a latency of 4 cycles need 8; four
  /// units (Apple's M series) need 16. With 16 registers there is room for 12 and the two operands.
  private static final int CHAINS = 12;

  private static final int ITERATIONS = 20_000;

  private static volatile float sink;

  private MachinePeak() {}

  /// Returns the width of the widest vectors, in bits.
  static int vectorBits() {
    return SPECIES.vectorBitSize();
  }

  /// Returns fused multiply-adds in F32 on every thread; the work is in floating-point operations.
  static Entrant multiplyAdds(int threads) {
    double work = 2.0 * threads * ITERATIONS * CHAINS * SPECIES.length();
    return new Entrant(
        "peak", work, onThreads(threads, (_, repetitions) -> multiplyAdds(repetitions)));
  }

  private static void multiplyAdds(long repetitions) {
    float sum = 0;
    for (long i = 0; i < repetitions; i++) {
      sum += chains(ITERATIONS);
    }
    sink = sum;
  }

  /// Computes a ← a·x + y, which stays near 1: it neither overflows nor gets denormal, which is
  /// slow.
  private static float chains(int iterations) {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector y = FloatVector.broadcast(SPECIES, 0.001f);
    FloatVector a0 = FloatVector.broadcast(SPECIES, 1.00f);
    FloatVector a1 = FloatVector.broadcast(SPECIES, 1.01f);
    FloatVector a2 = FloatVector.broadcast(SPECIES, 1.02f);
    FloatVector a3 = FloatVector.broadcast(SPECIES, 1.03f);
    FloatVector a4 = FloatVector.broadcast(SPECIES, 1.04f);
    FloatVector a5 = FloatVector.broadcast(SPECIES, 1.05f);
    FloatVector a6 = FloatVector.broadcast(SPECIES, 1.06f);
    FloatVector a7 = FloatVector.broadcast(SPECIES, 1.07f);
    FloatVector a8 = FloatVector.broadcast(SPECIES, 1.08f);
    FloatVector a9 = FloatVector.broadcast(SPECIES, 1.09f);
    FloatVector a10 = FloatVector.broadcast(SPECIES, 1.10f);
    FloatVector a11 = FloatVector.broadcast(SPECIES, 1.11f);
    for (int i = 0; i < iterations; i++) {
      a0 = a0.fma(x, y);
      a1 = a1.fma(x, y);
      a2 = a2.fma(x, y);
      a3 = a3.fma(x, y);
      a4 = a4.fma(x, y);
      a5 = a5.fma(x, y);
      a6 = a6.fma(x, y);
      a7 = a7.fma(x, y);
      a8 = a8.fma(x, y);
      a9 = a9.fma(x, y);
      a10 = a10.fma(x, y);
      a11 = a11.fma(x, y);
    }
    FloatVector sum = a0.add(a1).add(a2).add(a3).add(a4).add(a5);
    return sum.add(a6).add(a7).add(a8).add(a9).add(a10).add(a11).lane(0);
  }

  /// Returns the triad a ← b + s·c on its own arrays; the work is in bytes.
  ///
  /// @param elements the length of each array
  /// @param threads the number of threads that share them
  static Entrant triad(int elements, int threads) {
    float[] a = new float[elements];
    float[] b = new float[elements];
    float[] c = new float[elements];
    Arrays.fill(b, 1);
    Arrays.fill(c, 2);
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
    return new Entrant("triad", 12.0 * elements, timed);
  }

  private static void triad(float[] a, float[] b, float[] c, int from, int to) {
    int i = from;
    for (; i <= to - SPECIES.length(); i += SPECIES.length()) {
      FloatVector.fromArray(SPECIES, c, i)
          .fma(FloatVector.broadcast(SPECIES, 3), FloatVector.fromArray(SPECIES, b, i))
          .intoArray(a, i);
    }
    for (; i < to; i++) {
      a[i] = Math.fma(3, c[i], b[i]);
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
