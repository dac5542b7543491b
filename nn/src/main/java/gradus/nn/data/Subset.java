package gradus.nn.data;

import gradus.nn.Dataset;
import java.util.Arrays;

/// Some of the samples of a source.
final class Subset implements Samples {
  private final Samples source;
  private final int[] index;

  Subset(Samples source, int... index) {
    this.source = source;
    this.index = index.clone();
  }

  @Override
  public int size() {
    return index.length;
  }

  @Override
  public Sample get(int i) {
    return source.get(index[i]);
  }

  @Override
  public Dataset batch(int... of) {
    return source.batch(Arrays.stream(of).map(i -> index[i]).toArray());
  }
}
