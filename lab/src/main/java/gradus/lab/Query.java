package gradus.lab;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The parameters and the body of a request. Each parameter is checked when it is read; [#finish]
/// refuses parameters that were not read.
final class Query {
  private final Map<String, String> values;
  private final InputStream body;
  private final Set<String> read = new HashSet<>();

  private Query(Map<String, String> values, InputStream body) {
    this.values = values;
    this.body = body;
  }

  /// Parses the query string of an address.
  ///
  /// @param text the part after the question mark, or null
  /// @param body the body of the request
  /// @throws RequestException if a parameter is given twice or is not a valid URL encoding
  static Query of(String text, InputStream body) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : text == null || text.isEmpty() ? new String[0] : text.split("&")) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      if (values.put(name, value) != null) {
        throw new RequestException(400, RequestException.shown(name) + " is given twice");
      }
    }
    return new Query(values, body);
  }

  /// Parses a query string without a body.
  static Query of(String text) {
    return of(text, new ByteArrayInputStream(new byte[0]));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new RequestException(400, "not a valid URL encoding: " + RequestException.shown(text));
    }
  }

  private String value(String name) {
    read.add(name);
    return values.get(name);
  }

  /// Returns a number.
  ///
  /// @param name the name of the parameter
  /// @param otherwise the default
  /// @param least the minimum
  /// @param most the maximum
  double number(String name, double otherwise, double least, double most) {
    String text = value(name);
    return text == null ? otherwise : number(name, text, least, most);
  }

  private static double number(String name, String text, double least, double most) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException _) {
      value = Double.NaN;
    }
    if (!(value >= least && value <= most)) {
      throw RequestException.of(
          name, text, String.format(Locale.ROOT, "a number from %s to %s", least, most));
    }
    return value;
  }

  /// Returns an integer, as [#number].
  int whole(String name, int otherwise, int least, int most) {
    String text = value(name);
    if (text == null) {
      return otherwise;
    }
    if (text.matches("-?\\d{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw RequestException.of(
        name, text, String.format(Locale.ROOT, "a whole number from %d to %d", least, most));
  }

  /// Returns numbers that are separated by commas.
  ///
  /// @param name the name of the parameter
  /// @param otherwise the default
  /// @param least the minimum of each number
  /// @param most the maximum of each number
  /// @param upTo the maximum count; the minimum is 1
  double[] numbers(String name, double[] otherwise, double least, double most, int upTo) {
    String text = value(name);
    if (text == null) {
      return otherwise.clone();
    }
    String[] parts = text.split(",", -1);
    if (parts.length > upTo) {
      throw new RequestException(
          400,
          String.format(
              Locale.ROOT, "%s has %d numbers; the limit is %d", name, parts.length, upTo));
    }
    return Arrays.stream(parts).mapToDouble(part -> number(name, part, least, most)).toArray();
  }

  /// Returns integers that are separated by commas, none by default, as [#numbers].
  int[] wholes(String name, int least, int most, int upTo) {
    double[] numbers = numbers(name, new double[0], least, most, upTo);
    int[] wholes = Arrays.stream(numbers).mapToInt(number -> (int) number).toArray();
    for (int i = 0; i < wholes.length; i++) {
      if (wholes[i] != numbers[i]) {
        throw RequestException.of(name, String.valueOf(numbers[i]), "whole numbers");
      }
    }
    return wholes;
  }

  /// Returns one of several words; the first is the default.
  String choice(String name, String... words) {
    String text = value(name);
    if (text == null) {
      return words[0];
    }
    if (!Arrays.asList(words).contains(text)) {
      throw RequestException.of(name, text, "one of " + String.join(", ", words));
    }
    return text;
  }

  /// Returns a boolean.
  boolean on(String name, boolean otherwise) {
    String text = value(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.equals("true") && !text.equals("false")) {
      throw RequestException.of(name, text, "true or false");
    }
    return text.equals("true");
  }

  /// Returns a text, or null if the parameter is absent.
  String text(String name) {
    return value(name);
  }

  /// Returns the body of the request.
  InputStream body() {
    return body;
  }

  /// Refuses parameters that were not read.
  void finish() {
    Set<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(read);
    if (!unknown.isEmpty()) {
      throw new RequestException(
          400,
          String.format(
              Locale.ROOT,
              "unknown parameter %s; expected %s",
              RequestException.shown(String.join(", ", unknown)),
              read.isEmpty() ? "none" : String.join(", ", new TreeSet<>(read))));
    }
  }
}
