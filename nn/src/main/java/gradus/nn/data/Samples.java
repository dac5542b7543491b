package gradus.nn.data;

import gradus.engine.Tensor;
import gradus.nn.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntFunction;

/// A source of samples by number, which may read or compute each when it is asked for it. PyTorch
/// calls this a map-style dataset.
///
/// A [DataLoader] with workers calls [#get] from several threads at once.
public interface Samples {
  /// {@return the number of samples}
  int size();

  /// {@return a sample}
  ///
  /// @param index its number, from 0 (inclusive) to [#size()] (exclusive)
  Sample get(int index);

  /// {@return some of the samples as one batch}
  ///
  /// @param index their numbers, at least one
  /// @throws SampleException if one can't be had, or its shapes are not those of the first
  default Dataset batch(int... index) {
    return stacked(this::get, index);
  }

  /// {@return some of the samples, in a given order, as a source of their own}
  ///
  /// @param index their numbers
  /// @throws IndexOutOfBoundsException if there is no sample of a number
  default Samples subset(int... index) {
    for (int i : index) {
      Objects.checkIndex(i, size());
    }
    return new Subset(this, index);
  }

  /// {@return the rows of a data set as samples}
  ///
  /// @param data the data set
  static Samples of(Dataset data) {
    return new Rows(data);
  }

  /// Stacks samples, and says which one was the problem if there was one.
  static Dataset stacked(IntFunction<Sample> source, int... index) {
    List<Tensor> inputs = new ArrayList<>(index.length);
    List<Tensor> targets = new ArrayList<>(index.length);
    for (int i : index) {
      Sample sample;
      try {
        sample = source.apply(i);
      } catch (RuntimeException e) {
        throw new SampleException(i, e.toString(), e);
      }
      inputs.add(sample.x());
      targets.add(sample.y());
      checkLike(i, inputs);
      checkLike(i, targets);
    }
    return new Dataset(Tensor.stack(0, inputs), Tensor.stack(0, targets));
  }

  private static void checkLike(int i, List<Tensor> tensors) {
    Tensor first = tensors.getFirst();
    Tensor last = tensors.getLast();
    if (!last.spec().equals(first.spec())) {
      throw new SampleException(
          i,
          String.format(
              Locale.ROOT,
              "it has %s, and the first of its batch %s; resize or pad them",
              last.spec(),
              first.spec()),
          null);
    }
  }
}
