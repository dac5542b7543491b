package gradus.text.tokenize;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// GPT-2's characters for bytes, with which files write tokens. A byte that is a printable
/// character of Latin-1 other than a space is that character; the other bytes are, in their order,
/// the characters from U+0100 on (A. Radford et al., *Language Models are Unsupervised Multitask
/// Learners*, 2019, and its code, `bytes_to_unicode`).
final class ByteAlphabet {
  private static final int BYTES = 256;
  private static final char[] CHARACTERS = new char[BYTES];

  /// The bytes of the characters; -1 for those that are none.
  private static final int[] VALUES = new int[2 * BYTES];

  static {
    char next = BYTES;
    Arrays.fill(VALUES, -1);
    for (int value = 0; value < BYTES; value++) {
      CHARACTERS[value] = isPrintable(value) ? (char) value : next++;
      VALUES[CHARACTERS[value]] = value;
    }
  }

  private ByteAlphabet() {}

  private static boolean isPrintable(int value) {
    return value >= '!' && value <= '~'
        || value >= '¡' && value <= '¬'
        || value >= '®' && value <= 'ÿ';
  }

  /// {@return the character of a byte from 0 to 255}
  static String character(int value) {
    return String.valueOf(CHARACTERS[value]);
  }

  /// {@return the bytes from 0 to 255 in GPT-2's order: the printable ones first}
  static int[] inOrder() {
    int[] values = new int[BYTES];
    int count = 0;
    for (boolean printable : new boolean[] {true, false}) {
      for (int value = 0; value < BYTES; value++) {
        if (isPrintable(value) == printable) {
          values[count++] = value;
        }
      }
    }
    return values;
  }

  /// {@return bytes as characters}
  static String encode(byte... bytes) {
    StringBuilder token = new StringBuilder();
    for (byte value : bytes) {
      token.append(CHARACTERS[Byte.toUnsignedInt(value)]);
    }
    return token.toString();
  }

  /// {@return the bytes of a token} A token with other characters is text, which stands for its own
  /// bytes in UTF-8.
  static byte[] decode(String token) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = token.charAt(i);
      if (c >= VALUES.length || VALUES[c] < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) VALUES[c];
    }
    return bytes;
  }
}
