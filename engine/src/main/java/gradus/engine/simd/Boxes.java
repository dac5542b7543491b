package gradus.engine.simd;

import gradus.engine.DType;
import gradus.engine.simd.Switch.Order;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// Copies a box, a range of indices along each of a few axes, from one array to another. Source and
/// destination each have their own strides.
final class Boxes {
  private static final int W = Lanes.WIDTH;

  private static final Switch REPEAT = new Switch("repeat", Order.LOOPS, 8, Boxes::sample);

  private Boxes() {}

  /// The array for samples.
  private static final class Sample {
    private static final float[] Y = (float[]) Scratch.of(DType.F32);
  }

  private static void sample(int turns, int times) {
    for (int i = 0; i < times; i++) {
      repeat(1, Sample.Y, 0, turns * W);
    }
  }

  /// Copies a box.
  ///
  /// @param extent the number of indices along each axis, innermost first
  /// @param axes the number of axes, at least 1
  /// @param from a float[], int[] or double[]
  /// @param fromStride the stride of each axis in `from`
  /// @param to an array of the same type
  static void move(
      int[] extent,
      int axes,
      Object from,
      int fo,
      int[] fromStride,
      Object to,
      int too,
      int[] toStride) {
    int axis = axes - 1;
    while (axis > 1 && extent[axis] == 1) {
      axis--;
    }
    if (axis > 1) {
      for (int i = 0; i < extent[axis]; i++) {
        move(
            extent,
            axis,
            from,
            fo + i * fromStride[axis],
            fromStride,
            to,
            too + i * toStride[axis],
            toStride);
      }
      return;
    }
    int rows = axes == 1 ? 1 : extent[1];
    int fromRow = axes == 1 ? 0 : fromStride[1];
    int toRow = axes == 1 ? 0 : toStride[1];
    // Whether the outer axis is contiguous and the inner axis is not.
    boolean fromTurned = rows > 1 && fromRow == 1 && fromStride[0] != 1 && fromStride[0] != 0;
    boolean toTurned = rows > 1 && toRow == 1 && toStride[0] != 1;
    if (from instanceof float[] x && fromTurned && toStride[0] == 1) {
      transpose(extent[0], rows, x, fo, fromStride[0], (float[]) to, too, toRow);
      return;
    }
    if (from instanceof float[] x && toTurned && fromStride[0] == 1) {
      transpose(rows, extent[0], x, fo, fromRow, (float[]) to, too, toStride[0]);
      return;
    }
    boolean turned = fromTurned || toTurned;
    int outer = turned ? extent[0] : rows;
    int inner = turned ? rows : extent[0];
    int f1 = turned ? fromStride[0] : fromRow;
    int f0 = turned ? fromRow : fromStride[0];
    int t1 = turned ? toStride[0] : toRow;
    int t0 = turned ? toRow : toStride[0];
    if (from instanceof float[] x) {
      floats(outer, inner, x, fo, f1, f0, (float[]) to, too, t1, t0);
    } else if (from instanceof int[] x) {
      ints(outer, inner, x, fo, f1, f0, (int[]) to, too, t1, t0);
    } else {
      doubles(outer, inner, (double[]) from, fo, f1, f0, (double[]) to, too, t1, t0);
    }
  }

  /// Transposes: `y[yo + i + j·ldy] = x[xo + i·ldx + j]`, in squares of W by W in registers; the
  /// last squares move back until they fit. Squares go down the rows, so that the rows of y are
  /// written from end to end.
  private static void transpose(
      int rows, int columns, float[] x, int xo, int ldx, float[] y, int yo, int ldy) {
    if (rows >= W && columns >= W && Transposer.on(Lane.F32, (long) rows * columns)) {
      for (int left = 0; left < columns; left += W) {
        int j = Math.min(left, columns - W);
        for (int top = 0; top < rows; top += W) {
          int i = Math.min(top, rows - W);
          Transposer.lanes(Lane.F32)
              .transpose(W, 1, x, xo + i * ldx + j, ldx, y, yo + i + j * ldy, ldy);
        }
      }
      return;
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        y[yo + i + j * ldy] = x[xo + i * ldx + j];
      }
    }
  }

  private static void floats(
      int rows,
      int n,
      float[] x,
      int xo,
      int xRow,
      int xStride,
      float[] y,
      int yo,
      int yRow,
      int yStride) {
    if (xRow == 0 && xStride == 1 && yStride == 1 && yRow == n) {
      repeat(rows * n, n, x, xo, y, yo);
      return;
    }
    boolean lanes = xStride == 0 && yStride == 1 && n >= W && REPEAT.on((long) rows * n);
    for (int row = 0; row < rows; row++) {
      int from = xo + row * xRow;
      int to = yo + row * yRow;
      if (xStride == 1 && yStride == 1) {
        System.arraycopy(x, from, y, to, n);
      } else if (lanes) {
        repeat(x[from], y, to, n);
      } else {
        for (int i = 0; i < n; i++) {
          y[to + i * yStride] = x[from + i * xStride];
        }
      }
    }
  }

  /// Repeats one row without gaps by copying the part that is already written.
  private static void repeat(int size, int n, float[] x, int xo, float[] y, int yo) {
    System.arraycopy(x, xo, y, yo, n);
    for (int there = n; there < size; ) {
      int more = Math.min(there, size - there);
      System.arraycopy(y, yo, y, yo + there, more);
      there += more;
    }
  }

  /// Fills n elements; the last vector may overlap the one before.
  private static void repeat(float x, float[] y, int yo, int n) {
    if (n == 0) {
      // A sample of no length.
      return;
    }
    FloatVector v = FloatVector.broadcast(Lanes.FLOAT, x);
    for (int i = 0; i < n - W; i += W) {
      v.intoArray(y, yo + i);
    }
    v.intoArray(y, yo + n - W);
  }

  private static void ints(
      int rows,
      int n,
      int[] x,
      int xo,
      int xRow,
      int xStride,
      int[] y,
      int yo,
      int yRow,
      int yStride) {
    for (int row = 0; row < rows; row++) {
      int from = xo + row * xRow;
      int to = yo + row * yRow;
      if (xStride == 1 && yStride == 1) {
        System.arraycopy(x, from, y, to, n);
      } else if (xStride == 0 && yStride == 1) {
        Arrays.fill(y, to, to + n, x[from]);
      } else {
        for (int i = 0; i < n; i++) {
          y[to + i * yStride] = x[from + i * xStride];
        }
      }
    }
  }

  private static void doubles(
      int rows,
      int n,
      double[] x,
      int xo,
      int xRow,
      int xStride,
      double[] y,
      int yo,
      int yRow,
      int yStride) {
    for (int row = 0; row < rows; row++) {
      int from = xo + row * xRow;
      int to = yo + row * yRow;
      if (xStride == 1 && yStride == 1) {
        System.arraycopy(x, from, y, to, n);
      } else if (xStride == 0 && yStride == 1) {
        Arrays.fill(y, to, to + n, x[from]);
      } else {
        for (int i = 0; i < n; i++) {
          y[to + i * yStride] = x[from + i * xStride];
        }
      }
    }
  }
}
