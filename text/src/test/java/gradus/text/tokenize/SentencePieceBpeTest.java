package gradus.text.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.testkit.DataFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentencePieceBpeTest {
  @TempDir private Path folder;

  private static List<String> tokens(Tokenizer tokenizer, int... ids) {
    return Arrays.stream(ids).mapToObj(tokenizer::token).toList();
  }

  @Test
  void aTextHasASpaceInFrontThatDecodingLeavesOut() {
    Tokenizer tokenizer = Resources.tokenizer("tokenizer.bin");
    int[] ids = tokenizer.encode("the sea");
    assertThat(tokens(tokenizer, ids)).containsExactly(" the", " sea");
    assertThat(tokenizer.decode(ids)).isEqualTo("the sea");
    assertThat(tokenizer.decode(tokenizer.encode("  the"))).isEqualTo("  the");
    assertThat(tokenizer.encode("")).isEmpty();
  }

  @Test
  void otherCharactersAreBytes() {
    Tokenizer tokenizer = Resources.tokenizer("tokenizer.bin");
    int[] ids = tokenizer.encode("▁é\u0001");
    // SentencePiece's own sign for a space is not a space here.
    assertThat(tokens(tokenizer, ids))
        .containsExactly(" ", "<0xE2>", "<0x96>", "<0x81>", "é", "<0x01>");
    TokenStream stream = tokenizer.stream();
    assertThat(Arrays.stream(ids).mapToObj(stream::next))
        .containsExactly("", "", "", "▁", "é", "\u0001");
    assertThat(stream.end()).isEmpty();
    TokenStream incomplete = tokenizer.stream();
    assertThat(incomplete.next(ids[1])).isEmpty();
    assertThat(incomplete.end()).isEqualTo("\uFFFD");
  }

  @Test
  void specialTokensHaveNoText() {
    Tokenizer tokenizer = Resources.tokenizer("tokenizer.bin");
    assertThat(tokenizer.id("<s>")).hasValue(1);
    assertThat(tokenizer.id("</s>")).hasValue(2);
    assertThat(tokenizer.isSpecial(2)).isTrue();
    assertThat(tokenizer.isSpecial(3)).isFalse();
    int[] ids = tokenizer.encodeWithSpecialTokens("<s>the</s> sea<s>the");
    assertThat(tokens(tokenizer, ids))
        .containsExactly("<s>", " the", "</s>", " sea", "<s>", " the");
    assertThat(tokenizer.decode(ids)).isEqualTo("the seathe");
    assertThat(tokenizer.encode("<s>")).doesNotContain(1);
  }

  @Test
  void aSavedFileHasTheSameBytes() throws IOException {
    Path copy = folder.resolve("tokenizer.bin");
    Resources.tokenizer("tokenizer.bin").save(copy);
    assertThat(copy).hasBinaryContent(Resources.bytes("tokenizer.bin"));
  }

  @Test
  void soHasOneOfLlama2c() throws IOException {
    Path stories = DataFolder.find("stories").resolve("tok512.bin");
    Path copy = folder.resolve("tok512.bin");
    Tokenizer.load(stories).save(copy);
    assertThat(copy).hasSameBinaryContentAs(stories);
  }

  @Test
  void ofEqualScoresTheLeftmostMergesFirst() throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Resources.bytes("tokenizer.bin")).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = Integer.BYTES; at < bytes.capacity(); at += 8 + bytes.getInt(at + 4)) {
      // -0 is 0.
      bytes.putFloat(at, at % 2 == 0 ? 0f : -0f);
    }
    Tokenizer tokenizer = Tokenizer.load(Files.write(folder.resolve("equal.bin"), bytes.array()));
    List<String> pairs =
        IntStream.range(259, tokenizer.size())
            .mapToObj(tokenizer::token)
            .filter(token -> token.matches("[a-z]{2}"))
            .toList();
    int compared = 0;
    for (String left : pairs) {
      for (String right : pairs) {
        if (left.charAt(1) == right.charAt(0)) {
          // Behind a special token there is no space.
          int[] ids = tokenizer.encodeWithSpecialTokens("</s>" + left + right.charAt(1));
          assertThat(tokenizer.token(ids[1])).startsWith(left);
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(100);
  }

  private void refused(byte[] bytes, String problem) throws IOException {
    Path file = Files.write(folder.resolve("broken.bin"), bytes);
    assertThatThrownBy(() -> Tokenizer.load(file))
        .isInstanceOf(TokenizerFileException.class)
        .hasMessage(file + ": " + problem);
  }

  @Test
  void filesAreChecked() throws IOException {
    byte[] valid = Resources.bytes("tokenizer.bin");
    refused(Arrays.copyOf(valid, valid.length - 1), "the file ends within token 688");
    refused(
        Arrays.copyOf(valid, 4), "0 tokens; expected more than 259, for special tokens and bytes");
    byte[] long0 = valid.clone();
    ByteBuffer.wrap(long0).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 1 << 30);
    refused(
        long0,
        "token 0 has a score of 0.0 and 1073741824 bytes; expected a number, and 1 to 1024 bytes");
    byte[] nan = valid.clone();
    ByteBuffer.wrap(nan).order(ByteOrder.LITTLE_ENDIAN).putFloat(4, Float.NaN);
    refused(nan, "token 0 has a score of NaN and 5 bytes; expected a number, and 1 to 1024 bytes");
    // "<unk>", "\n<s>\n" and "\n</s>\n" come first.
    int firstByte = 4 + 13 + 13 + 14 + 8;
    byte[] other = valid.clone();
    other[firstByte + 4] = '1';
    refused(other, "token 3 is \"<0x01>\"; expected <0x00>");
  }
}
