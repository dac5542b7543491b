package gradus.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gradus.engine.DType;
import gradus.engine.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Types that a file may have and tensors don't: every value comes out as it is, or the file is
/// refused.
class StoredTypeTest {
  @TempDir private Path folder;

  private Path file(StoredType type, byte... elements) throws IOException {
    byte[] header =
        String.format(
                Locale.ROOT,
                "{\"x\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]}}",
                type.name(),
                elements.length / type.bytes(),
                elements.length)
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length + elements.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header).put(elements);
    return Files.write(folder.resolve("x.safetensors"), bytes.array());
  }

  private Tensor load(StoredType type, byte... elements) throws IOException {
    return Safetensors.load(file(type, elements)).tensors().get("x");
  }

  /// All numbers of 16 bits.
  private static byte[] allShorts() {
    ByteBuffer bytes = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 1 << 16; i++) {
      bytes.putShort((short) i);
    }
    return bytes.array();
  }

  /// What bits say in a binary format of IEEE 754, by its definition (section 3.4): a sign, an
  /// exponent with a bias, the digits after the point.
  static double value(int bits, int exponentBits, int digits) {
    double sign = bits >> exponentBits + digits == 0 ? 1 : -1;
    int exponent = bits >> digits & (1 << exponentBits) - 1;
    int fraction = bits & (1 << digits) - 1;
    int bias = (1 << exponentBits - 1) - 1;
    if (exponent == (1 << exponentBits) - 1) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return exponent == 0
        ? sign * Math.scalb((double) fraction, 1 - bias - digits)
        : sign * Math.scalb((double) (fraction + (1 << digits)), exponent - bias - digits);
  }

  @ParameterizedTest
  @CsvSource({"F16, 5, 10", "BF16, 8, 7"})
  void everyHalfIsReadExactly(StoredType type, int exponentBits, int digits) throws IOException {
    Tensor x = load(type, allShorts());
    assertThat(x.dtype()).isEqualTo(DType.F32);
    double[] expected =
        IntStream.range(0, 1 << 16).mapToDouble(i -> value(i, exponentBits, digits)).toArray();
    assertThat(x.toDoubles()).containsExactly(expected);
  }

  @Test
  void everySmallIntegerIsReadExactly() throws IOException {
    assertThat(load(StoredType.I16, allShorts()).toInts())
        .containsExactly(IntStream.range(0, 1 << 16).map(i -> (short) i).toArray());
    assertThat(load(StoredType.U16, allShorts()).toInts())
        .containsExactly(IntStream.range(0, 1 << 16).toArray());
    byte[] bytes = new byte[256];
    for (int i = 0; i < 256; i++) {
      bytes[i] = (byte) i;
    }
    assertThat(load(StoredType.U8, bytes).toInts())
        .containsExactly(IntStream.range(0, 256).toArray());
    assertThat(load(StoredType.I8, bytes).toInts())
        .containsExactly(IntStream.range(0, 256).map(i -> (byte) i).toArray());
    assertThat(load(StoredType.BOOL, (byte) 1, (byte) 0).toInts()).containsExactly(1, 0);
  }

  /// The bytes are those of one element, the lowest first.
  @ParameterizedTest
  @CsvSource({
    "U32,  ffffff7f,         2147483647",
    "I64,  00000080ffffffff, -2147483648",
    "I64,  ffffff7f00000000, 2147483647",
    "U64,  ffffff7f00000000, 2147483647"
  })
  void aLongIntegerIsReadIfItFits(StoredType type, String hex, int value) throws IOException {
    assertThat(load(type, HexFormat.of().parseHex(hex)).toInts()).containsExactly(value);
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL, 02,               'element 1 is 2, and a BOOL is 0 or 1'",
    "BOOL, ff,               'element 1 is 255, and a BOOL is 0 or 1'",
    "U32,  00000080,         'element 1 is 2147483648, and integers are read as I32'",
    "U32,  ffffffff,         'element 1 is 4294967295, and integers are read as I32'",
    "I64,  0000008000000000, 'element 1 is 2147483648, and integers are read as I32'",
    "I64,  ffffff7fffffffff, 'element 1 is -2147483649, and integers are read as I32'",
    "I64,  0000000000000080, 'element 1 is -9223372036854775808, and integers are read as I32'",
    "U64,  0000008000000000, 'element 1 is 2147483648, and integers are read as I32'",
    "U64,  ffffffffffffffff, 'element 1 is 18446744073709551615, and integers are read as I32'",
    "U64,  00000080ffffffff, 'element 1 is 18446744071562067968, and integers are read as I32'"
  })
  void aNumberThatDoesNotFitIsRefused(StoredType type, String hex, String problem)
      throws IOException {
    byte[] element = HexFormat.of().parseHex(hex);
    ByteBuffer two = ByteBuffer.allocate(2 * element.length).put(element.length, element);
    Path file = file(type, two.array());
    assertThatExceptionOfType(SafetensorsException.class)
        .isThrownBy(() -> Safetensors.load(file))
        .withMessage(file + ": tensor \"x\": " + problem);
  }

  /// Elements are read in pieces of 64 KiB; the number that is named is the tensor's own.
  @Test
  void theElementIsNamedInLaterPiecesToo() throws IOException {
    byte[] elements = new byte[100_001];
    elements[100_000] = 7;
    Path file = file(StoredType.BOOL, elements);
    assertThatExceptionOfType(SafetensorsException.class)
        .isThrownBy(() -> Safetensors.load(file))
        .withMessageContaining("element 100000 is 7");
  }
}
