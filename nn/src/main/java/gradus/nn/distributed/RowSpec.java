package gradus.nn.distributed;

import gradus.engine.DType;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What a row consists of: features and targets.
///
/// @param features the features of a row
/// @param targets the targets of a row
public record RowSpec(Field features, Field targets) implements Serializable {
  /// Numbers of a row.
  ///
  /// @param dtype their type, F32 or I32
  /// @param shape their shape; the tensor of several rows has one axis more, the first
  public record Field(DType dtype, List<Integer> shape) implements Serializable {
    /// Creates a field.
    ///
    /// @throws IllegalArgumentException for F64, a negative length, or more numbers than an array
    ///   can have
    public Field {
      shape = List.copyOf(shape);
      long size = 1;
      for (int length : shape) {
        size = length < 0 ? -1 : Math.multiplyHigh(size, length) != 0 ? -1 : size * length;
        if (size < 0) {
          break;
        }
      }
      if (dtype == DType.F64 || size < 0 || size > Integer.MAX_VALUE / Float.BYTES) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "RowSpec: needs f32 or i32 and lengths of axes from 0, not %s%s",
                dtype,
                shape));
      }
    }

    /// {@return floats}
    ///
    /// @param shape the shape; none for a scalar
    public static Field floats(int... shape) {
      return new Field(DType.F32, Arrays.stream(shape).boxed().toList());
    }

    /// {@return integers, such as the class of a row or its tokens}
    ///
    /// @param shape the shape; none for a scalar
    public static Field ints(int... shape) {
      return new Field(DType.I32, Arrays.stream(shape).boxed().toList());
    }

    /// {@return the number of numbers}
    public int size() {
      return shape.stream().reduce(1, (a, b) -> a * b);
    }

    /// {@return the shape of the tensor of several rows}
    int[] batch(int rows) {
      int[] dims = new int[shape.size() + 1];
      dims[0] = rows;
      for (int axis = 1; axis < dims.length; axis++) {
        dims[axis] = shape.get(axis - 1);
      }
      return dims;
    }
  }

  /// Creates a description.
  ///
  /// @throws IllegalArgumentException if a row would have more bytes than an array can have
  public RowSpec {
    if ((long) features.size() + targets.size() > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException("RowSpec: a row has too many numbers");
    }
  }

  /// {@return what the rows of a data set consist of}
  ///
  /// @param rows the data set
  /// @throws IllegalArgumentException if it has numbers of type F64
  public static RowSpec of(Dataset rows) {
    return new RowSpec(field(rows.x()), field(rows.y()));
  }

  private static Field field(Tensor rows) {
    return new Field(rows.dtype(), Arrays.stream(rows.shape().dims()).skip(1).boxed().toList());
  }

  /// {@return the number of bytes of a stored row}
  int bytes() {
    return Float.BYTES * (features.size() + targets.size());
  }
}
