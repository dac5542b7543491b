package gradus.engine.simd;

/// A convolution of which each channel of the output depends on one channel of the input. Each row
/// of the output is a sum of rows of a plane, one for each tap. Threads divide the channels among
/// them.
final class DepthwiseProduct {
  private final Convolution its;
  private final Lane lane;
  private final int w;
  private final Planes planes;
  private final int[] taps;
  private final int[] rows;
  private final int width;

  /// The number of rows that are done at once, with the elements between them, because they are
  /// short.
  private final int together;

  DepthwiseProduct(Convolution convolution) {
    this.its = convolution;
    this.lane = its.lane();
    this.w = lane.width();
    this.planes = new Planes(lane, its.axes(), its.xs(), its.strides());
    this.taps = planes.taps();
    this.rows = planes.runs();
    int last = its.axes().length - 1;
    this.width = its.axes()[last].outputs();
    boolean apart = planes.direct() || width >= 8 * w || last == 0;
    this.together = apart ? 1 : its.axes()[last - 1].outputs();
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
    Object source = its.xs();
    int start = its.signal(image, group, 0) + planes.start();
    if (!planes.direct()) {
      source = PackBuffers.of(lane).planes(planes.size() + w);
      planes.fill(start, source, 0);
      start = 0;
    }
    Matrix kernel = its.kernel(group, 0);
    int to = its.output(image, group, 0);
    for (int row = 0; row < rows.length; row += together) {
      int length = rows[row + together - 1] - rows[row] + width;
      boolean vectors = together > 1 || length >= w;
      if (vectors && lane.level1().windowSumsOn((long) length * taps.length)) {
        sums(row, length, kernel, source, start, to + row * width);
      } else {
        for (int i = row; i < row + together; i++) {
          plain(kernel, source, start + rows[i], to + i * width);
        }
      }
    }
  }

  /// Computes some rows with vectors, in one go if there is nothing between them.
  private void sums(int row, int length, Matrix kernel, Object source, int start, int to) {
    Level1 level1 = lane.level1();
    int from = start + rows[row];
    if (together == 1) {
      level1.windowSums(
          length,
          kernel.array(),
          kernel.offset(),
          kernel.columnStride(),
          taps,
          source,
          from,
          its.ys(),
          to);
      return;
    }
    // At most one vector less is read than there is space after the planes.
    int whole = Math.ceilDiv(length, w) * w;
    Object beside = PackBuffers.of(lane).tile(whole);
    level1.windowSums(
        whole,
        kernel.array(),
        kernel.offset(),
        kernel.columnStride(),
        taps,
        source,
        from,
        beside,
        0);
    for (int i = 0; i < together; i++) {
      level1.copy(width, beside, rows[row + i] - rows[row], 1, its.ys(), to + i * width);
    }
  }

  private void plain(Matrix kernel, Object source, int from, int to) {
    Level1 level1 = lane.level1();
    level1.clear(width, its.ys(), to);
    for (int t = 0; t < taps.length; t++) {
      level1.axpy(width, kernel.array(), kernel.at(0, t), source, from + taps[t], its.ys(), to);
    }
  }
}
