package gradus.nn.distributed;

import gradus.engine.DType;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/// Makes a shard row by row, on the heap or in a file.
///
/// ```java
/// try (ShardWriter writer = ShardWriter.onHeap(number, spec)) {
///   for (Passenger passenger : passengers) {
///     writer.features(passenger.age(), passenger.fare()).targets(passenger.survived());
///   }
///   return writer.finish();
/// }
/// ```
public final class ShardWriter implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final int number;
  private final RowSpec spec;
  private final FileChannel file;
  private ByteBuffer buffer;
  private int rows;
  private boolean midRow;
  private boolean finished;

  private ShardWriter(int number, RowSpec spec, FileChannel file) {
    if (number < 0) {
      throw new IllegalArgumentException("ShardWriter: there is no shard " + number);
    }
    this.number = number;
    this.spec = spec;
    this.file = file;
    this.buffer = littleEndian(Math.max(BUFFER, spec.bytes()));
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Begins a shard on the heap, of up to 2 GB.
  ///
  /// @param number the number of the shard, from 0
  /// @param spec what a row consists of
  /// @return a writer
  public static ShardWriter onHeap(int number, RowSpec spec) {
    return new ShardWriter(number, spec, null);
  }

  /// Begins a shard in a file, for rows that don't fit on the heap. The file is deleted when the
  /// shard is closed, or the writer without having finished, and, where that is possible, when the
  /// JVM ends. On Unix it has no name from the start, and its space is freed then.
  ///
  /// @param number the number of the shard, from 0
  /// @param spec what a row consists of
  /// @param file a file that doesn't exist yet
  /// @return a writer
  /// @throws IOException if the file exists, or can't be made
  public static ShardWriter toFile(int number, RowSpec spec, Path file) throws IOException {
    return new ShardWriter(
        number,
        spec,
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE));
  }

  /// Writes the features of the next row; its [#targets] must follow.
  ///
  /// @param values in row-major order
  /// @return this
  /// @throws IOException if the file can't be written
  /// @throws IllegalArgumentException if number or type are not those of the spec
  /// @throws IllegalStateException if the row before has no targets, or the writer has finished
  public ShardWriter features(float... values) throws IOException {
    begin(spec.features(), DType.F32, values.length);
    buffer.asFloatBuffer().put(values);
    return advance(values.length);
  }

  /// Writes the features of the next row, as [#features(float...)].
  ///
  /// @param values in row-major order
  /// @return this
  /// @throws IOException if the file can't be written
  public ShardWriter features(int... values) throws IOException {
    begin(spec.features(), DType.I32, values.length);
    buffer.asIntBuffer().put(values);
    return advance(values.length);
  }

  /// Writes the targets of a row, which is complete with them.
  ///
  /// @param values in row-major order
  /// @return this
  /// @throws IllegalArgumentException if number or type are not those of the spec
  /// @throws IllegalStateException if there are no features before
  public ShardWriter targets(float... values) {
    end(DType.F32, values.length);
    buffer.asFloatBuffer().put(values);
    return advance(values.length);
  }

  /// Writes the targets of a row, such as its class, as [#targets(float...)].
  ///
  /// @param values in row-major order
  /// @return this
  public ShardWriter targets(int... values) {
    end(DType.I32, values.length);
    buffer.asIntBuffer().put(values);
    return advance(values.length);
  }

  private void begin(RowSpec.Field field, DType dtype, int count) throws IOException {
    check(field, dtype, count, false);
    if (rows == Integer.MAX_VALUE) {
      throw new IllegalStateException("ShardWriter: a shard can't have more rows; use more shards");
    }
    if (buffer.remaining() < spec.bytes()) {
      if (file == null) {
        grow();
      } else {
        flush();
      }
    }
    midRow = true;
  }

  private void end(DType dtype, int count) {
    check(spec.targets(), dtype, count, true);
    midRow = false;
    rows++;
  }

  private void check(RowSpec.Field field, DType dtype, int count, boolean expected) {
    if (finished || midRow != expected) {
      throw new IllegalStateException(
          finished
              ? "ShardWriter: the shard is finished"
              : "ShardWriter: a row is its features and then its targets");
    }
    if (dtype != field.dtype() || count != field.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "ShardWriter: expected %d numbers of type %s, not %d of type %s",
              field.size(),
              field.dtype(),
              count,
              dtype));
    }
  }

  private ShardWriter advance(int count) {
    buffer.position(buffer.position() + Float.BYTES * count);
    return this;
  }

  private void grow() {
    long needed = (long) buffer.position() + spec.bytes();
    if (needed > RowGather.LARGEST) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "ShardWriter: shard %d has more than %d bytes; use more shards, or files",
              number,
              RowGather.LARGEST));
    }
    long length = Math.min(RowGather.LARGEST, Math.max(needed, 2L * buffer.capacity()));
    buffer = littleEndian((int) length).put(buffer.flip());
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
  }

  /// Finishes the shard.
  ///
  /// @return the shard, which has to be closed
  /// @throws IOException if the file can't be written
  /// @throws IllegalStateException if the last row has no targets, or the writer has finished
  public Shard finish() throws IOException {
    if (finished || midRow) {
      throw new IllegalStateException(
          finished
              ? "ShardWriter: the shard is finished already"
              : "ShardWriter: the last row has no targets");
    }
    if (file != null) {
      flush();
    }
    finished = true;
    return file == null
        ? new HeapShard(number, spec, rows, Arrays.copyOf(buffer.array(), buffer.position()))
        : new FileShard(number, spec, rows, file);
  }

  /// Deletes the file if the shard isn't finished.
  ///
  /// @throws IOException if that fails
  @Override
  public void close() throws IOException {
    if (file != null && !finished) {
      file.close();
    }
  }
}
