package gradus.text.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/// Valid files, changed at random: each is refused with a message, or is a tokenizer that works.
class TokenizerMutationProperties {
  private static final String[] NAMES = {"bpe.json", "wordpiece.json", "tokenizer.bin"};

  private Path file;

  @BeforeProperty
  void createFile() throws IOException {
    file = Files.createTempFile("mutations", "");
  }

  @AfterProperty
  void deleteFile() throws IOException {
    Files.delete(file);
  }

  @Property
  void aChangedFileIsRefusedOrWorks(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = Resources.bytes(NAMES[random.nextInt(NAMES.length)]);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) "0123456789\"{}[],:.-tfn\\".charAt(random.nextInt(22));
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        default -> {
          int from = random.nextInt(bytes.length);
          int length = Math.min(random.nextInt(40), bytes.length - Math.max(at, from));
          System.arraycopy(bytes.clone(), from, bytes, at, length);
        }
      }
    }
    Files.write(file, bytes);
    Tokenizer tokenizer;
    try {
      tokenizer = Tokenizer.load(file);
    } catch (TokenizerFileException e) {
      assertThat(e).hasMessageStartingWith(file + ": ");
      assertThat(e.getMessage()).doesNotContain("null pointer", "Index ").hasSizeLessThan(2000);
      return;
    }
    int[] ids = tokenizer.encodeWithSpecialTokens("The white whale, [CLS] é漢😀 <|endoftext|>");
    assertThat(tokenizer.decode(ids)).isNotNull();
    for (int id = 0; id < tokenizer.size(); id++) {
      tokenizer.token(id);
    }
  }
}
