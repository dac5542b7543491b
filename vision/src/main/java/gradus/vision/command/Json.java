package gradus.vision.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;

/// Numbers in JSON, which has none that are not finite.
final class Json {
  private Json() {}

  /// Returns a number, or null for one that is not finite.
  static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }
}
