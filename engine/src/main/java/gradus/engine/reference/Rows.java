package gradus.engine.reference;

import gradus.engine.Layout;
import gradus.engine.Shape;
import java.util.Arrays;

/// Traverses several layouts of the same shape together, one row at a time. As many inner axes as
/// have uniform strides in all layouts form a row.
public final class Rows {
  /// Processes a row.
  @FunctionalInterface
  public interface Body {
    /// Processes a row.
    ///
    /// @param offsets the position of the row in each layout's storage; the same array each time
    void row(int... offsets);
  }

  private final Layout[] layouts;
  private final int[] counts;
  private final int[][] outer;
  private final int length;
  private final int[] strides;

  /// Plans a traversal.
  ///
  /// @param layouts at least one, all of the same shape
  public Rows(Layout... layouts) {
    this.layouts = layouts;
    Shape shape = layouts[0].shape();
    // Axes from the innermost outwards; neighbours are merged where every layout allows it.
    int[] dims = new int[shape.rank() + 1];
    int[][] steps = new int[shape.rank() + 1][layouts.length];
    int merged = 0;
    dims[0] = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      int dim = shape.dim(axis);
      if (dim == 1) {
        continue;
      }
      if (dims[merged] != 1 && !continues(axis, dims[merged], steps[merged])) {
        dims[++merged] = 1;
      }
      if (dims[merged] == 1) {
        for (int i = 0; i < layouts.length; i++) {
          steps[merged][i] = layouts[i].stride(axis);
        }
      }
      dims[merged] *= dim;
    }
    this.length = shape.size() == 0 ? 0 : dims[0];
    this.strides = steps[0];
    this.counts = Arrays.copyOfRange(dims, 1, merged + 1);
    this.outer = Arrays.copyOfRange(steps, 1, merged + 1);
  }

  private boolean continues(int axis, int dim, int... steps) {
    for (int i = 0; i < layouts.length; i++) {
      if (layouts[i].stride(axis) != steps[i] * dim) {
        return false;
      }
    }
    return true;
  }

  /// Returns the number of elements in a row.
  ///
  /// @return 0 if there are no elements
  public int length() {
    return length;
  }

  /// Returns the stride within a row in one layout's storage.
  ///
  /// @param layout the index of the layout
  /// @return the stride, in elements
  public int stride(int layout) {
    return strides[layout];
  }

  /// Visits every row, in row-major order.
  ///
  /// @param body what to do with it
  public void forEach(Body body) {
    if (length == 0) {
      return;
    }
    int[] offsets = Arrays.stream(layouts).mapToInt(Layout::offset).toArray();
    int[] index = new int[counts.length];
    while (true) {
      body.row(offsets);
      int axis = 0;
      while (axis < counts.length && ++index[axis] == counts[axis]) {
        move(offsets, outer[axis], 1 - counts[axis]);
        index[axis++] = 0;
      }
      if (axis == counts.length) {
        return;
      }
      move(offsets, outer[axis], 1);
    }
  }

  private static void move(int[] offsets, int[] steps, int times) {
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] += steps[i] * times;
    }
  }
}
