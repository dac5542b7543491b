package gradus.text.model;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import gradus.cli.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// A model's `config.json`, or an object in it.
///
/// @param file the file, for messages
/// @param place the names that lead to the object, each with a dot behind it; empty for the file
/// @param members what it says
record ConfigJson(Path file, String place, JsonObject members) {
  /// No size of a model is greater; a file that says so is broken.
  private static final int LARGEST = 1 << 24;

  /// {@return the content of a file}
  ///
  /// @throws InputException if it can't be read or isn't a JSON object
  static ConfigJson read(Path file) {
    try {
      JsonObject members = new Gson().fromJson(Files.readString(file), JsonObject.class);
      if (members == null) {
        throw new InputException(file + ": the file is empty");
      }
      return new ConfigJson(file, "", members);
    } catch (IOException e) {
      throw InputException.of(file, e);
    } catch (JsonParseException | StackOverflowError _) {
      throw new InputException(file + ": not a JSON object");
    }
  }

  private JsonElement member(String name) {
    JsonElement value = members.get(name);
    return value == null || value.isJsonNull() ? null : value;
  }

  private InputException wrong(String name, String expected) {
    JsonElement value = member(name);
    return new InputException(
        String.format(
            Locale.ROOT,
            "%s: %s must be %s, %s",
            file,
            place + name,
            expected,
            value == null ? "but is missing" : "not " + InputException.shown(value.toString())));
  }

  int integer(String name) {
    return integer(name, Long.MIN_VALUE);
  }

  int integer(String name, long missing) {
    double value = number(name, missing);
    if (value != Math.rint(value) || Math.abs(value) > LARGEST) {
      throw wrong(name, "an integer up to " + LARGEST);
    }
    return (int) value;
  }

  double number(String name, double missing) {
    JsonElement value = member(name);
    if (value == null) {
      return missing;
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      throw wrong(name, "a number");
    }
    return value.getAsDouble();
  }

  boolean flag(String name, boolean missing) {
    JsonElement value = member(name);
    if (value == null) {
      return missing;
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
      throw wrong(name, "true or false");
    }
    return value.getAsBoolean();
  }

  String text(String name, String missing) {
    JsonElement value = member(name);
    if (value == null) {
      return missing;
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw wrong(name, "a text");
    }
    return value.getAsString();
  }

  /// Refuses a text that isn't one of those that this program has code for.
  void checkText(String name, String missing, String... known) {
    if (!Arrays.asList(known).contains(text(name, missing))) {
      throw wrong(name, String.join(" or ", known));
    }
  }

  /// Refuses a setting that this program has no code for.
  void checkFlag(String name, boolean known) {
    if (flag(name, known) != known) {
      throw wrong(name, String.valueOf(known));
    }
  }

  /// {@return an object in this one; null if there is none}
  ConfigJson object(String name) {
    JsonElement value = member(name);
    if (value == null) {
      return null;
    }
    if (!value.isJsonObject()) {
      throw wrong(name, "an object");
    }
    return new ConfigJson(file, place + name + ".", value.getAsJsonObject());
  }

  /// {@return a number that must be there}
  double number(String name) {
    if (member(name) == null) {
      throw wrong(name, "a number");
    }
    return number(name, Double.NaN);
  }

  static void checkSize(String name, int size) {
    if (size < 1 || size > LARGEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s must be an integer from 1 to %d, not %d", name, LARGEST, size));
    }
  }

  static void checkHeads(String name, int count, String partName, int part) {
    checkSize(name, count);
    checkSize(partName, part);
    if (count % part != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s is %d, not a multiple of %s, %d", name, count, partName, part));
    }
  }

  static void checkPositive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be a number above 0, not %s", name, value));
    }
  }
}
