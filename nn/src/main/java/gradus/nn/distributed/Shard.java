package gradus.nn.distributed;

import gradus.nn.Dataset;
import java.io.Closeable;
import java.io.IOException;

/// The rows of a shard, on the heap ([HeapShard]), in a file ([FileShard]) or elsewhere. A
/// [ShardWriter] makes one.
public interface Shard extends Closeable {
  /// {@return the number of the shard, from 0}
  int number();

  /// {@return the number of rows}
  int rows();

  /// Returns some of the rows.
  ///
  /// @param index the numbers of the rows, from 0 and in any order
  /// @return these rows, in this order, on the current backend
  /// @throws IOException if they can't be read
  Dataset select(int... index) throws IOException;

  /// Releases what the shard occupies; it can't be used then.
  ///
  /// @throws IOException if that fails
  @Override
  void close() throws IOException;
}
