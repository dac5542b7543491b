package gradus.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gradus.engine.DType;
import gradus.engine.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of IDX and of CIFAR-10: byte by byte, and those that are broken or hostile.
class DataFilesTest {
  @TempDir private Path folder;
  private int files;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file" + files++), bytes);
  }

  private Path file(String hex) throws IOException {
    return file(bytes(hex));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static final String LABELS = "00000801 00000002 07ff";
  private static final String IMAGES = "00000803 00000002 00000001 00000003 00ff33 010203";

  @Test
  void imagesAndTheirLabels() throws IOException {
    for (boolean compressed : new boolean[] {false, true}) {
      Path images = file(compressed ? gzip(bytes(IMAGES)) : bytes(IMAGES));
      Path labels = file(compressed ? gzip(bytes(LABELS)) : bytes(LABELS));
      Images read = Idx.images(images, labels);
      assertThat(read.size()).isEqualTo(2);
      assertThat(read.label(1)).isEqualTo(255);
      Sample first = read.get(0);
      assertThat(first.x().shape().dims()).containsExactly(1, 1, 3);
      assertThat(first.x().toFloats()).containsExactly(0, 1, 0.2f);
      assertThat(first.y().dtype()).isEqualTo(DType.I32);
      assertThat(first.y().rank()).isZero();
      assertThat(first.y().item()).isEqualTo(7);
      assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> read.get(2));
    }
    Images colors =
        Idx.images(
            file("00000804 00000001 00000002 00000001 00000001 ff00"),
            file("00000801 00000001 03"));
    assertThat(colors.get(0).x().shape().dims()).containsExactly(2, 1, 1);
  }

  @Test
  void elementsOfEachType() throws IOException {
    Map<String, double[]> types = new LinkedHashMap<>();
    types.put("00000801 00000002 ff01", new double[] {255, 1});
    types.put("00000901 00000002 ff01", new double[] {-1, 1});
    types.put("00000b01 00000002 fffe0100", new double[] {-2, 256});
    types.put("00000c01 00000002 fffffffe01000000", new double[] {-2, 1 << 24});
    types.put("00000d01 00000002 3fc00000ff800000", new double[] {1.5, Double.NEGATIVE_INFINITY});
    types.put("00000e01 00000001 3ff8000000000000", new double[] {1.5});
    types.put("00000802 00000001 00000002 0203", new double[] {2, 3});
    types.put("00000800 09", new double[] {9});
    types.put("00000802 00000003 00000000", new double[0]);
    for (Map.Entry<String, double[]> type : types.entrySet()) {
      Tensor read = Idx.read(file(type.getKey()));
      assertThat(read.toDoubles()).as(type.getKey()).containsExactly(type.getValue());
    }
    assertThat(Idx.read(file("00000802 00000003 00000000")).shape().dims()).containsExactly(3, 0);
    assertThat(Idx.read(file("00000e00 3ff8000000000000")).dtype()).isEqualTo(DType.F64);
    assertThat(Idx.read(file("00000d00 3fc00000")).dtype()).isEqualTo(DType.F32);
  }

  private static void refused(String problem, Path file, Reading reading) {
    assertThatExceptionOfType(DataFileException.class)
        .isThrownBy(reading::read)
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(problem);
  }

  private interface Reading {
    void read() throws IOException;
  }

  @Test
  void brokenAndHostileFilesAreRefused() throws IOException {
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put("", "it ends within its header, after 0 of 4 bytes");
    wrong.put("000008", "it ends within its header, after 3 of 4 bytes");
    wrong.put("00000801 0000", "it ends within its header, after 2 of 4 bytes");
    wrong.put("89504e47", "not an IDX file");
    wrong.put("00000a01 00000000", "the type 0x0a");
    wrong.put("00000801 00000002 07", "it ends within its elements, after 1 of 2 bytes");
    wrong.put("00000801 00000002 070809", "it goes on behind its end");
    wrong.put("00000801 ffffffff 07", "axis 0 has a length of 4294967295");
    // Promises of more than there is cost no memory.
    wrong.put("00000801 7fffff00 07", "after 1 of 2147483392 bytes");
    wrong.put("00000801 7fffffff 07", "2147483647 bytes, more than an array can have");
    wrong.put("00000803 7fffffff 7fffffff 7fffffff", "is too large");
    wrong.put("1f8b", "not a whole gzip file");
    wrong.put("1f8b0800", "not a whole gzip file");
    wrong.put("000008ff 00000001", "it ends within its header");
    for (Map.Entry<String, String> entry : wrong.entrySet()) {
      Path file = file(entry.getKey());
      refused(entry.getValue(), file, () -> Idx.read(file));
      refused("", file, () -> Idx.images(file(IMAGES), file));
      refused("", file, () -> Idx.images(file, file(LABELS)));
    }
    byte[] cut = gzip(bytes(IMAGES));
    for (int length = 2; length < cut.length; length++) {
      Path file = file(Arrays.copyOf(cut, length));
      refused("", file, () -> Idx.read(file));
    }
  }

  @Test
  void imagesMustFitTheirLabels() throws IOException {
    Path labels = file(LABELS);
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put("00000801 00000002 0102", "3 or 4 axes, not 0x08 with 1");
    wrong.put("00000d03 00000000 00000001 00000001", "not 0x0d with 3");
    wrong.put("00000803 00000003 00000001 00000001 010203", "3 images, but");
    wrong.put("00000803 00000002 00000000 00000001", "images of no pixels");
    for (Map.Entry<String, String> entry : wrong.entrySet()) {
      Path file = file(entry.getKey());
      refused(entry.getValue(), file, () -> Idx.images(file, labels));
    }
    Path images = file(IMAGES);
    refused("labels are unsigned bytes", images, () -> Idx.images(images, images));
  }

  @Test
  void cifarsImages() throws IOException {
    byte[] rows = new byte[2 * 3073];
    rows[0] = 9;
    rows[1] = (byte) 255;
    rows[1 + 1024] = 51;
    rows[3073] = 3;
    byte[] third = new byte[3073];
    third[0] = 1;
    Images read = Cifar10.read(file(rows), file(gzip(third)));
    assertThat(read.size()).isEqualTo(3);
    Sample first = read.get(0);
    assertThat(first.x().shape().dims()).containsExactly(3, 32, 32);
    assertThat(first.x().get(0, 0, 0)).isEqualTo(1);
    assertThat(first.x().get(1, 0, 0)).isEqualTo(0.2f);
    assertThat(Cifar10.CLASSES.get(read.label(0))).isEqualTo("truck");
    assertThat(read.label(1)).isEqualTo(3);
    assertThat(read.label(2)).isEqualTo(1);
    Path cut = file(Arrays.copyOf(rows, 3074));
    refused("3074 bytes are not images of 3073 bytes", cut, () -> Cifar10.read(cut));
    Path empty = file("");
    refused("0 bytes", empty, () -> Cifar10.read(file(rows), empty));
    rows[3073] = 10;
    Path label = file(rows);
    refused("image 1 has the label 10", label, () -> Cifar10.read(label));
  }

  /// Debian's and Ubuntu's package dataset-fashion-mnist.
  @Test
  void fashionMnist() throws IOException {
    Path data = Path.of("/usr/share/datasets/fashion-mnist");
    assumeTrue(Files.isDirectory(data), "dataset-fashion-mnist is not installed");
    Images test =
        Idx.images(
            data.resolve("t10k-images-idx3-ubyte.gz"), data.resolve("t10k-labels-idx1-ubyte.gz"));
    assertThat(test.size()).isEqualTo(10_000);
    assertThat(test.get(0).x().shape().dims()).containsExactly(1, 28, 28);
    int[] counts = new int[10];
    for (int i = 0; i < test.size(); i++) {
      counts[test.label(i)]++;
    }
    assertThat(counts).containsOnly(1000);
  }
}
