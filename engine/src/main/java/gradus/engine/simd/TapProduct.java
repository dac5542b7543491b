package gradus.engine.simd;

import gradus.engine.Layout;
import java.util.Arrays;

/// A convolution with more taps than pixels, such as the gradient of a kernel. The sums run along
/// the taps. The outputs of a pixel are a vector, and the taps of a pixel are read in place, number
/// by number. Where there are fewer outputs than half a vector has elements, pixels are vectors: a
/// column of a panel, a pixel, is copied from a plane in runs of taps, and several columns are
/// transposed together.
///
/// The sums are divided into pieces: some channels, or a part of the taps of one. Threads divide
/// the tiles or the panels of a piece among them.
final class TapProduct {
  private final Convolution its;
  private final Lane lane;
  private final int w;
  private final int pixels;
  private final int columns;
  private final Planes planes;

  /// The offset of each pixel in a plane.
  private final int[] offsets;

  /// Runs of taps: the offset of each in a plane, and the number of its first tap; the last number
  /// is that of all taps.
  private final int[] runs;

  private final int[] firstTaps;

  /// How the runs of a channel are divided into pieces, and the channels of a piece.
  private final Split parts;

  private final int channelsAtOnce;

  /// The vectors of outputs, in as many as a tile has.
  private final Split vectors;

  TapProduct(Convolution convolution) {
    this.its = convolution;
    this.lane = its.lane();
    this.w = lane.width();
    this.pixels = its.pixels();
    this.columns = its.images() * pixels;
    WindowAxis[] exchanged = its.axes().clone();
    for (int a = 0; a < exchanged.length; a++) {
      exchanged[a] = exchanged[a].exchanged();
    }
    this.planes = new Planes(lane, exchanged, its.xs(), its.strides());
    this.offsets = planes.taps();
    int[] rows = planes.runs();
    int length = exchanged[exchanged.length - 1].outputs();
    Split chunks = Split.atMost(Blocks.PIECE, length);
    this.runs = new int[rows.length * chunks.parts()];
    this.firstTaps = new int[runs.length + 1];
    for (int i = 0; i < runs.length; i++) {
      int chunk = i % chunks.parts();
      runs[i] = rows[i / chunks.parts()] + chunks.start(chunk);
      firstTaps[i + 1] = firstTaps[i] + chunks.size(chunk);
    }
    int longest = chunks.size(chunks.parts() - 1);
    this.parts = Split.atMost(Math.max(1, Blocks.PIECE / longest), runs.length);
    this.channelsAtOnce =
        parts.parts() > 1 ? 1 : Math.max(1, Blocks.PIECE / firstTaps[runs.length]);
    this.vectors = Split.atMost(WindowTile.VECTORS, Math.ceilDiv(its.outputs(), w));
  }

  void run() {
    Split channels = Split.atMost(channelsAtOnce, its.channels());
    for (int group = 0; group < its.groups(); group++) {
      WindowTile[] inPlace = tilesInPlace();
      PanelRows tiles =
          inPlace != null ? null : PanelRows.of(lane, its.outputs(), columns, its.work());
      Object sums = null;
      int side = vectors.start(vectors.parts()) * w;
      if (inPlace != null) {
        int rows = columns + WindowTile.mostRows(1);
        sums = PackBuffers.of(lane).runs(rows * side);
      }
      for (int i = 0; i < channels.parts(); i++) {
        new Block(group, channels.start(i), channels.size(i), tiles, inPlace, sums).run();
      }
      if (inPlace != null) {
        Layout y = its.y().layout();
        // In the order of the gradient of a kernel: the last two axes are like one.
        Runs.copy(
            new int[] {its.outputs(), its.images(), pixels},
            sums,
            0,
            new int[] {1, pixels * side, side},
            its.ys(),
            its.output(0, group, 0),
            new int[] {y.stride(2), y.stride(0), 1});
      }
    }
  }

  /// Returns the tiles that read taps in place, one for each number of vectors; null if they are
  /// not compiled, most lanes would be unused, or the sums don't fit into an array.
  private WindowTile[] tilesInPlace() {
    long sums = (long) (columns + WindowTile.mostRows(1)) * vectors.start(vectors.parts()) * w;
    if (2 * its.outputs() < w || sums > Integer.MAX_VALUE) {
      return null;
    }
    WindowTile[] found = new WindowTile[vectors.parts()];
    boolean ready = true;
    for (int i = 0; i < found.length; i++) {
      int several = vectors.size(i);
      int rows = WindowTile.mostRows(several);
      WindowTile.Form form = new WindowTile.Form(lane, rows, several, WindowTile.Side.ROWS);
      found[i] = WindowTile.on(form, its.work());
      ready &= found[i] != null;
    }
    return ready ? found : null;
  }

  /// Some channels, of one group.
  private final class Block {
    private final int group;
    private final int first;
    private final int channels;
    private final PanelRows tiles;
    private final WindowTile[] tilesInPlace;

    /// The sums of the tiles in place: a row for each column, the outputs along it.
    private final Object sums;

    private final Object source;
    private final int start;
    private final int imageStride;
    private final int channelStride;

    Block(
        int group,
        int first,
        int channels,
        PanelRows tiles,
        WindowTile[] tilesInPlace,
        Object sums) {
      this.group = group;
      this.first = first;
      this.channels = channels;
      this.tiles = tiles;
      this.tilesInPlace = tilesInPlace;
      this.sums = sums;
      if (planes.direct()) {
        this.source = its.xs();
        this.start = its.signal(0, group, first) + planes.start();
        this.imageStride = its.x().layout().stride(0);
        this.channelStride = its.x().layout().stride(2);
      } else {
        this.channelStride = planes.size();
        this.imageStride = channels * channelStride;
        this.source = PackBuffers.of(lane).planes(its.images() * imageStride + w);
        this.start = 0;
      }
    }

    void run() {
      if (!planes.direct()) {
        int signals = its.images() * channels;
        int each = its.threads() == 1 ? signals : Math.max(1, signals / (4 * its.threads()));
        Workers.share(
            signals,
            each,
            (from, end) -> {
              for (int i = from; i < end; i++) {
                int place = its.signal(i / channels, group, first + i % channels);
                planes.fill(place, source, i * planes.size());
              }
            });
      }
      for (int part = 0; part < parts.parts(); part++) {
        new Piece(parts.start(part), parts.start(part + 1)).run(first > 0 || part > 0);
      }
    }

    /// Some runs of taps, of each channel.
    private final class Piece {
      private final int firstRun;
      private final int endRun;
      private final int firstTap;
      private final int taps;
      private final int depth;

      Piece(int firstRun, int endRun) {
        this.firstRun = firstRun;
        this.endRun = endRun;
        this.firstTap = firstTaps[firstRun];
        this.taps = firstTaps[endRun] - firstTap;
        this.depth = channels * taps;
      }

      void run(boolean add) {
        if (tilesInPlace != null) {
          inPlace(add);
          return;
        }
        if (tiles == null) {
          plain(add);
          return;
        }
        Object packed = PackBuffers.of(lane).a(tiles.packed(0, tiles.tiles(), depth));
        int shares = its.threads() == 1 ? 1 : Math.min(tiles.tiles(), 4 * its.threads());
        Split rows = Split.into(shares, tiles.tiles());
        Workers.run(
            shares,
            share -> {
              for (int t = rows.start(share); t < rows.start(share + 1); t++) {
                for (int c = 0; c < channels; c++) {
                  Matrix kernel = its.kernel(group, first + c).from(0, firstTap);
                  tiles.pack(kernel, t, c * taps, taps, depth, packed, tiles.packed(0, t, depth));
                }
              }
            });
        int each =
            its.threads() == 1 ? tiles.panels() : Math.max(1, tiles.panels() / (4 * its.threads()));
        Workers.share(
            tiles.panels(),
            each,
            (from, end) -> {
              for (int panel = from; panel < end; panel++) {
                int column = tiles.column(panel);
                int width = Math.min(columns, tiles.column(panel + 1)) - column;
                int side = tiles.side(panel);
                Object b = pack(column, width, side);
                tiles.multiply(
                    0, tiles.tiles(), depth, packed, 0, panel, b, places(column, width), add);
              }
            });
      }

      /// Adds the piece to all sums, or begins them.
      private void inPlace(boolean add) {
        int side = vectors.start(vectors.parts()) * w;
        Object packed = PackBuffers.of(lane).a(depth * side);
        int units = vectors.parts() * channels;
        Workers.share(
            units,
            its.threads() == 1 ? units : 1,
            (from, end) -> {
              for (int i = from; i < end; i++) {
                packOutputs(i / channels, i % channels, packed);
              }
            });
        int[] steps = new int[depth];
        int k = 0;
        for (int c = 0; c < channels; c++) {
          for (int run = firstRun; run < endRun; run++) {
            int at = c * channelStride + runs[run];
            for (int i = firstTaps[run]; i < firstTaps[run + 1]; i++) {
              steps[k++] = at++;
            }
          }
        }
        int[] places = new int[WindowTile.VECTORS];
        Arrays.setAll(places, i -> i * w);
        for (int i = 0; i < tilesInPlace.length; i++) {
          WindowTile tile = tilesInPlace[i];
          int output = vectors.start(i) * w;
          int height = WindowTile.mostRows(vectors.size(i));
          int count = Math.ceilDiv(columns, height);
          int each = its.threads() == 1 ? count : Math.max(1, count / (4 * its.threads()));
          Workers.share(
              count,
              each,
              (from, end) -> {
                int[] starts = new int[height];
                for (int row = from * height; row < end * height; row += height) {
                  for (int j = 0; j < height; j++) {
                    // Rows after the last are computed, and not used.
                    starts[j] = place(Math.min(row + j, columns - 1));
                  }
                  int at = depth * output;
                  int to = row * side + output;
                  tile.multiply(
                      depth, packed, at, source, steps, starts, sums, to, side, places, add);
                }
              });
        }
      }

      /// Packs the outputs of some vectors, for the taps of a channel.
      private void packOutputs(int part, int channel, Object packed) {
        int side = vectors.size(part) * w;
        int output = vectors.start(part) * w;
        int count = Math.min(side, its.outputs() - output);
        Matrix kernel = its.kernel(group, first + channel).from(output, firstTap);
        int to = depth * output + channel * taps * side;
        Packing.columns(kernel.transposed(), count, taps, packed, to, side);
      }

      /// Returns where the first tap of a column is.
      private int place(int column) {
        return start + column / pixels * imageStride + offsets[column % pixels];
      }

      /// The panel of some columns.
      private Object pack(int column, int width, int side) {
        PackBuffers buffers = PackBuffers.of(lane);
        int stride = depth + w;
        Object along = buffers.runs(width * stride);
        Level1 level1 = lane.level1();
        for (int j = 0; j < width; j++) {
          int base = place(column + j);
          int to = j * stride;
          for (int c = 0; c < channels; c++) {
            for (int run = firstRun; run < endRun; run++) {
              int length = firstTaps[run + 1] - firstTaps[run];
              level1.copy(length, source, base + runs[run], 1, along, to);
              to += length;
            }
            base += channelStride;
          }
        }
        Object packed = buffers.b(depth * side + 2 * w);
        Packing.columns(new Matrix(along, 0, 1, stride), width, depth, packed, 0, side);
        return packed;
      }

      private PanelColumns places(int column, int width) {
        PanelColumns places =
            new PanelColumns(lane, its.ys(), its.output(0, group, 0), its.y().layout().stride(2));
        for (int j = 0; j < width; ) {
          int image = (column + j) / pixels;
          int pixel = (column + j) % pixels;
          int length = Math.min(width - j, pixels - pixel);
          places.add(image * its.y().layout().stride(0) + pixel, length);
          j += length;
        }
        return places;
      }

      /// Before tiles are compiled: the same sums.
      private void plain(boolean add) {
        Level1 level1 = lane.level1();
        Object a = level1.allocate(its.outputs() * depth);
        for (int row = 0; row < its.outputs(); row++) {
          for (int c = 0; c < channels; c++) {
            Matrix kernel = its.kernel(group, first + c);
            int from = kernel.at(row, firstTap);
            int to = row * depth + c * taps;
            level1.copy(taps, kernel.array(), from, kernel.columnStride(), a, to);
          }
        }
        int side = Math.min(columns, 4 * w);
        Split panels = Split.each(side, columns);
        Workers.share(
            panels.parts(),
            1,
            (from, end) -> {
              for (int panel = from; panel < end; panel++) {
                int width = panels.size(panel);
                Object b = pack(panels.start(panel), width, side);
                Object c = level1.allocate(its.outputs() * width);
                PlainProduct.multiply(
                    its.outputs(),
                    width,
                    Split.into(1, depth),
                    new Matrix(a, 0, depth, 1),
                    new Matrix(b, 0, side, 1),
                    new Matrix(c, 0, width, 1),
                    false,
                    () -> false);
                PanelColumns places = places(panels.start(panel), width);
                for (int row = 0; row < its.outputs(); row++) {
                  places.store(c, row * width, row, add);
                }
              }
            });
      }
    }
  }
}
