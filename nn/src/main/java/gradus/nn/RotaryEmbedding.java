package gradus.nn;

import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Formula;
import gradus.engine.Tensor;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Rotary position embedding: rotates pairs of a query's or key's elements by angles that are
/// proportional to its position, so that inner products depend on the distance of two positions. J.
/// Su et al.: *RoFormer*, 2021.
///
/// Pair i at position p is rotated by p · fᵢ; usually fᵢ = base^(-2i / width). It has no
/// parameters; cosines and sines are computed once, in F64.
public final class RotaryEmbedding {
  /// Which elements are a pair.
  public enum Pairing {
    /// Neighbours, 2i and 2i + 1: the paper, and Llama's original weights.
    ADJACENT,
    /// i and i + width / 2, as Hugging Face's models have it. Their weights of queries and keys are
    /// those of [#ADJACENT] in another order.
    HALVES
  }

  /// x · cosine + partner · sine, where the sine of the first of a pair is negative.
  private static final Elementwise.Fused ROTATION =
      new Elementwise.Fused(
          "rotation",
          4,
          Formula.of(4, in -> in.get(0).mul(in.get(2)).add(in.get(1).mul(in.get(3)))));

  private final Pairing pairing;
  private final int positions;
  private final int pairs;

  /// For each type, (positions, 1, pairs), or (positions, pairs, 1) for neighbours.
  private final Map<DType, Tensor> cosines = new EnumMap<>(DType.class);

  /// The same with both signs, (positions, 2, pairs) or (positions, pairs, 2).
  private final Map<DType, Tensor> sines = new EnumMap<>(DType.class);

  /// Creates an embedding.
  ///
  /// @param width the length of queries and keys, even
  /// @param positions the number of positions
  /// @param base the base of the frequencies, such as 10000
  /// @param pairing which elements are a pair
  /// @throws IllegalArgumentException if the width is odd or a number is not positive
  public RotaryEmbedding(int width, int positions, double base, Pairing pairing) {
    this(frequencies(width, base), positions, pairing);
  }

  /// Creates an embedding of given frequencies, such as those that a longer context changes.
  ///
  /// @param frequencies the angle between neighbouring positions for each pair
  /// @param positions the number of positions
  /// @param pairing which elements are a pair
  /// @throws IllegalArgumentException if there is no position
  public RotaryEmbedding(double[] frequencies, int positions, Pairing pairing) {
    Checks.positive("RotaryEmbedding", "number of positions", positions);
    this.pairing = pairing;
    this.positions = positions;
    this.pairs = frequencies.length;
    double[] cos = new double[Math.multiplyExact(positions, pairs)];
    double[] sin = new double[cos.length];
    for (int i = 0; i < cos.length; i++) {
      double angle = i / pairs * frequencies[i % pairs];
      cos[i] = Math.cos(angle);
      sin[i] = Math.sin(angle);
    }
    int axis = pairing == Pairing.HALVES ? 1 : 2;
    Tensor cosine = Tensor.fromArray(cos, positions, pairs).unsqueeze(axis);
    Tensor sine = Tensor.fromArray(sin, positions, pairs);
    Tensor signed = Tensor.stack(axis, sine.neg(), sine);
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      cosines.put(dtype, cosine.to(dtype));
      sines.put(dtype, signed.to(dtype));
    }
  }

  /// {@return the usual frequencies: base^(-2i / width) for i from 0 to width / 2 - 1}
  ///
  /// @param width the length of queries and keys, even
  /// @param base the base, such as 10000
  /// @throws IllegalArgumentException if the width is odd or a number is not positive
  public static double[] frequencies(int width, double base) {
    Checks.positive("RotaryEmbedding", "width", width);
    if (width % 2 != 0 || !(base > 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "RotaryEmbedding: needs an even width and a positive base, not %d and %s",
              width,
              base));
    }
    double[] frequencies = new double[width / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = Math.pow(base, -2.0 * i / width);
    }
    return frequencies;
  }

  /// {@return queries or keys, rotated}
  ///
  /// @param x (…, L, width)
  /// @param offset the position of the first of them, such as the length of a cache
  /// @throws IllegalArgumentException if the shape does not fit, or there are not as many positions
  public Tensor apply(Tensor x, int offset) {
    if (x.rank() < 2 || x.size(-1) != 2 * pairs || !x.dtype().isFloating()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "RotaryEmbedding: takes (…, positions, %d), but got %s",
              2 * pairs,
              x.spec()));
    }
    int length = x.size(-2);
    if (offset < 0 || offset > positions - length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "RotaryEmbedding: has the positions 0 to %d, not %d positions from %d on",
              positions - 1,
              length,
              offset));
    }
    boolean halves = pairing == Pairing.HALVES;
    int[] shape = x.shape().dims();
    int[] paired = Arrays.copyOf(shape, shape.length + 1);
    paired[shape.length - 1] = halves ? 2 : pairs;
    paired[shape.length] = halves ? pairs : 2;
    Tensor pair = x.reshape(paired);
    return ROTATION
        .apply(pair, pair.flip(halves ? -2 : -1), part(cosines, x, offset), part(sines, x, offset))
        .reshape(shape);
  }

  private static Tensor part(Map<DType, Tensor> tables, Tensor x, int offset) {
    return tables.get(x.dtype()).slice(0, offset, offset + x.size(-2)).to(x.backend());
  }
}
