package gradus.nn.data;

import gradus.nn.Dataset;
import java.util.Objects;

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
    return Sample.stack(this::get, index);
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
}
