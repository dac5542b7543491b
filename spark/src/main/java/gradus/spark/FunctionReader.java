package gradus.spark;

import gradus.engine.DType;
import gradus.engine.Tensor;
import gradus.nn.distributed.RowSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/// Reads rows by a user's function.
///
/// @param role `features` or `target`, for messages
/// @param function the function
/// @param field what it returns for each row; null before the first one is known
record FunctionReader(String role, RowFunction function, RowSpec.Field field) implements RowReader {
  @Override
  public List<String> columns() {
    return List.of();
  }

  @Override
  public RowReader bind(StructType schema) {
    return this;
  }

  @Override
  public RowReader like(Row first) {
    FunctionReader reader =
        field == null ? new FunctionReader(role, function, field(tensor(first))) : this;
    reader.read(first);
    return reader;
  }

  private static RowSpec.Field field(Tensor tensor) {
    return new RowSpec.Field(tensor.dtype(), Arrays.stream(tensor.shape().dims()).boxed().toList());
  }

  private Tensor tensor(Row row) {
    Tensor tensor;
    try {
      tensor = function.of(row);
    } catch (RuntimeException e) {
      throw RowReader.wrong(
          row, String.format(Locale.ROOT, "%s: the function failed with %s", role, e));
    }
    if (tensor == null || tensor.dtype() == DType.F64) {
      throw RowReader.wrong(
          row,
          String.format(
              Locale.ROOT,
              "%s: the function must return a tensor of type f32 or i32, not %s",
              role,
              tensor == null ? "null" : tensor.spec()));
    }
    return tensor;
  }

  @Override
  public Numbers read(Row row) {
    Tensor tensor = tensor(row);
    RowSpec.Field found = field(tensor);
    if (!found.equals(field)) {
      throw RowReader.wrong(
          row,
          String.format(
              Locale.ROOT,
              "%s: the function returned %s, and %s%s for other rows",
              role,
              tensor.spec(),
              field.dtype(),
              field.shape()));
    }
    if (found.dtype() == DType.I32) {
      return new Ints(tensor.toInts());
    }
    float[] values = tensor.toFloats();
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw RowReader.wrong(
            row, String.format(Locale.ROOT, "%s: the function returned %s", role, value));
      }
    }
    return new Floats(values);
  }
}
