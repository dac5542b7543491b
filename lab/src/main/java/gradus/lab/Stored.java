package gradus.lab;

import gradus.engine.DType;
import gradus.engine.Tensor;

/// A stored tensor in a few figures.
///
/// @param name it is stored by
/// @param type of its elements
/// @param shape its axes' lengths
/// @param count of its elements
/// @param mean of them; of none it is no number, and so are the next three
/// @param deviation how far they are from the mean: the root of the mean square
/// @param min the least
/// @param max the greatest
/// @param histogram how many there are in each of equal parts from the least to the greatest; null
///   where these aren't numbers
record Stored(
    String name,
    String type,
    int[] shape,
    int count,
    double mean,
    double deviation,
    double min,
    double max,
    int[] histogram) {
  private static final int BINS = 41;

  static Stored of(String name, Tensor tensor) {
    Tensor all = tensor.detach();
    boolean empty = all.size() == 0;
    double min = empty ? Double.NaN : all.min().item();
    double max = empty ? Double.NaN : all.max().item();
    return new Stored(
        name,
        tensor.dtype().toString(),
        tensor.shape().dims(),
        tensor.size(),
        empty ? Double.NaN : all.mean().item(),
        empty
            ? Double.NaN
            : Math.sqrt(
                all.var(all.shape().axes().stream().mapToInt(a -> a).toArray(), 0, false).item()),
        min,
        max,
        Double.isFinite(min) && Double.isFinite(max) ? histogram(all, min, max) : null);
  }

  private static int[] histogram(Tensor all, double min, double max) {
    int[] counts = new int[BINS];
    double width = max > min ? (max - min) / BINS : 1;
    for (float value : all.to(DType.F32).toFloats()) {
      counts[Math.clamp((long) ((value - min) / width), 0, BINS - 1)]++;
    }
    return counts;
  }
}
