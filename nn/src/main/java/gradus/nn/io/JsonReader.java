package gradus.nn.io;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A reader for JSON (RFC 8259) that supports what headers and indices of safetensors need. The
/// caller says what comes next, so nothing nests deeper than it asks.
///
/// Throws [IllegalArgumentException] with the position where something else is found.
final class JsonReader {
  /// The number of characters of a text that a message shows.
  private static final int SHOWN = 60;

  /// The maximum nesting of values that are ignored.
  private static final int MAX_DEPTH = 100;

  /// A number, true, false or null.
  private static final Pattern WORD =
      Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?|true|false|null");

  private final String what;
  private final String text;
  private int next;

  /// @param what what is read, for messages
  /// @param text the JSON
  JsonReader(String what, String text) {
    this.what = what;
    this.text = text;
  }

  /// Returns a text fit for a message: shortened, with unprintable characters replaced.
  static String shown(String text) {
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return shown.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]", "\uFFFD");
  }

  /// Returns a text fit for a message, in quotes.
  static String quoted(String text) {
    return '"' + shown(text) + '"';
  }

  /// Returns a string as JSON, in quotes.
  static String encode(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  /// Reads an object. The body is called with the name of each member, and reads its value.
  void object(Consumer<String> member) {
    Set<String> names = new HashSet<>();
    expect('{');
    if (accept('}')) {
      return;
    }
    do {
      String name = string();
      if (!names.add(name)) {
        throw problem(String.format(Locale.ROOT, "the name %s is there twice", quoted(name)));
      }
      expect(':');
      member.accept(name);
    } while (accept(','));
    expect('}');
  }

  /// Reads an object, or null, which counts as an empty one.
  void objectOrNull(Consumer<String> member) {
    skipSpace();
    if (text.startsWith("null", next)) {
      next += 4;
    } else {
      object(member);
    }
  }

  /// Reads any value and ignores it.
  void skip() {
    skip(MAX_DEPTH);
  }

  private void skip(int depth) {
    skipSpace();
    if (depth == 0) {
      throw problem("more than " + MAX_DEPTH + " values are nested");
    }
    Matcher word = WORD.matcher(text).region(next, text.length());
    if (word.lookingAt()) {
      next = word.end();
    } else if (next < text.length() && text.charAt(next) == '{') {
      object(_ -> skip(depth - 1));
    } else if (next < text.length() && text.charAt(next) == '[') {
      array(() -> skip(depth - 1));
    } else if (next < text.length() && text.charAt(next) == '"') {
      string();
    } else {
      throw expected("a value");
    }
  }

  /// Reads an array. The body is called for each element, and reads it.
  void array(Runnable element) {
    expect('[');
    if (accept(']')) {
      return;
    }
    do {
      element.run();
    } while (accept(','));
    expect(']');
  }

  /// Reads an integer from 0 to 2⁶³ - 1.
  long number() {
    skipSpace();
    int start = next;
    while (next < text.length() && text.charAt(next) >= '0' && text.charAt(next) <= '9') {
      next++;
    }
    boolean continues = next < text.length() && ".eE".indexOf(text.charAt(next)) >= 0;
    String digits = text.substring(start, next);
    if (digits.isEmpty() || continues || digits.length() > 1 && digits.startsWith("0")) {
      next = start;
      throw problem("expected a whole number, not negative");
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException _) {
      next = start;
      throw problem("the number is too large");
    }
  }

  /// Reads a string.
  String string() {
    if (!accept('"')) {
      throw expected("a string");
    }
    StringBuilder value = new StringBuilder();
    while (true) {
      char c = take("the string doesn't end");
      if (c == '"') {
        break;
      } else if (c < ' ') {
        throw problem("a control character in a string must be escaped");
      } else {
        value.append(c == '\\' ? escape() : c);
      }
    }
    for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
      int point = value.codePointAt(i);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        throw problem("a string has half of a surrogate pair");
      }
    }
    return value.toString();
  }

  private char escape() {
    char c = take("the string doesn't end");
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int value = 0;
        for (int i = 0; i < 4; i++) {
          char hex = take("the string doesn't end");
          // `Character.digit` also accepts digits that are not ASCII.
          int digit = hex < 128 ? Character.digit(hex, 16) : -1;
          if (digit < 0) {
            throw problem("expected four hexadecimal digits after \\u");
          }
          value = value * 16 + digit;
        }
        yield (char) value;
      }
      default -> throw problem("there is no escape \\" + quoted(String.valueOf(c)));
    };
  }

  /// Checks that only white space follows.
  void end() {
    skipSpace();
    if (next < text.length()) {
      throw problem("expected the end");
    }
  }

  private char take(String otherwise) {
    if (next == text.length()) {
      throw problem(otherwise);
    }
    return text.charAt(next++);
  }

  private void skipSpace() {
    while (next < text.length() && " \t\r\n".indexOf(text.charAt(next)) >= 0) {
      next++;
    }
  }

  private boolean accept(char c) {
    skipSpace();
    boolean there = next < text.length() && text.charAt(next) == c;
    next += there ? 1 : 0;
    return there;
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw expected(quoted(String.valueOf(c)));
    }
  }

  private IllegalArgumentException expected(String what) {
    String found = next == text.length() ? "the end" : quoted(text.substring(next, next + 1));
    return problem(String.format(Locale.ROOT, "expected %s, found %s", what, found));
  }

  private IllegalArgumentException problem(String message) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "%s, at character %d: %s", what, next, message));
  }
}
