package gradus.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The lengths of a tensor's axes, outermost first. Immutable. Rank 0 is a scalar, and an axis may
/// have length 0.
public final class Shape {
  /// The shape of a scalar: rank 0, one element.
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;
  private final int size;

  private Shape(int[] dims) {
    long elements = 1;
    for (int dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException(
            "a shape's lengths must not be negative, got " + Arrays.toString(dims));
      }
      // Saturating: a zero that follows makes the product 0, whatever came before.
      elements = Math.min(elements, Integer.MAX_VALUE + 1L) * dim;
    }
    if (elements > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "shape %s has more than %d elements, the most that a tensor holds",
              Arrays.toString(dims),
              Integer.MAX_VALUE));
    }
    this.dims = dims;
    this.size = (int) elements;
  }

  /// Creates a shape.
  ///
  /// @param dims the length of each axis, outermost first; none for a scalar
  /// @return the shape
  /// @throws IllegalArgumentException if a length is negative, or there are 2³¹ elements or more
  public static Shape of(int... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /// Creates a shape that takes ownership of an array.
  static Shape owning(int[] dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims);
  }

  /// Returns the number of axes.
  ///
  /// @return 0 for a scalar
  public int rank() {
    return dims.length;
  }

  /// Returns the length of an axis.
  ///
  /// @param axis the axis; negative counts from the last, -1
  /// @return its length
  /// @throws IllegalArgumentException if there is no such axis
  public int dim(int axis) {
    return dims[axis(axis)];
  }

  /// Returns the number of elements, the product of the lengths.
  ///
  /// @return 1 for a scalar, 0 if any axis is empty
  public int size() {
    return size;
  }

  /// Returns the lengths.
  ///
  /// @return a copy
  public int[] dims() {
    return dims.clone();
  }

  /// Normalises an axis to count from the front.
  ///
  /// @param axis from -rank to rank - 1
  /// @return from 0 to rank - 1
  /// @throws IllegalArgumentException if there is no such axis
  public int axis(int axis) {
    int fromFront = axis < 0 ? axis + dims.length : axis;
    if (fromFront < 0 || fromFront >= dims.length) {
      throw new IllegalArgumentException(
          dims.length == 0
              ? String.format(Locale.ROOT, "there is no axis %d: a scalar has none", axis)
              : String.format(
                  Locale.ROOT,
                  "there is no axis %d: shape %s has axes %d to %d",
                  axis,
                  this,
                  -dims.length,
                  dims.length - 1));
    }
    return fromFront;
  }

  /// Normalises axes to count from the front; none means all.
  ///
  /// @param axes from -rank to rank - 1 each, without duplicates
  /// @return in ascending order
  /// @throws IllegalArgumentException if there is no such axis, or one occurs twice
  public List<Integer> axes(int... axes) {
    int[] result = new int[axes.length == 0 ? dims.length : axes.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = axes.length == 0 ? i : axis(axes[i]);
    }
    Arrays.sort(result);
    for (int i = 1; i < result.length; i++) {
      if (result[i] == result[i - 1]) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "axis %d is named twice in %s", result[i], Arrays.toString(axes)));
      }
    }
    return boxed(result);
  }

  /// Checks an axis that counts from the front.
  void checkAxis(int axis) {
    if (axis < 0 || axis >= dims.length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "shape %s has no axis %d", this, axis));
    }
  }

  /// Checks axes that count from the front, without duplicates, in any order.
  void checkAxes(List<Integer> axes) {
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i);
      checkAxis(axis);
      for (int before = 0; before < i; before++) {
        if (axes.get(before) == axis) {
          throw new IllegalArgumentException(
              String.format(Locale.ROOT, "axis %d is named twice in %s", axis, axes));
        }
      }
    }
  }

  static List<Integer> boxed(int... values) {
    // Without a stream, which takes longer than a small operation.
    Integer[] boxed = new Integer[values.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = values[i];
    }
    return List.of(boxed);
  }

  /// Returns this shape with another length of one axis.
  ///
  /// @param axis the axis; negative counts from the last
  /// @param length the new length
  /// @return the changed shape
  /// @throws IllegalArgumentException if there is no such axis, or the length is negative
  public Shape with(int axis, int length) {
    int[] changed = dims.clone();
    changed[axis(axis)] = length;
    return owning(changed);
  }

  /// Returns the shape that two shapes broadcast to, by NumPy's rule: the shapes are aligned at the
  /// last axis, and two lengths are compatible if they are equal or one of them is 1.
  ///
  /// @param a one shape
  /// @param b the other
  /// @return the common shape
  /// @throws IllegalArgumentException if they are incompatible
  public static Shape broadcast(Shape a, Shape b) {
    if (a.equals(b) || b.dims.length == 0) {
      return a;
    }
    if (a.dims.length == 0) {
      return b;
    }
    int rank = Math.max(a.dims.length, b.dims.length);
    int[] common = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int da = i <= a.dims.length ? a.dims[a.dims.length - i] : 1;
      int db = i <= b.dims.length ? b.dims[b.dims.length - i] : 1;
      if (da != db && da != 1 && db != 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "shapes %s and %s don't broadcast: %d and %d, axis %d from the end, differ and"
                    + " neither is 1",
                a,
                b,
                da,
                db,
                i));
      }
      common[rank - i] = da == 1 ? db : da;
    }
    return owning(common);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /// Returns the lengths in brackets, such as `[2, 3]`; `[]` for a scalar.
  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
