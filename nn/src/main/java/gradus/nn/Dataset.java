package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.IntStream;

/// A data set: rows of inputs, each with its target.
///
/// @param x the inputs; the first axis counts the rows
/// @param y the targets; the first axis counts the rows
public record Dataset(Tensor x, Tensor y) {
  /// Creates a data set.
  ///
  /// @throws IllegalArgumentException if the numbers of inputs and of targets differ
  public Dataset {
    if (x.rank() == 0 || y.rank() == 0 || x.size(0) != y.size(0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Dataset: needs as many rows of inputs as of targets, not %s and %s",
              x.spec(),
              y.spec()));
    }
  }

  /// {@return the number of rows}
  public int size() {
    return x.size(0);
  }

  /// {@return some of the rows, in the order of the index}
  ///
  /// @param index the numbers of the rows, from 0: a vector, I32
  public Dataset select(Tensor index) {
    return new Dataset(x.indexSelect(0, index), y.indexSelect(0, index));
  }

  /// Returns the rows in batches, shuffled by `randperm` for each iteration.
  ///
  /// If one batch holds all rows, it is this data set, unshuffled, and nothing is drawn: the order
  /// within a batch does not matter.
  ///
  /// @param size the number of rows in a batch, at least 1; the last batch may have fewer
  /// @param generator the random number generator for the order
  /// @return batches that contain each row once; created lazily
  public Iterable<Dataset> batches(int size, Generator generator) {
    if (size < 1) {
      throw new IllegalArgumentException("batches: needs at least one row a batch, not " + size);
    }
    return () -> size < size() ? shuffled(size, generator) : whole();
  }

  private Iterator<Dataset> whole() {
    return IntStream.range(0, Math.min(1, size())).mapToObj(_ -> this).iterator();
  }

  private Iterator<Dataset> shuffled(int size, Generator generator) {
    Tensor order = Tensor.randperm(generator, size()).to(x.backend());
    return IntStream.range(0, Math.ceilDiv(size(), size))
        .map(batch -> batch * size)
        .mapToObj(start -> select(order.slice(0, start, start + Math.min(size, size() - start))))
        .iterator();
  }
}
