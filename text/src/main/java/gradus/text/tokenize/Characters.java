package gradus.text.tokenize;

import java.util.Locale;

/// Characters of texts: code points that are not surrogates.
final class Characters {
  private static final char REPLACEMENT = '\uFFFD';

  /// The number of characters of a text that a message shows.
  private static final int SHOWN = 60;

  private Characters() {}

  /// {@return a text in which each unpaired surrogate is U+FFFD}
  static String wellFormed(String text) {
    StringBuilder repaired = null;
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isSurrogate(text.charAt(i))) {
        continue;
      }
      if (Character.isSupplementaryCodePoint(text.codePointAt(i))) {
        i++;
        continue;
      }
      if (repaired == null) {
        repaired = new StringBuilder(text);
      }
      repaired.setCharAt(i, REPLACEMENT);
    }
    return repaired == null ? text : repaired.toString();
  }

  /// {@return a text in quotes, fit for a message: shortened, and without control characters}
  static String quoted(String text) {
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return '"' + shown.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]", "\uFFFD") + '"';
  }

  /// {@return a character fit for a message, with its number}
  static String named(int character) {
    return String.format(
        Locale.ROOT, "%s (U+%04X)", quoted(Character.toString(character)), character);
  }

  /// {@return whether a character has Unicode's property White_Space; no such character is
  /// supplementary}
  static boolean isSpace(int character) {
    return switch (character) {
      case 0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
      default ->
          character >= 0x09 && character <= 0x0D || character >= 0x2000 && character <= 0x200A;
    };
  }
}
