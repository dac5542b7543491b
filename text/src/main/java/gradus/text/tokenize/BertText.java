package gradus.text.tokenize;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.Consumer;

/// BERT's words (J. Devlin et al., *BERT: Pre-training of Deep Bidirectional Transformers for
/// Language Understanding*, 2019, and its code), as Hugging Face's fast tokenizers make them: they
/// convert each character to lower case by itself, so a capital sigma is always `σ`.
///
/// @param clean whether control characters are left out and white space becomes a space
/// @param spaceChinese whether Chinese characters are words of their own
/// @param stripAccents whether characters are decomposed (NFD) and lose their nonspacing marks
/// @param lowercase whether characters are converted to lower case
record BertText(boolean clean, boolean spaceChinese, boolean stripAccents, boolean lowercase) {
  private static final char REPLACEMENT = '\uFFFD';

  /// {@return the steps for a vocabulary of lower case letters}
  static BertText uncased() {
    return new BertText(true, true, true, true);
  }

  /// {@return the steps for a vocabulary of capital letters, too}
  static BertText cased() {
    return new BertText(true, true, false, false);
  }

  String normalize(String text) {
    String normalized = text;
    if (clean || spaceChinese) {
      StringBuilder clear = new StringBuilder();
      text.codePoints().forEach(character -> clear(character, clear));
      normalized = clear.toString();
    }
    if (stripAccents) {
      StringBuilder plain = new StringBuilder();
      Normalizer.normalize(normalized, Normalizer.Form.NFD)
          .codePoints()
          .filter(character -> Character.getType(character) != Character.NON_SPACING_MARK)
          .forEach(plain::appendCodePoint);
      normalized = plain.toString();
    }
    if (lowercase) {
      StringBuilder lower = new StringBuilder();
      normalized
          .codePoints()
          .forEach(
              character -> lower.append(Character.toString(character).toLowerCase(Locale.ROOT)));
      normalized = lower.toString();
    }
    return normalized;
  }

  private void clear(int character, StringBuilder clear) {
    boolean space = character == '\t' || character == '\n' || character == '\r';
    if (clean && !space && isDropped(character)) {
      return;
    }
    if (clean && (space || Characters.isSpace(character))) {
      clear.append(' ');
    } else if (spaceChinese && isChinese(character)) {
      clear.append(' ').appendCodePoint(character).append(' ');
    } else {
      clear.appendCodePoint(character);
    }
  }

  private static boolean isDropped(int character) {
    return character == REPLACEMENT
        || switch (Character.getType(character)) {
          case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE -> true;
          default -> false;
        };
  }

  private static boolean isChinese(int character) {
    return character >= 0x4E00 && character <= 0x9FFF
        || character >= 0x3400 && character <= 0x4DBF
        || character >= 0x20000 && character <= 0x2A6DF
        || character >= 0x2A700 && character <= 0x2B73F
        || character >= 0x2B740 && character <= 0x2B81F
        || character >= 0x2B920 && character <= 0x2CEAF
        || character >= 0xF900 && character <= 0xFAFF
        || character >= 0x2F800 && character <= 0x2FA1F;
  }

  private static boolean isPunctuation(int character) {
    // ASCII's symbols count, too.
    return character >= '!' && character <= '/'
        || character >= ':' && character <= '@'
        || character >= '[' && character <= '`'
        || character >= '{' && character <= '~'
        || switch (Character.getType(character)) {
          case Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION ->
              true;
          default -> false;
        };
  }

  /// Divides a normalized text at white space, which is left out, and around punctuation.
  static void split(String text, Consumer<String> word) {
    int start = 0;
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      int next = at + Character.charCount(character);
      boolean punctuation = isPunctuation(character);
      if (punctuation || Characters.isSpace(character)) {
        if (start < at) {
          word.accept(text.substring(start, at));
        }
        if (punctuation) {
          word.accept(text.substring(at, next));
        }
        start = next;
      }
      at = next;
    }
    if (start < text.length()) {
      word.accept(text.substring(start));
    }
  }
}
