package gradus.nn;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a JSON text, strictly after RFC 8259, into maps, lists, strings, numbers, booleans and
/// null: the header of a safetensors file. Duplicate names and deep nesting are refused.
final class JsonReader {
  private static final int DEEPEST = 32;

  private final String text;
  private int next;

  private JsonReader(String text) {
    this.text = text;
  }

  /// Reads a whole text.
  ///
  /// @throws IllegalArgumentException if it isn't JSON; the message says where
  static Object read(String text) {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value(0);
    reader.skipSpace();
    if (reader.next != text.length()) {
      throw reader.unexpected("the end");
    }
    return value;
  }

  private IllegalArgumentException unexpected(String expected) {
    String found =
        next < text.length() ? "'%s'".formatted(text.charAt(next)) : "the end of the header";
    return new IllegalArgumentException(
        "the header's JSON has %s at character %d, where %s was expected"
            .formatted(found, next, expected));
  }

  private void skipSpace() {
    while (next < text.length() && " \t\r\n".indexOf(text.charAt(next)) >= 0) {
      next++;
    }
  }

  private boolean skip(char c) {
    skipSpace();
    boolean found = next < text.length() && text.charAt(next) == c;
    next += found ? 1 : 0;
    return found;
  }

  private void expect(char c) {
    if (!skip(c)) {
      throw unexpected("'" + c + "'");
    }
  }

  private Object value(int depth) {
    if (depth > DEEPEST) {
      throw unexpected("a value less deeply nested");
    }
    if (skip('{')) {
      return object(depth);
    }
    if (skip('[')) {
      return array(depth);
    }
    if (skip('"')) {
      return string();
    }
    for (String word : List.of("true", "false", "null")) {
      if (text.startsWith(word, next)) {
        next += word.length();
        return word.equals("null") ? null : Boolean.valueOf(word);
      }
    }
    return number();
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (skip('}')) {
      return members;
    }
    do {
      expect('"');
      String name = string();
      expect(':');
      Object value = value(depth + 1);
      if (members.containsKey(name)) {
        throw new IllegalArgumentException("the header names \"%s\" twice".formatted(name));
      }
      members.put(name, value);
    } while (skip(','));
    expect('}');
    return members;
  }

  private List<Object> array(int depth) {
    List<Object> elements = new ArrayList<>();
    if (skip(']')) {
      return elements;
    }
    do {
      elements.add(value(depth + 1));
    } while (skip(','));
    expect(']');
    return elements;
  }

  private String string() {
    StringBuilder characters = new StringBuilder();
    while (next < text.length() && text.charAt(next) != '"') {
      char c = text.charAt(next);
      if (c < ' ') {
        throw unexpected("an escaped control character");
      }
      next++;
      characters.append(c == '\\' ? escape() : c);
    }
    if (next == text.length()) {
      throw unexpected("'\"'");
    }
    next++;
    return characters.toString();
  }

  private char escape() {
    int kind = next < text.length() ? "\"\\/bfnrtu".indexOf(text.charAt(next)) : -1;
    if (kind < 0) {
      throw unexpected("an escape");
    }
    next++;
    if (kind < 8) {
      return "\"\\/\b\f\n\r\t".charAt(kind);
    }
    String digits = text.substring(next, Math.min(text.length(), next + 4));
    if (!digits.matches("[0-9a-fA-F]{4}")) {
      throw unexpected("four hexadecimal digits");
    }
    next += 4;
    return (char) Integer.parseInt(digits, 16);
  }

  private BigDecimal number() {
    int start = next;
    while (next < text.length() && "+-.eE0123456789".indexOf(text.charAt(next)) >= 0) {
      next++;
    }
    String digits = text.substring(start, next);
    // The exponent's length is limited, lest a short text stand for a number of a million digits.
    if (!digits.matches("-?(0|[1-9]\\d{0,30})(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?")) {
      next = start;
      throw unexpected("a value");
    }
    return new BigDecimal(digits);
  }
}
