package gradus.spark;

import gradus.nn.distributed.RowSpec;
import gradus.nn.distributed.Shard;
import gradus.nn.distributed.ShardWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Makes a worker's shards of its sorted rows: on the heap as far as they may, the rest in files.
final class ShardLoader {
  /// What a row takes on the heap beside its bytes, until its shard is made.
  private static final int OVERHEAD = 24;

  private final RowSpec spec;
  private final long budget;
  private final Supplier<Path> newFile;
  private final List<Shard> made = new ArrayList<>();

  /// How many of the shards have rows to train with: they come first.
  private int trained;

  /// The rows of the shard that is being read, while they are few.
  private final List<byte[]> pending = new ArrayList<>();

  /// The bytes on the heap, including those to come when the pending rows become a shard.
  private long onHeap;

  private int number = -1;
  private ShardWriter file;

  /// Creates a loader.
  ///
  /// @param budget how many bytes of the heap the shards may take, and what is needed to make them
  /// @param newFile names a file that does not exist yet
  ShardLoader(RowSpec spec, long budget, Supplier<Path> newFile) {
    this.spec = spec;
    this.budget = budget;
    this.newFile = newFile;
  }

  /// Reads all rows.
  ///
  /// @param rows with their prefix, sorted; see [TrainingRows]
  /// @param shards the number of shards of the run
  /// @throws IOException if a file can't be written; all shards are closed then, and their files
  ///   deleted
  HeldShards.Held load(Iterator<byte[]> rows, int shards) throws IOException {
    boolean complete = false;
    try {
      while (rows.hasNext()) {
        add(rows.next(), shards);
      }
      finish(shards);
      complete = true;
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT, "can't keep the rows of shard %d in a file: %s", number, e.getMessage()),
          e);
    } finally {
      if (!complete) {
        if (file != null) {
          file.close();
        }
        HeldShards.closeAll(made);
      }
    }
    return new HeldShards.Held(
        List.copyOf(made.subList(0, trained)), List.copyOf(made.subList(trained, made.size())));
  }

  private void add(byte[] row, int shards) throws IOException {
    if (row.length != TrainingRows.PREFIX + RowEncoder.bytes(spec)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a row has %d bytes, not the %d of %s",
              row.length - TrainingRows.PREFIX,
              RowEncoder.bytes(spec),
              spec));
    }
    if (TrainingRows.number(row) != number) {
      finish(shards);
      number = TrainingRows.number(row);
    }
    if (file != null) {
      RowEncoder.write(spec, row, TrainingRows.PREFIX, file);
      return;
    }
    pending.add(row);
    onHeap += 2L * row.length + OVERHEAD;
    if (onHeap > budget) {
      file = ShardWriter.toFile(number % shards, spec, newFile.get());
      moveTo(file);
    }
  }

  /// Writes the pending rows, and forgets them.
  private void moveTo(ShardWriter writer) throws IOException {
    for (byte[] row : pending) {
      RowEncoder.write(spec, row, TrainingRows.PREFIX, writer);
      onHeap -= 2L * row.length + OVERHEAD;
    }
    pending.clear();
  }

  private void finish(int shards) throws IOException {
    if (number < 0) {
      return;
    }
    if (file != null) {
      made.add(file.finish());
      file = null;
    } else {
      try (ShardWriter writer = ShardWriter.onHeap(number % shards, spec)) {
        moveTo(writer);
        made.add(writer.finish());
      }
      onHeap += (long) made.getLast().rows() * RowEncoder.bytes(spec);
    }
    if (number < shards) {
      trained++;
    }
  }
}
