package gradus.vision.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import gradus.vision.model.Network;
import java.util.List;

/// A finished training.
///
/// @param settings how the network was trained
/// @param network the network
/// @param lr the learning rate that was used
/// @param epochs the figures of each epoch
/// @param validation the predictions of the pictures held out
public record Run(
    Settings settings, Network network, double lr, List<Epoch> epochs, Predictions validation) {
  /// Creates a run; the list is copied.
  public Run {
    epochs = List.copyOf(epochs);
  }

  /// {@return the seconds of all epochs}
  public double seconds() {
    return epochs.stream().mapToDouble(Epoch::seconds).sum();
  }

  /// {@return the figures as JSON, in a line; null for what is not finite}
  public String toJson() {
    JsonArray all = new JsonArray();
    for (Epoch epoch : epochs) {
      JsonObject json = new JsonObject();
      json.add("train_loss", number(epoch.trainLoss()));
      json.add("valid_loss", number(epoch.validLoss()));
      json.add("accuracy", number(epoch.accuracy()));
      json.add("seconds", number(epoch.seconds()));
      all.add(json);
    }
    JsonObject json = new JsonObject();
    json.add("epochs", all);
    json.addProperty("parameters", network.parameters());
    return json + "\n";
  }

  private static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }
}
