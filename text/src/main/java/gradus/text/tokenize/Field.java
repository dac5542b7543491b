package gradus.text.tokenize;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A value of a JSON file with its place. The methods throw [IllegalArgumentException] with the
/// place where the value is something else.
///
/// @param place the names that lead to it, such as `model.vocab`; empty for the whole file
record Field(String place, JsonElement value) {
  private String named() {
    return place.isEmpty() ? "the file" : place;
  }

  private IllegalArgumentException expected(String what) {
    return new IllegalArgumentException(
        named() + " is " + Characters.quoted(value.toString()) + "; expected " + what);
  }

  /// {@return a member of an object; null in JSON where there is none}
  Field get(String name) {
    if (!value.isJsonObject()) {
      throw expected("an object");
    }
    JsonElement member = value.getAsJsonObject().get(name);
    return new Field(
        place.isEmpty() ? name : place + "." + name, member == null ? JsonNull.INSTANCE : member);
  }

  boolean isNull() {
    return value.isJsonNull();
  }

  String string() {
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw expected("a string");
    }
    return value.getAsString();
  }

  boolean isString() {
    return value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
  }

  /// {@return whether it is true}
  ///
  /// @param absent the answer if it is null
  boolean isTrue(boolean absent) {
    if (isNull()) {
      return absent;
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
      throw expected("true or false");
    }
    return value.getAsBoolean();
  }

  int integer() {
    if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
      try {
        return value.getAsBigDecimal().intValueExact();
      } catch (ArithmeticException | NumberFormatException _) {
        // As for all other values.
      }
    }
    throw expected("an integer");
  }

  /// {@return the elements of an array; none if it is null}
  List<Field> list() {
    if (isNull()) {
      return List.of();
    }
    if (!value.isJsonArray()) {
      throw expected("an array");
    }
    List<Field> fields = new ArrayList<>();
    for (JsonElement element : value.getAsJsonArray()) {
      fields.add(new Field(String.format(Locale.ROOT, "%s[%d]", place, fields.size()), element));
    }
    return fields;
  }

  /// {@return the members of an object of integers}
  Map<String, Integer> numbers() {
    if (!value.isJsonObject()) {
      throw expected("an object of tokens with their numbers");
    }
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (String name : value.getAsJsonObject().keySet()) {
      numbers.put(name, get(name).integer());
    }
    return numbers;
  }

  /// {@return the member `type` of an object; `null` if it is null}
  String type() {
    return isNull() ? "null" : get("type").string();
  }

  /// {@return the exception for a value that this library can't read}
  ///
  /// @param supported what it can read
  IllegalArgumentException unsupported(String supported) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s %s is not supported, only %s",
            named(),
            isNull() || isString() ? value : Characters.quoted(value.toString()),
            supported));
  }

  /// Checks that the member `type` has a certain value.
  void expectType(String supported) {
    if (!type().equals(supported)) {
      throw unsupportedType(supported);
    }
  }

  /// {@return the exception for a member `type` that this library can't read}
  ///
  /// @param supported what it can read
  IllegalArgumentException unsupportedType(String supported) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the %s %s is not supported, only %s",
            named(),
            Characters.quoted(type()),
            supported));
  }
}
