package gradus.nn.io;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A second reading of a safetensors header, apart from the library's: it trusts that the JSON is
/// right, as it is in a file that the library has taken.
final class HeaderJson {
  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"|[0-9]++|[ \\t\\r\\n]++|.", Pattern.DOTALL);

  private final List<String> tokens;
  private int next;

  private HeaderJson(List<String> tokens) {
    this.tokens = tokens;
  }

  /// Strings, numbers, spaces, and what else there is character by character: put together they are
  /// the text again.
  static List<String> tokens(String json) {
    return new ArrayList<>(TOKEN.matcher(json).results().map(match -> match.group()).toList());
  }

  /// Maps, lists, strings and numbers.
  static Map<?, ?> read(byte[] json) {
    List<String> tokens = tokens(new String(json, StandardCharsets.UTF_8));
    tokens.removeIf(String::isBlank);
    return (Map<?, ?>) new HeaderJson(tokens).value();
  }

  private Object value() {
    String token = tokens.get(next++);
    return switch (token.charAt(0)) {
      case '{' -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (!ends("}")) {
          String name = (String) value();
          next++;
          members.put(name, value());
        }
        yield members;
      }
      case '[' -> {
        List<Object> elements = new ArrayList<>();
        while (!ends("]")) {
          elements.add(value());
        }
        yield elements;
      }
      case '"' -> text(token.substring(1, token.length() - 1));
      // Of what the library ignores: true, false, null and other numbers.
      case 't', 'f', 'n', '-' -> token + rest();
      default -> {
        String more = rest();
        yield more.isEmpty() ? Long.valueOf(token) : token + more;
      }
    };
  }

  /// The characters up to the end of the value.
  private String rest() {
    StringBuilder rest = new StringBuilder();
    while (next < tokens.size() && !",]}:".contains(tokens.get(next))) {
      rest.append(tokens.get(next++));
    }
    return rest.toString();
  }

  private boolean ends(String bracket) {
    String token = tokens.get(next);
    next += token.equals(",") || token.equals(bracket) ? 1 : 0;
    return token.equals(bracket);
  }

  private static String text(String quoted) {
    return Pattern.compile("\\\\(?:u(....)|(.))", Pattern.DOTALL)
        .matcher(quoted)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    match.group(1) != null
                        ? String.valueOf((char) Integer.parseInt(match.group(1), 16))
                        : switch (match.group(2)) {
                          case "b" -> "\b";
                          case "f" -> "\f";
                          case "n" -> "\n";
                          case "r" -> "\r";
                          case "t" -> "\t";
                          default -> match.group(2);
                        }));
  }
}
