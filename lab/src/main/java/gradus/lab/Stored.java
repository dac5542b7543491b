package gradus.lab;

import gradus.engine.DType;
import gradus.engine.Tensor;

/// Statistics of a tensor.
///
/// @param name its name
/// @param type the type of its elements
/// @param shape the lengths of its axes
/// @param count the number of its elements
/// @param mean the mean; of an empty tensor, this and the next three values are NaN
/// @param deviation the standard deviation (with divisor n)
/// @param min the minimum
/// @param max the maximum
/// @param histogram the number of elements in each of the bins of equal width from the minimum to
///   the maximum; null if these are not finite
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
