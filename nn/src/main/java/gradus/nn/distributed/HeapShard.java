package gradus.nn.distributed;

import gradus.nn.Dataset;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// A shard whose rows are on the heap. It can be serialized. [ShardWriter#onHeap] makes one row by
/// row, [#split] makes those of a data set.
public final class HeapShard implements Shard, Serializable {
  private static final long serialVersionUID = 1;

  /// The number of the shard.
  private final int number;

  /// What a row consists of.
  private final RowSpec spec;

  /// The number of rows.
  private final int rows;

  /// The rows, one after the other; see [RowGather].
  private final byte[] bytes;

  HeapShard(int number, RowSpec spec, int rows, byte[] bytes) {
    this.number = number;
    this.spec = spec;
    this.rows = rows;
    this.bytes = bytes;
  }

  /// Splits a data set into shards of equal numbers of rows, up to one, in their order.
  ///
  /// @param rows the rows: features and targets of type F32 or I32
  /// @param shards the number of shards, at least 1; there may be more than rows
  /// @return copies of the rows
  /// @throws IllegalArgumentException for F64, and for shards of more than 2 GB
  public static List<HeapShard> split(Dataset rows, int shards) {
    RowSpec spec = RowSpec.of(rows);
    List<HeapShard> all = new ArrayList<>();
    for (int number = 0; number < shards; number++) {
      int from = (int) ((long) number * rows.size() / shards);
      int to = (int) ((number + 1L) * rows.size() / shards);
      byte[] bytes =
          RowGather.bytes(spec, rows.x().slice(0, from, to), rows.y().slice(0, from, to));
      all.add(new HeapShard(number, spec, to - from, bytes));
    }
    return all;
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public int rows() {
    return rows;
  }

  /// {@return what a row consists of}
  public RowSpec spec() {
    return spec;
  }

  @Override
  public Dataset select(int... index) {
    RowGather gather = new RowGather(spec, index.length);
    MemorySegment from = MemorySegment.ofArray(bytes);
    for (int row : index) {
      gather.add(from, (long) Objects.checkIndex(row, rows) * spec.bytes());
    }
    return gather.dataset();
  }

  /// Does nothing: the garbage collector frees the rows.
  @Override
  public void close() {}

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "shard %d, %d rows on the heap", number, rows);
  }
}
