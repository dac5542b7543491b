package gradus.tornado;

import static gradus.tornado.Args.A;
import static gradus.tornado.Args.ADD;
import static gradus.tornado.Args.A_COLUMN;
import static gradus.tornado.Args.A_STRIDE;
import static gradus.tornado.Args.B;
import static gradus.tornado.Args.B_COLUMN;
import static gradus.tornado.Args.B_STRIDE;
import static gradus.tornado.Args.COUNT;
import static gradus.tornado.Args.K;
import static gradus.tornado.Args.M;
import static gradus.tornado.Args.N;
import static gradus.tornado.Args.OUT;
import static gradus.tornado.Args.OUT_COLUMN;
import static gradus.tornado.Args.OUT_STRIDE;
import static gradus.tornado.Args.place;
import static gradus.tornado.Args.sign;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The matrix products of a batch. Rows and columns have any strides, so transposed operands aren't
/// copied.
final class ProductKernels {
  /// The number of rows and of columns of the tile that a group computes,
  static final int TILE = 64;

  /// the number of columns of A and rows of B that are loaded at a time,
  static final int DEPTH = 16;

  /// and the side of the square that each item computes in registers.
  static final int SQUARE = 4;

  static final int GROUP = TILE / SQUARE * (TILE / SQUARE);

  private ProductKernels() {}

  /// One item computes one element.
  static void simple(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    int m = args.get(M);
    int n = args.get(N);
    int k = args.get(K);
    for (int i = c.globalIdx; i < args.get(COUNT) * m * n; i += c.globalGroupSizeX) {
      int batch = i / (m * n);
      int inBatch = i - batch * m * n;
      int row = inBatch / n;
      int column = inBatch - row * n;
      int a = place(args, A, batch) + row * args.get(A_STRIDE);
      int b = place(args, B, batch) + column * args.get(B_COLUMN);
      int out =
          place(args, OUT, batch) + row * args.get(OUT_STRIDE) + column * args.get(OUT_COLUMN);
      float sum = args.get(ADD) == 1 ? memory.get(out) : 0;
      for (int l = 0; l < k; l++) {
        sum += memory.get(a + l * args.get(A_COLUMN)) * memory.get(b + l * args.get(B_STRIDE));
      }
      memory.set(out, sum);
    }
  }

  /// One group computes a tile. It loads parts of both operands into local memory, with coalesced
  /// reads along the axis with stride 1, and each item multiplies its square from there.
  static void tiled(
      KernelContext c, FloatArray memory, IntArray ints, IntArray args, FloatArray numbers) {
    sign(c, ints, args);
    float[] left = c.allocateFloatLocalArray(TILE * DEPTH);
    float[] right = c.allocateFloatLocalArray(TILE * DEPTH);
    float[] sums = new float[SQUARE * SQUARE];
    int m = args.get(M);
    int n = args.get(N);
    int k = args.get(K);
    int across = (n + TILE - 1) / TILE;
    int tiles = across * ((m + TILE - 1) / TILE);
    int batch = c.groupIdx / tiles;
    int tile = c.groupIdx - batch * tiles;
    int row = tile / across * TILE;
    int column = (tile - tile / across * across) * TILE;
    int item = c.localIdx;
    int down = item / (TILE / SQUARE) * SQUARE;
    int along = item % (TILE / SQUARE) * SQUARE;
    int a = place(args, A, batch);
    int b = place(args, B, batch);
    int rowsLieDense = args.get(A_COLUMN) == 1 ? 1 : 0;
    int columnsLieDense = args.get(B_STRIDE) == 1 ? 1 : 0;
    for (int i = 0; i < SQUARE * SQUARE; i++) {
      sums[i] = 0;
    }
    for (int start = 0; start < k; start += DEPTH) {
      for (int part = 0; part < TILE * DEPTH / GROUP; part++) {
        int i = item + part * GROUP;
        int r = rowsLieDense == 1 ? i / DEPTH : i % TILE;
        int l = rowsLieDense == 1 ? i % DEPTH : i / TILE;
        float x = 0;
        if (row + r < m && start + l < k) {
          x = memory.get(a + (row + r) * args.get(A_STRIDE) + (start + l) * args.get(A_COLUMN));
        }
        left[l * TILE + r] = x;
        int q = columnsLieDense == 1 ? i / DEPTH : i % TILE;
        int p = columnsLieDense == 1 ? i % DEPTH : i / TILE;
        float y = 0;
        if (column + q < n && start + p < k) {
          y = memory.get(b + (start + p) * args.get(B_STRIDE) + (column + q) * args.get(B_COLUMN));
        }
        right[p * TILE + q] = y;
      }
      c.localBarrier();
      for (int l = 0; l < DEPTH; l++) {
        for (int i = 0; i < SQUARE; i++) {
          float x = left[l * TILE + down + i];
          for (int j = 0; j < SQUARE; j++) {
            sums[i * SQUARE + j] += x * right[l * TILE + along + j];
          }
        }
      }
      c.localBarrier();
    }
    int out = place(args, OUT, batch);
    for (int i = 0; i < SQUARE; i++) {
      for (int j = 0; j < SQUARE; j++) {
        int r = row + down + i;
        int q = column + along + j;
        if (r < m && q < n) {
          int at = out + r * args.get(OUT_STRIDE) + q * args.get(OUT_COLUMN);
          float before = args.get(ADD) == 1 ? memory.get(at) : 0;
          memory.set(at, before + sums[i * SQUARE + j]);
        }
      }
    }
  }
}
