package gradus.spark;

import gradus.nn.distributed.RowSpec;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/// Reads the features or the targets of a row. It is bound to a schema before it reads anything,
/// and learns from a first row what all rows must look like.
sealed interface RowReader extends Serializable permits ColumnReader, FunctionReader {
  /// The most characters of a row in a message.
  int SHOWN = 300;

  /// What is read of a row.
  sealed interface Numbers {}

  /// Floats, in row-major order.
  record Floats(float... values) implements Numbers {}

  /// Integers, in row-major order.
  record Ints(int... values) implements Numbers {}

  /// {@return the names of the columns that it reads; empty for any}
  List<String> columns();

  /// {@return a reader of rows of a schema}
  ///
  /// @throws IllegalArgumentException if a column is missing or not of numbers
  RowReader bind(StructType schema);

  /// {@return a reader of rows like this one}
  ///
  /// @throws BadRowException if this row can't be read
  RowReader like(Row first);

  /// {@return what it reads of each row}
  ///
  /// @throws IllegalStateException before [#like]
  RowSpec.Field field();

  /// Reads a row.
  ///
  /// @throws BadRowException if it can't be read, or differs from the first one in shape
  Numbers read(Row row);

  /// {@return an error about a row, which it shows}
  static BadRowException wrong(Row row, String problem) {
    StringBuilder text = new StringBuilder("{");
    String[] names = row.schema() == null ? null : row.schema().fieldNames();
    for (int i = 0; i < row.size() && text.length() <= SHOWN; i++) {
      text.append(i == 0 ? "" : ", ").append(names == null ? "" : names[i] + "=");
      Object value = row.get(i);
      text.append(value instanceof byte[] bytes ? bytes.length + " bytes" : value);
    }
    if (text.length() > SHOWN) {
      text.setLength(SHOWN);
      text.append('…');
    }
    return new BadRowException(String.format(Locale.ROOT, "%s, in the row %s}", problem, text));
  }
}
