package gradus.engine.simd;

import java.lang.reflect.Array;
import java.util.Arrays;

/// A convolution with more pixels than taps. The columns of a panel are pixels that follow each
/// other, so that each row of the panel, a channel and a tap, is copied from a plane in a few runs.
///
/// The images are taken in blocks whose planes fit the cache. Threads divide the panels of a block
/// among them, or panels and rows if there are few.
final class WindowProduct {
  /// Below this number of pixels, panels contain pixels of several images.
  private static final int SMALL = 128;

  /// So many pixels are enough for a block of images.
  private static final int BLOCK = 4096;

  /// The greatest number of elements of the planes of a block, unless one image has more.
  private static final int MOST = 1 << 20;

  /// Windows are read in place where copying them takes longer than what vectors at the ends of
  /// rows compute twice: copying takes a share of the time of about this number by the number of
  /// outputs.
  private static final double COPYING = 8;

  /// So many pixels are done at once before tiles are compiled.
  private static final int PLAIN = 1024;

  private final Convolution its;
  private final Lane lane;
  private final int w;
  private final int pixels;
  private final int width;
  private final Planes planes;
  private final int[] taps;
  private final int[] rows;
  private final Split pieces;
  private final int block;
  private final boolean span;

  /// The number of vectors in a run, if windows are read in place; otherwise 0.
  private final int inRow;

  WindowProduct(Convolution convolution) {
    boolean reversed = convolution.kernelIsReversed();
    this.its = reversed ? convolution.withReversedKernel() : convolution;
    this.lane = its.lane();
    this.w = lane.width();
    this.pixels = its.pixels();
    this.pieces = Split.atMost(Blocks.PIECE, its.channels() * its.taps());
    Planes padded = new Planes(lane, its.axes(), its.xs(), its.strides());
    // Rows of at least a vector are copied fast enough.
    Planes dense =
        padded.direct() || padded.run() >= w
            ? null
            : Planes.dense(lane, its.axes(), its.xs(), its.strides());
    this.planes = dense != null ? dense : padded;
    this.width = planes.run();
    this.rows = planes.runs();
    this.taps = planes.taps();
    if (reversed) {
      reverse(taps);
    }
    this.span = pixels < SMALL;
    this.inRow = inPlace(planes) ? Math.ceilDiv(width, w) : 0;
    int most = Math.max(1, MOST / Math.max(1, its.channels() * planes.size()));
    this.block = Math.min(its.images(), Math.min(most, Math.ceilDiv(BLOCK, pixels)));
  }

  private static void reverse(int... numbers) {
    for (int i = 0, j = numbers.length - 1; i < j; i++, j--) {
      int number = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = number;
    }
  }

  /// Returns whether reading windows in place pays.
  private boolean inPlace(Planes planes) {
    int run = planes.run();
    int vectors = Math.ceilDiv(run, w);
    double twice = (double) vectors * w / run - 1;
    return run >= w
        && pieces.parts() == 1
        && vectors * pixels / run >= WindowTile.VECTORS
        && !planes.direct()
        && twice * its.outputs() < COPYING;
  }

  void run() {
    for (int group = 0; group < its.groups(); group++) {
      int columns = span ? block * pixels : pixels;
      PanelRows tiles = PanelRows.of(lane, its.outputs(), columns, its.work());
      Object packed = packKernel(tiles, group);
      for (int image = 0; image < its.images(); image += block) {
        int end = Math.min(its.images(), image + block);
        if (tiles != null && span && end - image < block) {
          // The last block is shorter, and its panels are others.
          PanelRows others = PanelRows.of(lane, its.outputs(), (end - image) * pixels, its.work());
          Object again = packKernel(others, group);
          new Block(group, image, end, others, again).run();
        } else {
          new Block(group, image, end, tiles, packed).run();
        }
      }
    }
  }

  /// Packs the kernel of a group; null if there are no tiles, as also happens between two blocks if
  /// they have become slow.
  private Object packKernel(PanelRows tiles, int group) {
    if (tiles == null) {
      return null;
    }
    int whole = 0;
    for (int piece = 0; piece < pieces.parts(); piece++) {
      whole += tiles.packed(0, tiles.tiles(), pieces.size(piece));
    }
    Object packed = PackBuffers.of(lane).a(whole);
    int parts = Math.min(tiles.tiles(), its.threads() == 1 ? 1 : 4 * its.threads());
    Split shares = Split.into(parts, tiles.tiles());
    Workers.run(
        parts,
        share -> {
          int base = 0;
          for (int piece = 0; piece < pieces.parts(); piece++) {
            int depth = pieces.size(piece);
            for (int t = shares.start(share); t < shares.start(share + 1); t++) {
              int to = base + tiles.packed(0, t, depth);
              packRows(tiles, t, group, pieces.start(piece), depth, packed, to);
            }
            base += tiles.packed(0, tiles.tiles(), depth);
          }
        });
    return packed;
  }

  /// Packs the rows of a tile, in one go or channel by channel.
  private void packRows(
      PanelRows tiles, int tile, int group, int from, int depth, Object packed, int to) {
    Matrix kernel = its.kernelMatrix(group);
    if (kernel != null) {
      tiles.pack(kernel.from(0, from), tile, 0, depth, depth, packed, to);
      return;
    }
    for (int done = 0; done < depth; ) {
      int tap = (from + done) % taps.length;
      int length = Math.min(depth - done, taps.length - tap);
      Matrix channel = its.kernel(group, (from + done) / taps.length).from(0, tap);
      tiles.pack(channel, tile, done, length, depth, packed, to);
      done += length;
    }
  }

  /// Some images, of one group of channels.
  private final class Block {
    private final int group;
    private final int first;
    private final int images;
    private final PanelRows tiles;
    private final Object kernel;
    private final Object source;
    private final int start;
    private final int imageStride;

    /// The offset of each row of the matrix of windows.
    private final int[] offsets;

    Block(int group, int first, int end, PanelRows tiles, Object kernel) {
      this.group = group;
      this.first = first;
      this.images = end - first;
      this.tiles = tiles;
      this.kernel = kernel;
      int channelStride = planes.size();
      if (planes.direct()) {
        this.source = its.xs();
        this.start = its.signal(first, group, 0) + planes.start();
        this.imageStride = its.x().layout().stride(0);
        channelStride = its.x().layout().stride(2);
      } else {
        this.imageStride = its.channels() * planes.size();
        this.source = PackBuffers.of(lane).planes(images * imageStride + w);
        this.start = 0;
      }
      this.offsets = new int[its.channels() * taps.length];
      for (int k = 0; k < offsets.length; k++) {
        offsets[k] = k / taps.length * channelStride + taps[k % taps.length];
      }
    }

    void run() {
      if (!planes.direct()) {
        int signals = images * its.channels();
        int each = its.threads() == 1 ? signals : Math.max(1, signals / (4 * its.threads()));
        Workers.share(
            signals,
            each,
            (from, end) -> {
              for (int i = from; i < end; i++) {
                int image = first + i / its.channels();
                int place = its.signal(image, group, i % its.channels());
                planes.fill(place, source, i * planes.size());
              }
            });
      }
      if (tiles == null) {
        plain();
        return;
      }
      WindowTile[] windowTiles = inRow > 0 ? tiles.windowTiles(its.work()) : null;
      if (windowTiles != null) {
        inPlace(windowTiles);
        return;
      }
      int panels = tiles.panels() * (span ? 1 : images);
      int threads = its.threads();
      int parts = 1;
      if (threads > 1 && panels < 2 * threads) {
        parts = Math.min(tiles.tiles(), Math.ceilDiv(2 * threads, panels));
      }
      Split shares = Split.into(parts, tiles.tiles());
      if (threads == 1) {
        new Panel().run(0, panels, shares);
      } else {
        int each = Math.max(1, panels * parts / (8 * threads));
        Workers.share(panels * parts, each, (from, end) -> new Panel().run(from, end, shares));
      }
    }

    /// Computes all tiles without copying windows. At the end, the last vector is repeated.
    private void inPlace(WindowTile[] windowTiles) {
      int vectors = images * rows.length * inRow;
      int panels = Math.ceilDiv(vectors, WindowTile.VECTORS);
      int each = its.threads() == 1 ? panels : Math.max(1, panels / (8 * its.threads()));
      int depth = offsets.length;
      Workers.share(
          panels,
          each,
          (from, end) -> {
            int[] starts = new int[WindowTile.VECTORS];
            int[] places = new int[WindowTile.VECTORS];
            int to = its.output(first, group, 0);
            int stride = its.y().layout().stride(2);
            for (int panel = from; panel < end; panel++) {
              for (int v = 0; v < starts.length; v++) {
                int vector = Math.min(panel * WindowTile.VECTORS + v, vectors - 1);
                int column = Math.min(vector % inRow * w, width - w);
                int row = vector / inRow % rows.length;
                int image = vector / inRow / rows.length;
                starts[v] = start + image * imageStride + rows[row] + column;
                places[v] = image * its.y().layout().stride(0) + row * width + column;
              }
              for (int t = 0; t < windowTiles.length; t++) {
                windowTiles[t].multiply(
                    depth,
                    kernel,
                    tiles.packed(0, t, depth),
                    source,
                    offsets,
                    starts,
                    its.ys(),
                    to + tiles.row(t) * stride,
                    stride,
                    places,
                    false);
              }
            }
          });
    }

    /// Before tiles are compiled: the same sums, image by image.
    private void plain() {
      Matrix found = its.kernelMatrix(group);
      Matrix a = found != null ? found : its.withContiguousKernel().kernelMatrix(group);
      int each = its.threads() == 1 ? images : 1;
      Workers.share(
          images,
          each,
          (from, end) -> {
            Panel panel = new Panel();
            for (int image = from; image < end; image++) {
              panel.plain(image, a);
            }
          });
    }

    /// The panel that a thread works on.
    private final class Panel {
      private final PanelColumns columns =
          new PanelColumns(lane, its.ys(), its.output(first, group, 0), its.y().layout().stride(2));

      /// Pairs of a place in the planes and one in a row of the panel, of a vector each; the excess
      /// of one is overwritten by the next.
      private int[] from = new int[8];

      private int[] to = new int[8];
      private int pairs;
      private int reach;

      void run(int start, int end, Split shares) {
        for (int i = start; i < end; i++) {
          int panel = i / shares.parts() % tiles.panels();
          int image = i / shares.parts() / tiles.panels();
          int share = i % shares.parts();
          int firstTile = shares.start(share);
          int endTile = shares.start(share + 1);
          int whole = span ? images * pixels : pixels;
          int column = tiles.column(panel);
          int width = Math.min(whole, tiles.column(panel + 1)) - column;
          find(image * pixels + column, width);
          int side = tiles.side(panel);
          int base = 0;
          for (int piece = 0; piece < pieces.parts(); piece++) {
            int depth = pieces.size(piece);
            Object packed = PackBuffers.of(lane).b(depth * side + 2 * w);
            pack(pieces.start(piece), depth, packed, side);
            int place = base + tiles.packed(0, firstTile, depth);
            tiles.multiply(
                firstTile, endTile, depth, kernel, place, panel, packed, columns, piece > 0);
            base += tiles.packed(0, tiles.tiles(), depth);
          }
        }
      }

      /// Finds the runs of a panel's columns.
      private void find(int column, int length) {
        columns.clear();
        pairs = 0;
        reach = 0;
        for (int j = 0; j < length; ) {
          int image = (column + j) / pixels;
          int pixel = (column + j) % pixels;
          int row = pixel / WindowProduct.this.width;
          int inRow = pixel % WindowProduct.this.width;
          int run = Math.min(length - j, WindowProduct.this.width - inRow);
          int place = start + image * imageStride + rows[row] + inRow;
          for (int i = 0; i < run; i += w) {
            add(place + i, j + i);
          }
          columns.add(image * its.y().layout().stride(0) + pixel, run);
          j += run;
        }
      }

      private void add(int source, int target) {
        if (pairs == from.length) {
          from = Arrays.copyOf(from, 2 * pairs);
          to = Arrays.copyOf(to, 2 * pairs);
        }
        from[pairs] = source;
        to[pairs++] = target;
        reach = Math.max(reach, source + w);
      }

      private void pack(int k, int depth, Object packed, int side) {
        int most = 0;
        for (int i = k; i < k + depth; i++) {
          most = Math.max(most, offsets[i]);
        }
        Level1 level1 = lane.level1();
        boolean inside = reach + most <= Array.getLength(source);
        if (inside && level1.copyPairsOn((long) depth * side)) {
          level1.copyPairs(depth, offsets, k, pairs, from, to, source, packed, side);
          return;
        }
        int end = Array.getLength(source);
        for (int p = 0; p < depth; p++) {
          int place = offsets[k + p];
          for (int i = 0; i < pairs; i++) {
            int target = p * side + to[i];
            int length = Math.min(Math.min(w, end - place - from[i]), (p + 1) * side + w - target);
            level1.copy(length, source, place + from[i], 1, packed, target);
          }
        }
      }

      void plain(int image, Matrix a) {
        Split parts = Split.each(PLAIN, pixels);
        for (int part = 0; part < parts.parts(); part++) {
          int length = parts.size(part);
          int side = Math.ceilDiv(length, w) * w;
          find(image * pixels + parts.start(part), length);
          Matrix c = new Matrix(its.ys(), columns.row(0), columns.rowStride(), 1);
          for (int piece = 0; piece < pieces.parts(); piece++) {
            int depth = pieces.size(piece);
            Object packed = PackBuffers.of(lane).b(depth * side + 2 * w);
            pack(pieces.start(piece), depth, packed, side);
            PlainProduct.multiply(
                its.outputs(),
                length,
                Split.into(1, depth),
                a.from(0, pieces.start(piece)),
                new Matrix(packed, 0, side, 1),
                c,
                piece > 0,
                () -> false);
          }
        }
      }
    }
  }
}
