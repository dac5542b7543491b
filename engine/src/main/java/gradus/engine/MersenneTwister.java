package gradus.engine;

import java.util.Arrays;
import java.util.Locale;

/// The 32-bit Mersenne Twister MT19937, the generator behind PyTorch's and NumPy's legacy random
/// numbers. Not thread-safe.
///
/// M. Matsumoto, T. Nishimura: *Mersenne Twister*, ACM TOMACS 8 (1998), with the seeding of 2002.
public final class MersenneTwister {
  private static final int N = 624;
  private static final int M = 397;

  /// The length of a [#state].
  static final int STATE = N + 1;

  private final int[] state = new int[N];
  private int next = N;

  /// Creates a generator.
  ///
  /// @param seed any 32 bits
  public MersenneTwister(int seed) {
    seed(seed);
  }

  /// Begins anew, as a new generator with this seed would.
  void seed(int seed) {
    next = N;
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /// Returns the state: 624 words, then the number of words that have been drawn since they were
  /// generated.
  int[] state() {
    int[] words = Arrays.copyOf(state, STATE);
    words[N] = next;
    return words;
  }

  /// Restores a state that [#state] returned. A state of zeros alone is invalid, because it would
  /// only return zeros.
  void load(int... words) {
    // Only the highest bit of the first word affects later numbers.
    boolean alive = (words[0] & 0x80000000) != 0;
    for (int i = 1; i < N; i++) {
      alive |= words[i] != 0;
    }
    if (!alive || words[N] < 1 || words[N] > N) {
      throw new IllegalArgumentException(
          alive
              ? String.format(Locale.ROOT, "%d of %d words can't have been drawn", words[N], N)
              : "all bits are 0");
    }
    System.arraycopy(words, 0, state, 0, N);
    next = words[N];
  }

  private void refill() {
    for (int i = 0; i < N; i++) {
      int bits = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
      int twisted = (bits >>> 1) ^ ((bits & 1) == 0 ? 0 : 0x9908b0df);
      state[i] = state[(i + M) % N] ^ twisted;
    }
    next = 0;
  }

  /// Draws the next 32 random bits.
  ///
  /// @return any int
  public int nextInt() {
    if (next == N) {
      refill();
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  /// Draws a uniform number of 53 bits, from two draws, like the authors' `genrand_res53`.
  ///
  /// @return from 0 (inclusive) to 1 (exclusive)
  public double nextDouble() {
    long high = nextInt() >>> 5;
    long low = nextInt() >>> 6;
    return (high * 0x1p26 + low) * 0x1p-53;
  }
}
