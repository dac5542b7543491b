package gradus.engine.simd;

/// A convolution of which each channel of the output depends on one channel of the input. Each row
/// of the output is a sum of rows of a plane, one for each tap. Threads divide the channels among
/// them.
final class DepthwiseProduct {
  private final Convolution its;
  private final Lane lane;
  private final Planes planes;
  private final int[] taps;
  private final int[] rows;
  private final int width;

  DepthwiseProduct(Convolution convolution) {
    this.its = convolution;
    this.lane = its.lane();
    this.planes = new Planes(lane, its.axes(), its.xs(), its.strides());
    this.taps = planes.taps();
    this.rows = planes.rows();
    this.width = its.axes()[its.axes().length - 1].outputs();
  }

  void run() {
    int signals = its.images() * its.groups();
    int each = its.threads() == 1 ? signals : Math.max(1, signals / (4 * its.threads()));
    Workers.share(
        signals,
        each,
        (from, end) -> {
          for (int i = from; i < end; i++) {
            signal(i / its.groups(), i % its.groups());
          }
        });
  }

  private void signal(int image, int group) {
    Level1 level1 = lane.level1();
    Object source = its.xs();
    int start = its.signal(image, group, 0) + planes.start();
    if (!planes.direct()) {
      source = PackBuffers.of(lane).planes(planes.size() + lane.width());
      planes.fill(start, source, 0);
      start = 0;
    }
    Matrix kernel = its.kernel(group, 0);
    int to = its.output(image, group, 0);
    for (int row : rows) {
      level1.clear(width, its.ys(), to);
      for (int t = 0; t < taps.length; t++) {
        int factor = kernel.at(0, t);
        level1.axpy(width, kernel.array(), factor, source, start + row + taps[t], its.ys(), to);
      }
      to += width;
    }
  }
}
