package gradus.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.nn.Dataset;
import gradus.nn.distributed.FileShard;
import gradus.nn.distributed.HeapShard;
import gradus.nn.distributed.RowSpec;
import gradus.nn.distributed.Shard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardLoaderTest {
  private static final RowSpec SPEC = new RowSpec(RowSpec.Field.ints(2), RowSpec.Field.floats(1));

  @TempDir Path folder;

  private final AtomicInteger files = new AtomicInteger();

  /// 5 shards: those of the worker have 40, 0 and 60 rows, and one of validation rows 7.
  private static List<byte[]> rows() {
    List<byte[]> rows = new ArrayList<>();
    RowEncoder encoder = new RowEncoder(SPEC);
    int[][] counts = {{1, 40}, {3, 60}, {5 + 2, 7}};
    for (int[] count : counts) {
      for (int i = 0; i < count[1]; i++) {
        byte[] row = encoder.features(count[0], i).targets(i / 2f).row();
        rows.add(ByteBuffer.allocate(4 + row.length).putInt(count[0]).put(row).array());
      }
    }
    return rows;
  }

  private HeldShards.Held load(List<byte[]> rows, long budget) throws IOException {
    ShardLoader loader =
        new ShardLoader(
            SPEC, budget, () -> folder.resolve("rows" + files.getAndIncrement() + ".tmp"));
    return loader.load(rows.iterator(), 5);
  }

  @Test
  void rowsBeyondTheBudgetAreInFiles() throws IOException {
    assertLoaded(1 << 20, HeapShard.class, HeapShard.class, HeapShard.class);
    // The first shard takes 40 * 12 bytes when it is made, and 40 * (2 * 16 + 24) before.
    assertLoaded(2240, HeapShard.class, FileShard.class, HeapShard.class);
    assertLoaded(2239, FileShard.class, FileShard.class, HeapShard.class);
    assertLoaded(0, FileShard.class, FileShard.class, FileShard.class);
  }

  private void assertLoaded(long budget, Class<?>... expected) throws IOException {
    try (HeldShards.Held held = load(rows(), budget)) {
      List<Shard> all = new ArrayList<>(held.training());
      all.addAll(held.validation());
      assertThat(all).extracting(Object::getClass).isEqualTo(List.of(expected));
      assertThat(held.training()).extracting(Shard::number).containsExactly(1, 3);
      assertThat(held.training()).extracting(Shard::rows).containsExactly(40, 60);
      assertThat(held.validation()).extracting(Shard::number).containsExactly(2);
      Dataset last = held.training().get(1).select(59, 0);
      assertThat(last.x().toInts()).containsExactly(3, 59, 3, 0);
      assertThat(last.y().toFloats()).containsExactly(29.5f, 0);
      assertThat(held.validation().getFirst().rows()).isEqualTo(7);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileThatCanNotBeWrittenIsNamedAndAllAreDeleted() {
    AtomicInteger count = new AtomicInteger();
    ShardLoader loader =
        new ShardLoader(
            SPEC,
            0,
            () -> folder.resolve(count.getAndIncrement() == 0 ? "rows.tmp" : "none/rows.tmp"));
    assertThatThrownBy(() -> loader.load(rows().iterator(), 5))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("can't keep the rows of shard 3 in a file: ");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void rowsOfAnotherSpecAreRefused() {
    assertThatThrownBy(() -> load(List.of(new byte[17]), 99))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a row has 13 bytes, not the 12 of");
    assertThatThrownBy(() -> new RowEncoder(SPEC).features(1f, 2f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 numbers of type i32 there, not 2 of type f32");
  }
}
