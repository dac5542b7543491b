package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.IntStream;

/// Rows of inputs, each with what is to be predicted from it.
///
/// @param x the inputs: its first axis counts the rows
/// @param y the targets: its first axis too
public record Dataset(Tensor x, Tensor y) {
  /// A data set.
  ///
  /// @throws IllegalArgumentException if there aren't as many targets as inputs
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
  /// @param index the rows' numbers from 0: a vector, I32
  public Dataset select(Tensor index) {
    return new Dataset(x.indexSelect(0, index), y.indexSelect(0, index));
  }

  /// The rows in batches, shuffled anew by `randperm` each time that they are gone through.
  ///
  /// A batch that would hold all rows is this data set as it is, and draws nothing: the order
  /// within a batch says nothing.
  ///
  /// @param size how many rows a batch has, at least 1; the last may have fewer
  /// @param generator the source of the order
  /// @return each row in one batch; made as they are asked for
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
