package gradus.text.command;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import gradus.nn.learn.ConfusionMatrix;
import gradus.text.classify.Comparison;
import gradus.text.classify.Epoch;
import gradus.text.classify.Trained;
import gradus.text.data.LabelledTexts;
import java.util.List;

/// The figures of a comparison as JSON.
final class ClassifyFigures {
  private ClassifyFigures() {}

  static String json(LabelledTexts texts, LabelledTexts.Split split, Comparison comparison) {
    JsonObject json = new JsonObject();
    json.addProperty("source", texts.source());
    json.add("classes", new Gson().toJsonTree(texts.classes()));
    json.addProperty("training", split.training().size());
    json.addProperty("held_out", split.heldOut().size());
    json.add("words", model(texts.classes(), comparison.words()));
    json.add("transformer", model(texts.classes(), comparison.transformer()));
    json.addProperty("only_words", comparison.onlyWords());
    json.addProperty("only_transformer", comparison.onlyTransformer());
    json.addProperty("chance", comparison.chance());
    json.addProperty("better", comparison.better() == comparison.words() ? "words" : "transformer");
    return new Gson().toJson(json) + "\n";
  }

  private static JsonObject model(List<String> classes, Trained trained) {
    ConfusionMatrix matrix = trained.matrix();
    JsonObject f1 = new JsonObject();
    JsonArray counts = new JsonArray();
    for (int label = 0; label < classes.size(); label++) {
      f1.add(classes.get(label), number(matrix.f1(label)));
      JsonArray row = new JsonArray();
      for (int as = 0; as < classes.size(); as++) {
        row.add(matrix.count(label, as));
      }
      counts.add(row);
    }
    JsonArray epochs = new JsonArray();
    for (Epoch epoch : trained.epochs()) {
      JsonObject one = new JsonObject();
      one.add("train_loss", number(epoch.trainLoss()));
      one.add("valid_loss", number(epoch.validLoss()));
      one.add("accuracy", number(epoch.accuracy()));
      one.add("seconds", number(epoch.seconds()));
      epochs.add(one);
    }
    JsonObject json = new JsonObject();
    json.add("accuracy", number(matrix.accuracy()));
    json.add("f1", f1);
    json.add("confusion", counts);
    json.addProperty("parameters", trained.classifier().parameterCount());
    json.add("seconds", number(trained.seconds()));
    json.add("epochs", epochs);
    return json;
  }

  private static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }
}
