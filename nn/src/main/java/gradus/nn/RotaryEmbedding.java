package gradus.nn;

import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Formula;
import gradus.engine.Tensor;
import java.util.Locale;

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

  private static final Elementwise.Fused COSINE_PART =
      new Elementwise.Fused(
          "rotation, first",
          4,
          Formula.of(4, in -> in.get(0).mul(in.get(2)).sub(in.get(1).mul(in.get(3)))));

  private static final Elementwise.Fused SINE_PART =
      new Elementwise.Fused(
          "rotation, second",
          4,
          Formula.of(4, in -> in.get(1).mul(in.get(2)).add(in.get(0).mul(in.get(3)))));

  private final Pairing pairing;
  private final Tensor cosines;
  private final Tensor sines;

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
    int pairs = frequencies.length;
    double[] cos = new double[Math.multiplyExact(positions, pairs)];
    double[] sin = new double[cos.length];
    for (int i = 0; i < cos.length; i++) {
      double angle = i / pairs * frequencies[i % pairs];
      cos[i] = Math.cos(angle);
      sin[i] = Math.sin(angle);
    }
    cosines = Tensor.fromArray(cos, positions, pairs);
    sines = Tensor.fromArray(sin, positions, pairs);
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
    int pairs = cosines.size(1);
    if (x.rank() < 2 || x.size(-1) != 2 * pairs || !x.dtype().isFloating()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "RotaryEmbedding: takes (…, positions, %d), but got %s",
              2 * pairs,
              x.spec()));
    }
    int length = x.size(-2);
    if (offset < 0 || offset > cosines.size(0) - length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "RotaryEmbedding: has the positions 0 to %d, not %d positions from %d on",
              cosines.size(0) - 1,
              length,
              offset));
    }
    Tensor cos = part(cosines, x, offset);
    Tensor sin = part(sines, x, offset);
    boolean halves = pairing == Pairing.HALVES;
    Tensor a = halves ? x.slice(-1, 0, pairs) : x.slice(-1, 0, 2 * pairs, 2);
    Tensor b = halves ? x.slice(-1, pairs, 2 * pairs) : x.slice(-1, 1, 2 * pairs, 2);
    Tensor first = COSINE_PART.apply(a, b, cos, sin);
    Tensor second = SINE_PART.apply(a, b, cos, sin);
    return halves
        ? Tensor.concat(-1, first, second)
        : Tensor.stack(-1, first, second).reshape(x.shape().dims());
  }

  private static Tensor part(Tensor table, Tensor x, int offset) {
    DType dtype = x.dtype();
    return table.slice(0, offset, offset + x.size(-2)).to(dtype).to(x.backend());
  }
}
