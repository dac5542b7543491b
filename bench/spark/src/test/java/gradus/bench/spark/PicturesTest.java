package gradus.bench.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gradus.cli.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {
  @TempDir private Path folder;

  private void write(int count, int side) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + count * side * side);
    images.putInt(0x803).putInt(count).putInt(side).putInt(side).put(16, (byte) 200);
    Files.write(folder.resolve("train-images-idx3-ubyte"), images.array());
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    labels.putInt(0x801).putInt(count).put(8, (byte) 9);
    Files.write(folder.resolve("train-labels-idx1-ubyte"), labels.array());
  }

  private String refused(int least) {
    return assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Pictures.find(folder, least))
        .actual()
        .getMessage();
  }

  @Test
  void theFilesOfAFolderAreRead() throws IOException {
    write(3, 28);
    Pictures pictures = Pictures.find(folder, 3);
    assertThat(pictures.name()).isEqualTo(folder.toString());
    assertThat(pictures.rows(2)).hasSize(2);
    Row first = pictures.rows(2).getFirst();
    assertThat(((byte[]) first.get(0))[0]).isEqualTo((byte) 200);
    assertThat(first.getInt(1)).isEqualTo(9);
  }

  @Test
  void unsuitableFoldersAreRefused() throws IOException {
    assertThat(refused(1)).startsWith("--data").contains("no train-images-idx3-ubyte[.gz]");
    write(3, 28);
    assertThat(refused(4)).contains("has 3 pictures of 784 pixels; at least 4 of 784 are needed");
    write(3, 27);
    assertThat(refused(3)).contains("3 pictures of 729 pixels");
    Files.delete(folder.resolve("train-labels-idx1-ubyte"));
    assertThat(refused(3)).contains("no train-labels-idx1-ubyte[.gz]");
  }

  @Test
  void featuresAreFrom0To1() {
    float[] x = Pictures.features(RowFactory.create(new byte[] {0, 51, (byte) 255}, 3)).toFloats();
    assertThat(x).containsExactly(0, 0.2f, 1);
  }
}
