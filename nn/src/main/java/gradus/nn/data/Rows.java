package gradus.nn.data;

import gradus.engine.Tensor;
import gradus.nn.Dataset;

/// The rows of a data set. A batch is selected at once.
record Rows(Dataset data) implements Samples {
  @Override
  public int size() {
    return data.size();
  }

  @Override
  public Sample get(int index) {
    return new Sample(data.x().select(0, index), data.y().select(0, index));
  }

  @Override
  public Dataset batch(int... index) {
    return data.select(Tensor.of(index).to(data.x().backend()));
  }
}
