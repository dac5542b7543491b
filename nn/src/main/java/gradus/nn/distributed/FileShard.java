package gradus.nn.distributed;

import gradus.nn.Dataset;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Locale;
import java.util.Objects;

/// A shard whose rows are in a temporary file, for more rows than fit on the heap;
/// [ShardWriter#toFile] makes it. Rows are read by their position when they are needed, from the
/// operating system's cache of the file as far as memory allows. [#close()] deletes the file.
///
/// An interrupt of a thread that reads closes it, too, as for any [FileChannel].
public final class FileShard implements Shard {
  private static final int BUFFER = 1 << 16;

  private final int number;
  private final RowSpec spec;
  private final int rows;
  private final FileChannel file;

  FileShard(int number, RowSpec spec, int rows, FileChannel file) {
    this.number = number;
    this.spec = spec;
    this.rows = rows;
    this.file = file;
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public int rows() {
    return rows;
  }

  /// Neighbouring rows that are selected one after the other are read at once.
  @Override
  public Dataset select(int... index) throws IOException {
    RowGather gather = new RowGather(spec, index.length);
    int bytes = spec.bytes();
    int most = bytes == 0 ? 1 : Math.max(1, BUFFER / bytes);
    ByteBuffer buffer = ByteBuffer.allocate(Math.min(most, index.length) * bytes);
    MemorySegment read = MemorySegment.ofArray(buffer.array());
    int next = 0;
    while (next < index.length) {
      int first = Objects.checkIndex(index[next], rows);
      int count = 1;
      while (count < most
          && next + count < index.length
          && index[next + count] == first + count
          && first + count < rows) {
        count++;
      }
      read(buffer.clear().limit(count * bytes), (long) first * bytes);
      for (int i = 0; i < count; i++) {
        gather.add(read, (long) i * bytes);
      }
      next += count;
    }
    return gather.dataset();
  }

  private void read(ByteBuffer buffer, long from) throws IOException {
    while (buffer.hasRemaining()) {
      if (file.read(buffer, from + buffer.position()) < 0) {
        throw new EOFException(String.format(Locale.ROOT, "the file of %s became shorter", this));
      }
    }
  }

  /// Deletes the file.
  @Override
  public void close() throws IOException {
    file.close();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "shard %d, %d rows in a file", number, rows);
  }
}
