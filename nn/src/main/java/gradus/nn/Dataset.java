package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Iterator;
import java.util.stream.IntStream;

/// Examples: inputs and targets, a row of each.
///
/// @param x inputs, (n, …)
/// @param y targets, (n, …)
public record Dataset(Tensor x, Tensor y) {
  /// Checks the numbers of rows.
  ///
  /// @throws IllegalArgumentException if they differ, or there are no rows to speak of
  public Dataset {
    if (x.rank() == 0 || y.rank() == 0 || x.size(0) != y.size(0)) {
      throw new IllegalArgumentException(
          "Dataset: x and y need as many rows, got %s and %s".formatted(x.spec(), y.spec()));
    }
  }

  /// {@return the number of rows}
  public int size() {
    return x.size(0);
  }

  /// {@return some of the rows}
  ///
  /// @param rows their numbers, I32, in the order wanted
  public Dataset select(Tensor rows) {
    return new Dataset(x.indexSelect(0, rows), y.indexSelect(0, rows));
  }

  /// {@return all rows in batches, in an order that is drawn when the walk begins; the last batch
  /// may be smaller}
  ///
  /// @param size rows of a batch, at least 1
  /// @param generator the source of the order
  public Iterable<Dataset> batches(int size, Generator generator) {
    if (size < 1) {
      throw new IllegalArgumentException("batches: needs at least one row a batch, got " + size);
    }
    return () -> shuffled(size, generator);
  }

  private Iterator<Dataset> shuffled(int size, Generator generator) {
    Tensor order = Tensor.randperm(generator, size()).to(x.backend());
    int count = (size() + size - 1) / size;
    return IntStream.range(0, count)
        .mapToObj(i -> select(order.slice(0, i * size, Math.min(size(), (i + 1) * size))))
        .iterator();
  }
}
