package gradus.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gradus.cli.InputException;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFilesTest {
  private static final PictureFiles.Reading USUAL =
      new PictureFiles.Reading(OptionalInt.empty(), false);
  private static final PictureFiles.Reading STRICT =
      new PictureFiles.Reading(OptionalInt.empty(), true);

  @TempDir private Path folder;

  private static void refused(Path path, PictureFiles.Reading reading, String... parts) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> PictureFiles.read(path, reading))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @Test
  void foldersOfTheIdxFormat() throws IOException {
    Drawn.idx(
        folder.resolve("train-images-idx3-ubyte"),
        folder.resolve("train-labels-idx1-ubyte"),
        5,
        0,
        1,
        2);
    PictureSet one = PictureFiles.read(folder, USUAL);
    assertThat(one.heldOut()).isEmpty();
    assertThat(one.classes()).containsExactly("0", "1", "2");
    Drawn.idx(
        folder.resolve("t10k-images-idx3-ubyte"),
        folder.resolve("t10k-labels-idx1-ubyte"),
        5,
        3,
        0);
    PictureSet both = PictureFiles.read(folder, USUAL);
    assertThat(both.heldOut().orElseThrow().labels()).containsExactly(3, 0);
    assertThat(both.classes()).hasSize(4);
    assertThat(both.height()).isEqualTo(5);
    PictureSet file = PictureFiles.read(folder.resolve("t10k-images-idx3-ubyte"), USUAL);
    assertThat(file.training().labels()).containsExactly(3, 0);
    Files.delete(folder.resolve("t10k-labels-idx1-ubyte"));
    refused(folder, USUAL, "its labels, t10k-labels-idx1-ubyte, are not beside it");
  }

  @Test
  void idxFilesOfDifferentSizesAreRefused() throws IOException {
    Drawn.idx(
        folder.resolve("train-images-idx3-ubyte"), folder.resolve("train-labels-idx1-ubyte"), 5, 0);
    Drawn.idx(
        folder.resolve("t10k-images-idx3-ubyte"), folder.resolve("t10k-labels-idx1-ubyte"), 6, 0);
    refused(folder, USUAL, "[1, 5, 5]", "[1, 6, 6]");
  }

  @Test
  void theBinaryFormatOfCifar() throws IOException {
    byte[] rows = new byte[3 * 3073];
    rows[0] = 9;
    rows[3073] = 1;
    Files.write(folder.resolve("data_batch_2.bin"), rows);
    PictureSet set = PictureFiles.read(folder, USUAL);
    assertThat(set.training().labels()).containsExactly(9, 1, 0);
    assertThat(set.classes()).startsWith("airplane");
    assertThat(set.channels()).isEqualTo(3);
    Files.write(folder.resolve("test_batch.bin"), new byte[3073]);
    assertThat(PictureFiles.read(folder, USUAL).test().labels()).containsExactly(0);
    assertThat(PictureFiles.read(folder.resolve("data_batch_2.bin"), USUAL).test().size())
        .isEqualTo(3);
    Files.write(folder.resolve("test_batch.bin"), new byte[3000]);
    refused(folder, USUAL, "test_batch.bin", "3000 bytes");
  }

  @Test
  void foldersByClass() throws IOException {
    Drawn.redAndBlue(folder, 3, 6);
    Files.writeString(folder.resolve("red/notes.txt"), "not a picture");
    PictureSet set = PictureFiles.read(folder, USUAL);
    assertThat(set.classes()).containsExactly("blue", "red");
    assertThat(set.training().counts(2)).containsExactly(3, 3);
    assertThat(set.remarks()).isEmpty();
    assertThat(set.heldOut()).isEmpty();
    // The first blue picture, whose first pixel is grey.
    assertThat(set.training().samples().get(0).x().select(1, 0).select(1, 1).toFloats())
        .containsExactly(0, 0, 1);
  }

  @Test
  void foldersThatAreDivided() throws IOException {
    Drawn.redAndBlue(folder.resolve("train"), 3, 6);
    Drawn.redAndBlue(folder.resolve("valid"), 2, 6);
    PictureSet set = PictureFiles.read(folder, USUAL);
    assertThat(set.training().size()).isEqualTo(6);
    assertThat(set.heldOut().orElseThrow().size()).isEqualTo(4);
    assertThat(set.split(1).heldOut()).isEqualTo(set.heldOut());
    Drawn.png(folder.resolve("valid/green/1.png"), 6, 6, Color.GREEN, 1);
    refused(folder, USUAL, "the class green is not among those of");
  }

  @Test
  void otherSizesAreResizedAndSaid() throws IOException {
    Drawn.redAndBlue(folder, 3, 6);
    Drawn.png(folder.resolve("red/wide.png"), 10, 40, Color.RED, 0);
    PictureSet set = PictureFiles.read(folder, USUAL);
    assertThat(set.height()).isEqualTo(6);
    assertThat(set.remarks()).containsExactly("1 pictures of 1 other sizes were resized to 6 x 6");
    PictureSet larger =
        PictureFiles.read(folder, new PictureFiles.Reading(OptionalInt.of(12), false));
    assertThat(larger.training().samples().get(6).x().shape().dims()).containsExactly(3, 12, 12);
    assertThat(larger.remarks())
        .containsExactly("7 pictures of 2 other sizes were resized to 12 x 12");
  }

  @Test
  void largePicturesAreMadeSmaller() throws IOException {
    Drawn.redAndBlue(folder, 1, 130);
    PictureSet set = PictureFiles.read(folder, USUAL);
    assertThat(set.height()).isEqualTo(64);
    assertThat(set.remarks()).singleElement().asString().contains("resized to 64 x 64");
  }

  @Test
  void whatCannotBeReadIsSkippedAndCounted() throws IOException {
    Drawn.redAndBlue(folder, 2, 6);
    Files.writeString(folder.resolve("red/broken.png"), "no picture at all");
    PictureSet set = PictureFiles.read(folder, USUAL);
    assertThat(set.training().size()).isEqualTo(4);
    assertThat(set.remarks()).singleElement().asString().contains("1 files", "broken.png");
    refused(folder, STRICT, "broken.png");
  }

  @Test
  void anEmptyClassIsRefused() throws IOException {
    Drawn.redAndBlue(folder, 2, 6);
    Files.createDirectory(folder.resolve("green"));
    refused(folder, USUAL, "green", "the class has no pictures");
    Files.writeString(folder.resolve("green/1.jpg"), "broken");
    refused(folder, USUAL, "none of the pictures of the class green can be read");
  }

  @Test
  void whatIsNotRecognised() throws IOException {
    refused(folder, USUAL, "not recognised");
    refused(folder.resolve("missing"), USUAL, "missing", "there is no such file");
    Path text = Files.writeString(folder.resolve("data.csv"), "1,2");
    refused(text, USUAL, "not recognised");
    Drawn.png(folder.resolve("one/1.png"), 3, 3, Color.RED, 0);
    refused(folder, USUAL, "at least two classes, has 1");
  }
}
