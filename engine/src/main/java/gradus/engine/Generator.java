package gradus.engine;

import java.util.Arrays;
import java.util.Locale;

/// Random numbers, draw for draw those of PyTorch's generator on the CPU: after
/// `torch.manual_seed(s)`, the same calls in the same order give the same numbers. Not for several
/// threads at once.
///
/// Uniform numbers and permutations agree bit for bit. Normal numbers agree to the last few bits,
/// since PyTorch approximates logarithm and cosine for its vector units.
public final class Generator {
  /// Up to here PyTorch draws normal numbers one by one; from here on in blocks of this size.
  private static final int BLOCK = 16;

  private final MersenneTwister bits;
  private double spare = Double.NaN;

  /// A generator.
  ///
  /// @param seed of which PyTorch's generator uses the low 32 bits
  public Generator(long seed) {
    bits = new MersenneTwister((int) seed);
  }

  /// Where in its stream of numbers the generator is, to go on from there later, in this generator
  /// or another.
  ///
  /// @return 627 numbers, I32: the twister's 624 words, how many of them have been drawn, and the
  ///   two halves of the normal number that is kept for the next call, a NaN if there is none
  public Tensor state() {
    int[] state = Arrays.copyOf(bits.state(), MersenneTwister.STATE + 2);
    long kept = Double.doubleToLongBits(spare);
    state[MersenneTwister.STATE] = (int) (kept >>> 32);
    state[MersenneTwister.STATE + 1] = (int) kept;
    return Tensor.of(state);
  }

  /// Goes on from a state.
  ///
  /// @param state from [#state()]
  /// @throws IllegalArgumentException if it isn't one; then nothing has changed
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
      throw new IllegalArgumentException("Generator: this is no state: " + e.getMessage(), e);
    }
    spare = kept;
  }

  /// A uniform number of 24 bits.
  private float nextFloat() {
    return (bits.nextInt() & 0xFFFFFF) * 0x1p-24f;
  }

  /// A uniform number of 53 bits.
  private double nextDouble() {
    long high = bits.nextInt();
    long low = Integer.toUnsignedLong(bits.nextInt());
    return ((high << 32 | low) & (1L << 53) - 1) * 0x1p-53;
  }

  /// Uniform numbers from 0 up to but without 1.
  ///
  /// @param count how many
  /// @return the numbers, as `torch.rand` draws them
  public float[] uniform(int count) {
    return uniform(count, 0, 1);
  }

  /// Uniform numbers from an interval.
  ///
  /// @param count how many
  /// @param low the least
  /// @param high where the interval ends; rounding may reach it
  /// @return the numbers, as `Tensor.uniform_` draws them
  public float[] uniform(int count, double low, double high) {
    float from = (float) low;
    float range = (float) high - from;
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      // Rounded once, as PyTorch's kernels for AVX2 and AVX-512 do.
      numbers[i] = Math.fma(nextFloat(), range, from);
    }
    return numbers;
  }

  /// Normal numbers of mean 0 and variance 1.
  ///
  /// @param count how many
  /// @return the numbers, as `torch.randn` draws them
  public float[] normal(int count) {
    return normal(count, 0, 1);
  }

  /// Normal numbers, by Box and Muller's method.
  ///
  /// @param count how many
  /// @param mean their mean
  /// @param deviation their standard deviation
  /// @return the numbers, as `Tensor.normal_` draws them
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

  /// Two at a time: the sine's is kept for the next call.
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

  /// All uniform numbers first; then each block of 16 is turned into normal numbers, its first half
  /// for the radius and its second for the angle. A rest shorter than a block is drawn anew as part
  /// of the last 16.
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

  /// The numbers from 0 up in random order, by Fisher and Yates' shuffle.
  ///
  /// @param count how many
  /// @return a permutation, as `torch.randperm` draws it
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
