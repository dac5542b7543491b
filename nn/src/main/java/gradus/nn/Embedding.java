package gradus.nn;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/// A table of vectors that are looked up by number, such as those of words.
///
/// The gradient of the table is dense, and 0 in rows that were not looked up; that of a row that
/// was looked up several times is the sum in the order of the numbers.
///
/// @param weight (count, width): one row per number
/// @param paddingIdx the number of the row that has no gradient, for positions that are padding;
///   null for none
public record Embedding(Tensor weight, Integer paddingIdx) implements Layer {
  /// Creates a layer with a given table.
  ///
  /// @throws IllegalArgumentException if it is not a matrix, or has no row of that number
  public Embedding {
    if (weight.rank() != 2) {
      throw new IllegalArgumentException(
          "Embedding: needs a weight (count, width), not " + weight.spec());
    }
    if (paddingIdx != null && (paddingIdx < 0 || paddingIdx >= weight.size(0))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Embedding: paddingIdx must be from 0 to %d, not %d",
              weight.size(0) - 1,
              paddingIdx));
    }
  }

  /// Creates a layer with PyTorch's initialisation: normal numbers of mean 0 and variance 1.
  ///
  /// @param generator the random number generator
  /// @param count the number of rows, at least 1
  /// @param width the length of a row, at least 1
  public Embedding(Generator generator, int count, int width) {
    this(generator, count, width, null);
  }

  /// Creates a layer with PyTorch's initialisation; the padding's row is 0.
  ///
  /// @param generator the random number generator
  /// @param count the number of rows, at least 1
  /// @param width the length of a row, at least 1
  /// @param paddingIdx the number of the padding's row; null for none
  public Embedding(Generator generator, int count, int width, Integer paddingIdx) {
    this(
        Tensor.randn(
            generator,
            Checks.positive("Embedding", "number of rows", count),
            Checks.positive("Embedding", "width", width)),
        paddingIdx);
    if (paddingIdx != null) {
      weight.select(0, paddingIdx).fill(0);
    }
    weight.requiresGrad(true);
  }

  /// {@inheritDoc}
  ///
  /// @param x I32, of any shape: numbers from 0 to count - 1
  /// @return (…, width)
  @Override
  public Tensor forward(Tensor x) {
    if (x.dtype() != DType.I32) {
      throw new IllegalArgumentException("Embedding: takes numbers, i32, but got " + x.spec());
    }
    int[] shape = Arrays.copyOf(x.shape().dims(), x.rank() + 1);
    shape[x.rank()] = weight.size(1);
    Tensor rows = weight.indexSelect(0, x.flatten()).reshape(shape);
    return paddingIdx == null
        ? rows
        : Tensor.where(x.ne(paddingIdx).unsqueeze(-1), rows, rows.detach());
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict().add("weight", weight).tensors();
  }
}
