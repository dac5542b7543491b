package gradus.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gradus.engine.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a file's header may say, and what is wrong with one that is refused.
class SafetensorsHeaderTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("model.safetensors");
  }

  /// A file of a header and as many bytes of data, each of another value.
  private Path write(byte[] header, int data) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    for (int i = 0; i < data; i++) {
      bytes.put((byte) i);
    }
    return Files.write(file(), bytes.array());
  }

  private Path write(String header, int data) throws IOException {
    return write(header.getBytes(StandardCharsets.UTF_8), data);
  }

  private void refused(String problem) {
    assertThatExceptionOfType(SafetensorsException.class)
        .isThrownBy(() -> Safetensors.load(file()))
        .withMessageStartingWith(file() + ": ")
        .withMessageContaining(problem);
  }

  /// An unknown type is any text: it must not reach a terminal as it is.
  @Test
  void negativeSizesOfUnknownTypes() throws IOException {
    write("{\"x\":{\"dtype\":\"F\\u001b[31m\",\"shape\":[3],\"data_offsets\":[5,3]}}", 3);
    refused("tensor \"x\": begins at byte 5 of the data, but ends at 3");
  }

  @Test
  void aFileMayBeEmptyButForItsHeader() throws IOException {
    write("{}", 0);
    assertThat(Safetensors.load(file()).tensors()).isEmpty();
    write(" ", 0);
    refused("doesn't start with {");
  }

  @Test
  void aTruncatedHeaderIsRefused() throws IOException {
    Files.write(file(), new byte[7]);
    refused("7 bytes are too few for the header's length");
    Files.write(file(), new byte[] {3, 0, 0, 0, 0, 0, 0, 0, '{', '}'});
    refused("the header's length is 3 bytes, but the file has only 2 more");
    Files.write(file(), new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, '{', '}'});
    refused("the header's length is 18446744073709551615 bytes, but 100000000 are allowed");
    Files.write(file(), new byte[] {0, 0, 0, 0, 1, 0, 0, 0, '{', '}'});
    refused("4294967296 bytes, but 100000000 are allowed");
    Files.write(file(), new byte[8]);
    refused("doesn't start with {");
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() throws IOException {
    write(new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '}'}, 0);
    refused("UTF-8");
  }

  private static final String X = "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

  @Test
  void aGoodHeaderMayHaveSpacesAndAnyOrder() throws IOException {
    write(
        "{ \"x\" :\n"
            + "{\t\"data_offsets\" : [ 0 , 8 ] , \"shape\":[ 2 ],\"dtype\" :\"\\u004632\"}\r"
            + "}  ",
        8);
    assertThat(Safetensors.load(file()).tensors().get("x").spec()).hasToString("f32[2]");
  }

  /// The header is within braces, its quotes are ' here.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          X,X                                                            |  8 | the name "x" is there twice
          '__metadata__':{'a':'1','a':'2'},X                             |  8 | the name "a" is there twice
          '__metadata__':{},'__metadata__':{},X                          |  8 | the name "__metadata__" is there twice
          '__metadata__':{'a':1},X                                       |  8 | expected a string, found "1"
          '__metadata__':{'a':{'b':'c'}},X                               |  8 | found "{"
          '__metadata__':{'a':null},X                                    |  8 | expected a string, found "n"
          '__metadata__':{'a':['b']},X                                   |  8 | expected a string, found "["
          '__metadata__':{'a':true},X                                    |  8 | expected a string, found "t"
          '__metadata__':{1:'a'},X                                       |  8 | expected a string, found "1"
          '__metadata__':'a',X                                           |  8 | expected "{", found
          '__metadata__':nul,X                                           |  8 | expected "{", found "n"
          '__metadata__':[],X                                            |  8 | expected "{", found "["
          X,'\\u0078':{'dtype':'F32','shape':[],'data_offsets':[8,12]}   | 12 | the name "x" is there twice
          'x':{'dtype':'F32','dtype':'F32','shape':[2],'data_offsets':[0,8]} | 8 | the name "dtype" is there twice
          'x':{'dtype':'C64','shape':[1],'data_offsets':[0,8]}           |  8 | tensor "x": the type "C64" isn't one of F32, F64, I32, F16, BF16, BOOL, I8, U8, I16, U16, U32, I64, U64
          'x':{'dtype':'F16','shape':[2],'data_offsets':[0,8]}           |  8 | tensor "x": f16[2] takes 4 bytes, but the offsets are 0 and 8
          'x':{'dtype':'I64','shape':[2],'data_offsets':[0,8]}           |  8 | tensor "x": i64[2] takes 16 bytes, but the offsets are 0 and 8
          'x':{'dtype':'U8','shape':[2],'data_offsets':[0,8]}            |  8 | tensor "x": u8[2] takes 2 bytes, but the offsets are 0 and 8
          'x':{'dtype':'f32','shape':[2],'data_offsets':[0,8]}           |  8 | the type "f32"
          'x':{'dtype':32,'shape':[2],'data_offsets':[0,8]}              |  8 | found "3"
          'x':{'shape':[2],'data_offsets':[0,8]}                         |  8 | tensor "x": needs dtype, shape and data_offsets
          'x':{'dtype':'F32','data_offsets':[0,4]}                       |  4 | tensor "x": needs dtype, shape and data_offsets
          'x':{'dtype':'F32','shape':[2]}                                |  8 | tensor "x": needs dtype, shape and data_offsets
          'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'more':}   |  8 | expected a value, found "}"
          'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'more':01} |  8 | expected "}", found "1"
          'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'more':[1} |  8 | expected "]", found "}"
          'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'more':1,'more':1} | 8 | the name "more" is there twice
          'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}         |  8 | tensor "x": needs two offsets, has 3
          'x':{'dtype':'F32','shape':[2],'data_offsets':[8]}             |  8 | tensor "x": needs two offsets, has 1
          'x':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}           |  8 | tensor "x": f32[3] takes 12 bytes, but the offsets are 0 and 8
          'x':{'dtype':'F64','shape':[2],'data_offsets':[0,8]}           |  8 | tensor "x": f64[2] takes 16 bytes
          'x':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}           |  8 | the offsets are 8 and 0
          'x':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}          | 12 | tensor "x": starts at byte 4 of the data, but the one before ends at 0: there is a gap
          X,'y':{'dtype':'F32','shape':[2],'data_offsets':[12,20]}       | 20 | tensor "y": starts at byte 12 of the data, but the one before ends at 8: there is a gap
          X,'y':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}        | 12 | tensor "y": starts at byte 4 of the data, but another one ends at 8: they overlap
          X,'y':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}         |  8 | they overlap
          X,'y':{'dtype':'F32','shape':[0],'data_offsets':[4,4]}         |  8 | tensor "y": starts at byte 4
          X,'y':{'dtype':'F32','shape':[0],'data_offsets':[12,12]}       |  8 | tensor "y": starts at byte 12 of the data, but the one before ends at 8: there is a gap
          X,'y':{'dtype':'F32','shape':[1],'data_offsets':[12,8]}        | 12 | tensor "y": f32[1] takes 4 bytes, but the offsets are 12 and 8
          X,'y':{'dtype':'F32','shape':[0],'data_offsets':[9,8]}         |  9 | tensor "y": f32[0] takes 0 bytes, but the offsets are 9 and 8
          X,'y':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}        |  8 | the tensors take 12 bytes, but after the header there are 8
          'x':{'dtype':'F64','shape':[2147483647],'data_offsets':[0,17179869176]} | 8 | the tensors take 17179869176 bytes, but after the header there are 8
          'x':{'dtype':'F32','shape':[],'data_offsets':[0,8]}            |  8 | tensor "x": f32[] takes 4 bytes, but the offsets are 0 and 8
          'x':{'dtype':'F32','shape':[],'data_offsets':[0,0]}            |  0 | tensor "x": f32[] takes 4 bytes, but the offsets are 0 and 0
          'x':{'dtype':'F32','shape':[0],'data_offsets':[0,4]}           |  4 | tensor "x": f32[0] takes 0 bytes, but the offsets are 0 and 4
          'x':{'dtype':'F32','shape':[2,2147483648,0],'data_offsets':[0,0]} | 0 | the shape [2, 2147483648, 0] is too large
          'x':{'dtype':'F32','shape':[2147483647,2147483647,2147483647],'data_offsets':[0,4]} | 4 | is too large
          'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8e0]}         |  8 | expected a whole number
          'x':{'dtype':'F32','shape':[2],'data_offsets':[-0,8]}          |  8 | expected a whole number
          'x':{'dtype':'F32','shape':[2],'data_offsets':null}            |  8 | expected "[", found "n"
          'x':{'dtype':null,'shape':[2],'data_offsets':[0,8]}            |  8 | expected a string, found "n"
          'x':{'dtype':'','shape':[2],'data_offsets':[0,8]}              |  8 | the type "" isn't one of
          'x':{}                                                         |  0 | tensor "x": needs dtype, shape and data_offsets, has only []
          'x':[]                                                         |  0 | expected "{", found "["
          X                                                              |  9 | the tensors take 8 bytes, but after the header there are 9
          X                                                              |  7 | the tensors take 8 bytes, but after the header there are 7
          X                                                              |  0 | after the header there are 0
          ``                                                             |  1 | the tensors take 0 bytes, but after the header there are 1
          'x':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}          |  8 | expected a whole number, not negative
          'x':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}         |  8 | expected a whole number
          'x':{'dtype':'F32','shape':[2e0],'data_offsets':[0,8]}         |  8 | expected a whole number
          'x':{'dtype':'F32','shape':[02],'data_offsets':[0,8]}          |  8 | expected a whole number
          'x':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}         |  8 | expected a whole number
          'x':{'dtype':'F32','shape':[[2]],'data_offsets':[0,8]}         |  8 | expected a whole number
          'x':{'dtype':'F32','shape':[2,],'data_offsets':[0,8]}          |  8 | expected a whole number
          'x':{'dtype':'F32','shape':2,'data_offsets':[0,8]}             |  8 | expected "["
          'x':{'dtype':'F32','shape':[4294967298],'data_offsets':[0,8]}  |  8 | tensor "x": f32[4294967298] takes 17179869192 bytes, but the offsets are 0 and 8
          'x':{'dtype':'F32','shape':[65536,65536],'data_offsets':[0,0]} |  0 | f32[65536, 65536] takes 17179869184 bytes, but the offsets are 0 and 0
          'x':{'dtype':'F32','shape':[9223372036854775808],'data_offsets':[0,8]} | 8 | the number is too large
          'x':{'dtype':'F32','shape':[2],'data_offsets':[0,9223372036854775807]} | 8 | f32[2] takes 8 bytes
          'x':null                                                       |  0 | expected "{"
          X,                                                             |  8 | expected a string, found "}"
          X}}                                                            |  8 | expected the end
          X}{                                                            |  8 | expected the end
          X 'y'                                                          |  8 | expected "}"
          """)
  void aBadHeaderIsRefused(String header, int data, String problem) throws IOException {
    write("{" + header.replace("X", X).replace('\'', '"') + "}", data);
    refused(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {               | expected
          {"              | the string doesn't end
          {"a             | the string doesn't end
          {"a\\           | the string doesn't end
          {"a\\u12        | the string doesn't end
          {"a"            | expected ":", found the end
          {"a":           | expected "{", found the end
          {"a":{          | found the end
          {"a":{"shape":[ | expected a whole number
          {"\\x":{}}      | there is no escape
          {"\\u12g4":{}}  | four hexadecimal digits
          {"\\ud800":{}}  | half of a surrogate pair
          {"\\udc00a":{}} | half of a surrogate pair
          """)
  void jsonThatEndsOrIsWrongIsRefused(String header, String problem) throws IOException {
    write(header, 0);
    refused(problem);
    refused("the header's JSON, at character ");
  }

  /// As the original reader does.
  @Test
  void nullMetadataAndUnknownPropertiesAreAccepted() throws IOException {
    String more = "\"more\":[{\"a\":[1,-2.5e3,true,false,null,\"}\"]},[],{}]";
    for (String entry :
        List.of(
            "{" + more + "," + X.substring(5), X.substring(4, X.length() - 1) + "," + more + "}")) {
      write("{\"__metadata__\":null,\"x\":" + entry + "}", 8);
      Safetensors.Contents contents = Safetensors.load(file());
      assertThat(contents.metadata()).isEmpty();
      assertThat(contents.tensors().get("x").shape().dims()).containsExactly(2);
    }
    write("{\"x\":{\"more\":" + "[".repeat(1_000_000), 0);
    refused("more than 100 values are nested");
  }

  /// The format's other types, whose names must not be taken for those that are read here.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "F8_E5M2", "F8_E4M3", "F8_E8M0", "C64", "F4", "F320", "F3", " F32", "i32", "f16", "BF", ""
      })
  void otherTypesAreRefused(String dtype) throws IOException {
    write("{\"x\":{\"dtype\":\"" + dtype + "\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0);
    refused("tensor \"x\": the type \"" + dtype + "\" isn't one of F32, F64, I32, F16, ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                        | f32[]                        | 4
          [0]                       | f32[0]                       | 0
          [1,1,1,1,1,1,1,1]         | f32[1, 1, 1, 1, 1, 1, 1, 1]  | 4
          [3,0,2]                   | f32[3, 0, 2]                 | 0
          [0,2147483647]            | f32[0, 2147483647]           | 0
          [2147483647,2147483647,0] | f32[2147483647, 2147483647, 0] | 0
          """)
  void scalarsAndAxesWithoutLengthAreRead(String shape, String spec, int data) throws IOException {
    String entry =
        String.format(
            Locale.ROOT, "\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[0,%d]", shape, data);
    write("{\"x\":{" + entry + "}}", data);
    Tensor x = Safetensors.load(file()).tensors().get("x");
    assertThat(x.spec()).hasToString(spec);
    assertThat(x.toFloats()).hasSize(data / 4);
  }

  /// Bytes that a careless decoder takes: too long, half of a pair, beyond Unicode, cut off.
  @ParameterizedTest
  @ValueSource(strings = {"C080", "EDA080", "EDA0BDEDB880", "F4908080", "E282", "80", "FF", "F8"})
  void whatIsNotUtf8IsRefusedWhereverItStands(String hex) throws IOException {
    byte[] bad = HexFormat.of().parseHex(hex);
    for (String around : List.of("{\"|\":{}}", "{\"__metadata__\":{\"a\":\"|\"}}", "{|}", "{}|")) {
      int place = around.indexOf('|');
      byte[] good = around.replace("|", "").getBytes(StandardCharsets.UTF_8);
      byte[] header = new byte[good.length + bad.length];
      System.arraycopy(good, 0, header, 0, place);
      System.arraycopy(bad, 0, header, place, bad.length);
      System.arraycopy(good, place, header, place + bad.length, good.length - place);
      write(header, 0);
      refused("the header isn't UTF-8");
    }
  }

  @Test
  void aHeaderHasAHundredMillionBytesAtMost() throws IOException {
    // Of zeros that take no place on the disk: long enough, so that only the limit refuses it.
    try (RandomAccessFile zeros = new RandomAccessFile(file().toFile(), "rw")) {
      zeros.setLength(100_000_100);
      zeros.writeLong(Long.reverseBytes(100_000_001));
    }
    refused("the header's length is 100000001 bytes, but 100000000 are allowed");
    try (RandomAccessFile zeros = new RandomAccessFile(file().toFile(), "rw")) {
      zeros.writeLong(Long.reverseBytes(100_000_000));
    }
    refused("the header doesn't start with {");
  }

  @Test
  void controlCharactersMustBeEscaped() throws IOException {
    write("{\"__metadata__\":{\"a\":\"\n\"}}", 0);
    refused("a control character in a string must be escaped");
    write("{\"__metadata__\":{\"\\b\\f\\n\\r\\t\\/\\\\\\\"\":\"\\ud83d\\ude00\"}}", 0);
    assertThat(Safetensors.load(file()).metadata())
        .containsExactly(Map.entry("\b\f\n\r\t/\\\"", "\uD83D\uDE00"));
  }

  @Test
  void aMessageShowsAHostileNameHarmlessly() throws IOException {
    String name = "\\u001b[31m\\u009b31m\\u0085" + "n".repeat(100_000);
    write("{\"" + name + "\":{\"dtype\":\"F8\",\"shape\":[],\"data_offsets\":[0,1]}}", 1);
    assertThatExceptionOfType(SafetensorsException.class)
        .isThrownBy(() -> Safetensors.load(file()))
        .satisfies(
            e -> assertThat(e.getMessage().length()).isLessThan(file().toString().length() + 200))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\p{Cc}"));
  }

  @Test
  void deepNestingAndManyAxesAreRefused() throws IOException {
    write("{\"x\":{\"dtype\":\"F32\",\"shape\":" + "[".repeat(1_000_000), 0);
    refused("expected a whole number");
    String ones = "1" + ",1".repeat(64);
    write("{\"x\":{\"dtype\":\"F32\",\"shape\":[" + ones + "],\"data_offsets\":[0,4]}}", 4);
    refused("65 axes are more than 64");
  }
}
