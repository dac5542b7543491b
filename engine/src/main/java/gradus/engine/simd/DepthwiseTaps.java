package gradus.engine.simd;

/// The gradient of the kernel of a depthwise convolution: a convolution with more taps than pixels,
/// of one signal and one output in each group. A pixel is the sum of the products of the rows of a
/// plane with rows of taps; it is summed in each column first. Threads divide the groups among
/// them.
final class DepthwiseTaps {
  private final Convolution its;
  private final Lane lane;
  private final Planes planes;
  private final int[] pixels;
  private final int[] rows;
  private final int width;

  DepthwiseTaps(Convolution convolution) {
    this.its = convolution;
    this.lane = its.lane();
    WindowAxis[] exchanged = its.axes().clone();
    for (int a = 0; a < exchanged.length; a++) {
      exchanged[a] = exchanged[a].exchanged();
    }
    this.planes = new Planes(lane, exchanged, its.xs(), its.strides());
    this.pixels = planes.taps();
    this.rows = planes.runs();
    this.width = exchanged[exchanged.length - 1].outputs();
  }

  /// {@return whether a convolution has this form}
  static boolean suits(Convolution convolution) {
    return convolution.images() == 1
        && convolution.outputs() == 1
        && (convolution.taps() == 1 || convolution.kernel(0, 0).columnStride() == 1);
  }

  void run() {
    int each = its.threads() == 1 ? its.groups() : Math.max(1, its.groups() / (4 * its.threads()));
    Level1 level1 = lane.level1();
    Workers.share(
        its.groups(),
        each,
        (from, end) -> {
          Object sums = level1.allocate(pixels.length * level1.rowVectors(width) * lane.width());
          for (int group = from; group < end; group++) {
            long work = (long) its.channels() * rows.length * width * pixels.length;
            group(group, width >= lane.width() && level1.rowProductsOn(work), sums);
          }
        });
  }

  private void group(int group, boolean vectors, Object sums) {
    Level1 level1 = lane.level1();
    int length = vectors ? level1.rowVectors(width) * lane.width() : width;
    level1.clear(pixels.length * length, sums, 0);
    for (int channel = 0; channel < its.channels(); channel++) {
      Object source = its.xs();
      int start = its.signal(0, group, channel) + planes.start();
      if (!planes.direct()) {
        source = PackBuffers.of(lane).planes(planes.size());
        planes.fill(start, source, 0);
        start = 0;
      }
      Matrix taps = its.kernel(group, channel);
      for (int i = 0; i < pixels.length; i++) {
        int from = start + pixels[i];
        if (vectors) {
          level1.rowProducts(
              width, taps.array(), taps.offset(), rows, source, from, sums, i * length);
          continue;
        }
        for (int row = 0; row < rows.length; row++) {
          int at = taps.offset() + row * width;
          level1.multiplyAdd(width, taps.array(), at, source, from + rows[row], sums, i * length);
        }
      }
    }
    int to = its.output(0, group, 0);
    for (int i = 0; i < pixels.length; i++) {
      level1.clear(1, its.ys(), to + i);
      for (int j = 0; j < width; j++) {
        level1.add(1, sums, i * length + (vectors ? place(j) : j), its.ys(), to + i);
      }
    }
  }

  /// Returns the place of a column among the vectors of [Level1#rowProducts].
  private int place(int column) {
    int w = lane.width();
    int vector = column / w;
    return vector * w + column - Math.min(vector * w, width - w);
  }
}
