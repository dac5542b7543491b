package gradus.engine;

import java.util.Arrays;
import java.util.Locale;

/// A random number generator that reproduces PyTorch's CPU generator, draw for draw: after
/// `torch.manual_seed(s)`, the same calls in the same order return the same numbers. Not
/// thread-safe.
///
/// Uniform numbers and permutations agree bit for bit. Normal numbers agree to the last few bits,
/// because PyTorch approximates logarithm and cosine in its vector code.
public final class Generator {
  /// Below this count PyTorch draws normal numbers one by one; from this count on in blocks of this
  /// size.
  private static final int BLOCK = 16;

  private final MersenneTwister bits;
  private double spare = Double.NaN;

  /// Creates a generator.
  ///
  /// @param seed the seed, of which PyTorch's generator uses the low 32 bits
  public Generator(long seed) {
    bits = new MersenneTwister((int) seed);
  }

  /// Begins anew: from here on, the draws are those of a new generator with this seed, as after
  /// `torch.Generator.manual_seed`.
  ///
  /// @param seed the seed, of which the low 32 bits are used
  public void seed(long seed) {
    bits.seed((int) seed);
    spare = Double.NaN;
  }

  /// Returns the state of the generator, from which this or another generator can continue later.
  ///
  /// @return 627 numbers, I32: the 624 words of the Mersenne Twister, the number of words that have
  ///   been drawn, and the two halves of the normal number that is kept for the next call, NaN if
  ///   there is none
  public Tensor state() {
    int[] state = Arrays.copyOf(bits.state(), MersenneTwister.STATE + 2);
    long kept = Double.doubleToLongBits(spare);
    state[MersenneTwister.STATE] = (int) (kept >>> 32);
    state[MersenneTwister.STATE + 1] = (int) kept;
    return Tensor.of(state);
  }

  /// Restores a state.
  ///
  /// @param state a result of [#state()]
  /// @throws IllegalArgumentException if it is not a valid state; the generator is then unchanged
  public void load(Tensor state) {
    TensorSpec expected = new TensorSpec(Shape.of(MersenneTwister.STATE + 2), DType.I32);
    if (!state.spec().equals(expected)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "Generator: a state is %s, not %s", expected, state.spec()));
    }
    int[] words = state.toInts();
    long high = words[MersenneTwister.STATE];
    long low = Integer.toUnsignedLong(words[MersenneTwister.STATE + 1]);
    double kept = Double.longBitsToDouble(high << 32 | low);
    if (Double.isInfinite(kept)) {
      throw new IllegalArgumentException("Generator: the state keeps a number that isn't finite");
    }
    try {
      bits.load(words);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Generator: invalid state: " + e.getMessage(), e);
    }
    spare = kept;
  }

  /// Draws a uniform number of 24 bits from 0 (inclusive) to 1 (exclusive).
  float nextFloat() {
    return (bits.nextInt() & 0xFFFFFF) * 0x1p-24f;
  }

  /// Draws a uniform number of 53 bits from 0 (inclusive) to 1 (exclusive).
  double nextDouble() {
    long high = bits.nextInt();
    long low = Integer.toUnsignedLong(bits.nextInt());
    return ((high << 32 | low) & (1L << 53) - 1) * 0x1p-53;
  }

  /// Draws uniform numbers from 0 (inclusive) to 1 (exclusive).
  ///
  /// @param count the number of draws
  /// @return the numbers that `torch.rand` draws
  public float[] uniform(int count) {
    return uniform(count, 0, 1);
  }

  /// Draws uniform numbers from an interval.
  ///
  /// @param count the number of draws
  /// @param low the lower end, inclusive
  /// @param high the upper end; rounding may reach it
  /// @return the numbers that `Tensor.uniform_` draws
  public float[] uniform(int count, double low, double high) {
    float from = (float) low;
    float range = (float) high - from;
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      // Rounded once, like PyTorch's kernels for AVX2 and AVX-512.
      numbers[i] = Math.fma(nextFloat(), range, from);
    }
    return numbers;
  }

  /// Draws uniform integers from an interval.
  ///
  /// @param count the number of draws
  /// @param low the least integer
  /// @param high the end, exclusive
  /// @return the numbers that `torch.randint` draws
  /// @throws IllegalArgumentException unless low is less than high
  public int[] integers(int count, int low, int high) {
    if (low >= high) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "randint: there is no integer from %d below %d", low, high));
    }
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      // The difference is less than 2³², so it is right without a sign.
      numbers[i] = low + Integer.remainderUnsigned(bits.nextInt(), high - low);
    }
    return numbers;
  }

  /// Draws ones and zeros.
  ///
  /// @param count the number of draws
  /// @param p the probability of a 1, from 0 to 1
  /// @return the numbers that `Tensor.bernoulli_` draws
  /// @throws IllegalArgumentException if p is not a probability
  public float[] bernoulli(int count, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("bernoulli: " + p + " is not a probability");
    }
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = nextDouble() < p ? 1 : 0;
    }
    return numbers;
  }

  /// Draws normal numbers of mean 0 and variance 1.
  ///
  /// @param count the number of draws
  /// @return the numbers that `torch.randn` draws
  public float[] normal(int count) {
    return normal(count, 0, 1);
  }

  /// Draws normal numbers with the Box-Muller method.
  ///
  /// @param count the number of draws
  /// @param mean the mean
  /// @param deviation the standard deviation
  /// @return the numbers that `Tensor.normal_` draws
  public float[] normal(int count, double mean, double deviation) {
    if (count >= BLOCK) {
      return normalBlocks(count, (float) mean, (float) deviation);
    }
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) Math.fma(nextNormal(), deviation, mean);
    }
    return numbers;
  }

  /// Draws two at a time: the sine's is kept for the next call.
  private double nextNormal() {
    if (!Double.isNaN(spare)) {
      double number = spare;
      spare = Double.NaN;
      return number;
    }
    double angle = 2 * Math.PI * nextDouble();
    double radius = Math.sqrt(-2 * Math.log1p(-nextDouble()));
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /// Draws all uniform numbers first, then turns each block of 16 into normal numbers: the first
  /// half gives the radius, the second the angle. If the last block is incomplete, the last 16
  /// numbers are drawn again.
  private float[] normalBlocks(int count, float mean, float deviation) {
    float[] numbers = uniform(count);
    for (int start = 0; start <= count - BLOCK; start += BLOCK) {
      toNormal(numbers, start, mean, deviation);
    }
    if (count % BLOCK != 0) {
      System.arraycopy(uniform(BLOCK), 0, numbers, count - BLOCK, BLOCK);
      toNormal(numbers, count - BLOCK, mean, deviation);
    }
    return numbers;
  }

  private static void toNormal(float[] numbers, int start, float mean, float deviation) {
    for (int i = start; i < start + BLOCK / 2; i++) {
      // 1 - u is never 0, so its logarithm is finite.
      float radius = (float) Math.sqrt(-2 * (float) Math.log(1 - numbers[i]));
      float angle = (float) (2 * Math.PI) * numbers[i + BLOCK / 2];
      numbers[i] = Math.fma(radius * (float) Math.cos(angle), deviation, mean);
      numbers[i + BLOCK / 2] = Math.fma(radius * (float) Math.sin(angle), deviation, mean);
    }
  }

  /// Draws a permutation of 0 to count - 1 with the Fisher-Yates shuffle.
  ///
  /// @param count the number of elements
  /// @return the permutation that `torch.randperm` draws
  public int[] permutation(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    for (int i = 0; i < count - 1; i++) {
      int j = i + Integer.remainderUnsigned(bits.nextInt(), count - i);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
