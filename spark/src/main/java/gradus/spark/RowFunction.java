package gradus.spark;

import gradus.engine.Tensor;
import java.io.Serializable;
import org.apache.spark.sql.Row;

/// Makes a tensor from a row, for what columns of numbers can't express: a picture from its bytes,
/// the tokens of a text.
///
/// It is sent to the executors, so that what it uses must be serializable.
@FunctionalInterface
public interface RowFunction extends Serializable {
  /// Makes a tensor.
  ///
  /// @param row a row with all its columns
  /// @return F32 or I32, of the same shape for all rows, without an axis for the rows
  Tensor of(Row row);
}
