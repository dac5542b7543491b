package gradus.nn.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.nn.distributed.RowSpec.Field;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardWriterTest {
  private static final RowSpec SMALL = new RowSpec(Field.floats(2), Field.ints());

  @TempDir Path folder;

  private static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.spec()).isEqualTo(expected.spec());
    if (expected.dtype() == DType.I32) {
      assertThat(actual.toInts()).isEqualTo(expected.toInts());
    } else {
      assertThat(actual.toFloats()).isEqualTo(expected.toFloats());
    }
  }

  /// Rows of several shapes and types, the last of which are longer than a file's buffer.
  private static List<Dataset> examples() {
    Generator g = new Generator(1);
    return List.of(
        Runs.classes(50),
        Runs.numbers(50),
        new Dataset(Tensor.randint(g, 0, 9, 20, 7), Tensor.randint(g, 0, 9, 20, 7)),
        new Dataset(Tensor.randn(g, 9, 3, 4, 2), Tensor.randn(g, 9)),
        new Dataset(Tensor.randn(g, 4, 20_000), Tensor.randn(g, 4, 0)));
  }

  @Test
  void rowsOfAFileAreThoseOfTheHeap() throws IOException {
    for (Dataset rows : examples()) {
      RowSpec spec = RowSpec.of(rows);
      int[] some = {3, 0, 1, 2, 3, 2, 1, 1};
      int[] all = IntStream.range(0, rows.size()).toArray();
      try (Shard file = Runs.written(rows, ShardWriter.toFile(2, spec, folder.resolve("rows")));
          Shard heap = Runs.written(rows, ShardWriter.onHeap(2, spec));
          Shard split = HeapShard.split(rows, 1).getFirst()) {
        for (int[] index : List.of(some, all, new int[0])) {
          Dataset expected = rows.select(Tensor.fromArray(index, index.length));
          for (Shard shard : List.of(file, heap, split)) {
            assertThat(shard.rows()).isEqualTo(rows.size());
            assertSame(shard.select(index).x(), expected.x());
            assertSame(shard.select(index).y(), expected.y());
          }
        }
        for (Shard shard : List.of(file, heap)) {
          assertThat(shard.number()).isEqualTo(2);
          assertThatThrownBy(() -> shard.select(rows.size()))
              .isInstanceOf(IndexOutOfBoundsException.class);
          assertThatThrownBy(() -> shard.select(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
      }
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void aRunOverFilesHasTheBitsOfOneOverTheHeap() throws IOException {
    Dataset rows = Runs.classes(38);
    List<Shard> heap = List.copyOf(HeapShard.split(rows, 7));
    Shard[] files = new Shard[7];
    for (int number = 0; number < 7; number++) {
      int[] all = IntStream.range(0, heap.get(number).rows()).toArray();
      files[number] =
          Runs.written(
              heap.get(number).select(all),
              ShardWriter.toFile(number, RowSpec.of(rows), folder.resolve("rows " + number)));
    }
    Runs.Part part = new Runs.Part(3, Segment.ALL_STEPS);
    assertThat(Runs.run(Runs.DROPOUT, Arrays.asList(files), List.of(), part).state())
        .isEqualTo(Runs.run(Runs.DROPOUT, heap, List.of(), part).state());
    for (Shard file : files) {
      file.close();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void splitKeepsTheOrderAndSpreadsTheRows() throws IOException {
    Dataset rows = Runs.classes(10);
    int start = 0;
    for (Shard shard : HeapShard.split(rows, 4)) {
      assertThat(shard.rows()).isBetween(2, 3);
      Dataset part = shard.select(IntStream.range(0, shard.rows()).toArray());
      assertSame(part.x(), rows.x().slice(0, start, start + shard.rows()));
      start += shard.rows();
    }
    assertThat(start).isEqualTo(10);
  }

  @Test
  void aShardOnTheHeapCanBeSent() throws IOException, ClassNotFoundException {
    HeapShard shard = HeapShard.split(Runs.classes(4), 1).getFirst();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(shard);
    }
    try (ObjectInputStream in =
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        HeapShard received = (HeapShard) in.readObject()) {
      assertThat(received.spec()).isEqualTo(shard.spec());
      assertSame(received.select(2, 1).x(), shard.select(2, 1).x());
    }
  }

  @Test
  void aWriterThatIsGivenUpDeletesItsFile() throws IOException {
    Path file = folder.resolve("rows");
    try (ShardWriter writer = ShardWriter.toFile(0, SMALL, file)) {
      writer.features(1, 2f);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void anExistingFileIsLeftAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("rows"), "mine");
    assertThatThrownBy(() -> ShardWriter.toFile(0, SMALL, file))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("mine");
  }

  @Test
  void aFileThatIsTooShortIsNoticed() throws IOException {
    Path path = Files.write(folder.resolve("rows"), new byte[30]);
    try (Shard shard = new FileShard(3, SMALL, 4, FileChannel.open(path))) {
      assertThat(shard.select(0, 1).size()).isEqualTo(2);
      assertThatThrownBy(() -> shard.select(1, 2))
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("shard 3, 4 rows in a file became shorter");
    }
  }

  @Test
  void aClosedFileIsNotRead() throws IOException {
    Shard shard =
        Runs.written(
            Runs.classes(4),
            ShardWriter.toFile(0, RowSpec.of(Runs.classes(4)), folder.resolve("rows")));
    shard.close();
    assertThatThrownBy(() -> shard.select(0)).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aRowIsFeaturesAndThenTargets() throws IOException {
    ShardWriter writer = ShardWriter.onHeap(0, SMALL);
    assertThatIllegalStateException().isThrownBy(() -> writer.targets(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.features(1f))
        .withMessageContaining("expected 2 numbers of type f32, not 1 of type f32");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.features(1, 2))
        .withMessageContaining("not 2 of type i32");
    writer.features(1f, 2f);
    assertThatIllegalStateException().isThrownBy(() -> writer.features(1f, 2f));
    assertThatIllegalStateException().isThrownBy(writer::finish);
    assertThatIllegalArgumentException().isThrownBy(() -> writer.targets(1f));
    writer.targets(1);
    assertThat(writer.finish().rows()).isOne();
    assertThatIllegalStateException().isThrownBy(writer::finish);
    assertThatIllegalStateException().isThrownBy(() -> writer.features(1f, 2f));
    assertThatIllegalArgumentException().isThrownBy(() -> ShardWriter.onHeap(-1, SMALL));
  }

  @Test
  void fieldsThatCannotBeStoredAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Field(DType.F64, List.of()))
        .withMessageContaining("f32 or i32");
    assertThatIllegalArgumentException().isThrownBy(() -> Field.floats(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> Field.floats(1 << 16, 1 << 16));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Field.floats(1 << 30, 1 << 30, 1 << 30, 1 << 30));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RowSpec(Field.floats(1 << 28), Field.ints(1 << 28)))
        .withMessageContaining("too many");
  }
}
