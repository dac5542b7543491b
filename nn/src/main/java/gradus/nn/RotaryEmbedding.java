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
/// parameters. Cosines and sines are computed once, in F64, for as many positions as are used.
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

  /// The positions that tables have at least, if there are as many.
  private static final int FIRST = 1024;

  /// Cosines and sines of the positions from 0 on.
  ///
  /// @param positions the number of positions
  /// @param cosines for each type, (positions, 1, pairs), or (positions, pairs, 1) for neighbours
  /// @param sines the same with both signs, (positions, 2, pairs) or (positions, pairs, 2)
  private record Tables(int positions, Map<DType, Tensor> cosines, Map<DType, Tensor> sines) {}

  private final Pairing pairing;
  private final int positions;
  private final double[] frequencies;

  /// Replaced by larger ones. Two threads may both do so; either's are valid.
  private volatile Tables tables;

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
    this.frequencies = frequencies.clone();
    this.tables = tables(Math.min(positions, FIRST));
  }

  private Tables tables(int count) {
    int pairs = frequencies.length;
    double[] cos = new double[Math.multiplyExact(count, pairs)];
    double[] sin = new double[cos.length];
    for (int i = 0; i < cos.length; i++) {
      double angle = i / pairs * frequencies[i % pairs];
      cos[i] = Math.cos(angle);
      sin[i] = Math.sin(angle);
    }
    int axis = pairing == Pairing.HALVES ? 1 : 2;
    Tensor cosine = Tensor.fromArray(cos, count, pairs).unsqueeze(axis);
    Tensor sine = Tensor.fromArray(sin, count, pairs);
    Tensor signed = Tensor.stack(axis, sine.neg(), sine);
    Map<DType, Tensor> cosines = new EnumMap<>(DType.class);
    Map<DType, Tensor> sines = new EnumMap<>(DType.class);
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      cosines.put(dtype, cosine.to(dtype));
      sines.put(dtype, signed.to(dtype));
    }
    return new Tables(count, cosines, sines);
  }

  /// {@return tables that have the positions up to one} They at least double, so that a text that
  /// grows by single tokens does not compute them each time.
  private Tables tablesTo(int end) {
    Tables known = tables;
    if (end > known.positions) {
      known = tables((int) Math.min(positions, Math.max(end, 2L * known.positions)));
      tables = known;
    }
    return known;
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
    int pairs = frequencies.length;
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
    Tables known = tablesTo(offset + length);
    Tensor cosines = part(known.cosines, x, offset);
    Tensor sines = part(known.sines, x, offset);
    return ROTATION.apply(pair, pair.flip(halves ? -2 : -1), cosines, sines).reshape(shape);
  }

  private static Tensor part(Map<DType, Tensor> table, Tensor x, int offset) {
    return table.get(x.dtype()).slice(0, offset, offset + x.size(-2)).to(x.backend());
  }
}
