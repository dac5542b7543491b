package gradus.spark;

import gradus.nn.distributed.RowSpec;
import gradus.nn.distributed.Shards;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.zip.CRC32C;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/// The rows to train with, in any order and any partitions, each encoded by a [RowEncoder].
///
/// A hash of its bytes decides the shard of a row, and a shard's rows are sorted by their bytes:
/// the shards are the same however Spark cuts and computes the rows.
///
/// @param spec what a row consists of
/// @param training the rows to train with
/// @param validation the rows to validate with after each epoch; null for no validation
record TrainingRows(RowSpec spec, JavaRDD<byte[]> training, JavaRDD<byte[]> validation) {
  /// The bytes before an encoded row: the number of its shard, or of its shard of the validation
  /// rows plus the number of shards, big-endian.
  static final int PREFIX = Integer.BYTES;

  /// {@return the rows of each worker in a partition, with their [#PREFIX], in the order of their
  /// bytes}
  JavaRDD<byte[]> sorted(int workers, int shards) {
    JavaRDD<byte[]> all = training.map(row -> prefixed(row, 0, shards));
    if (validation != null) {
      all = all.union(validation.map(row -> prefixed(row, shards, shards)));
    }
    return all.mapToPair(row -> new Tuple2<>(row, (byte) 0))
        .repartitionAndSortWithinPartitions(
            new ByWorker(workers, shards),
            (Comparator<byte[]> & Serializable) Arrays::compareUnsigned)
        .keys();
  }

  private static byte[] prefixed(byte[] row, int first, int shards) {
    CRC32C hash = new CRC32C();
    hash.update(row);
    byte[] all = new byte[PREFIX + row.length];
    int number = first + (int) (hash.getValue() % shards);
    for (int i = 0; i < PREFIX; i++) {
      all[i] = (byte) (number >>> Byte.SIZE * (PREFIX - 1 - i));
    }
    System.arraycopy(row, 0, all, PREFIX, row.length);
    return all;
  }

  /// {@return the number before a row}
  static int number(byte[] prefixed) {
    int number = 0;
    for (int i = 0; i < PREFIX; i++) {
      number = number << Byte.SIZE | prefixed[i] & 0xFF;
    }
    return number;
  }

  /// The worker that has a row's shard.
  private static final class ByWorker extends Partitioner {
    private static final long serialVersionUID = 1;

    private final int workers;
    private final int shards;

    ByWorker(int workers, int shards) {
      this.workers = workers;
      this.shards = shards;
    }

    @Override
    public int numPartitions() {
      return workers;
    }

    @Override
    public int getPartition(Object key) {
      return Shards.worker(number((byte[]) key) % shards, workers, shards);
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof ByWorker other && workers == other.workers && shards == other.shards;
    }

    @Override
    public int hashCode() {
      return 31 * workers + shards;
    }
  }
}
