package gradus.text.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import gradus.text.generate.TextModel;
import java.util.List;

/// A finished training.
///
/// @param settings how the model was trained
/// @param corpus the text
/// @param text the model
/// @param evaluations what was measured, before the first step and then at regular intervals
public record Run(Settings settings, Corpus corpus, TextModel text, List<Evaluation> evaluations) {
  /// Creates a run; the list is copied.
  public Run {
    evaluations = List.copyOf(evaluations);
  }

  /// {@return what was measured last}
  public Evaluation last() {
    return evaluations.getLast();
  }

  /// {@return the last validation loss, of all tokens of a character together: a measure that does
  /// not depend on how the text is divided into tokens}
  public double validLossPerCharacter() {
    int characters = corpus.characters() - Corpus.toLearnFrom(corpus.characters());
    return last().validLoss() * corpus.validation().length / characters;
  }

  /// {@return the figures as JSON, in a line}
  public String toJson() {
    JsonArray steps = new JsonArray();
    for (Evaluation evaluation : evaluations) {
      JsonObject json = new JsonObject();
      json.addProperty("step", evaluation.step());
      json.addProperty("train_loss", evaluation.trainLoss());
      json.addProperty("valid_loss", evaluation.validLoss());
      json.addProperty("seconds", evaluation.seconds());
      steps.add(json);
    }
    JsonObject json = new JsonObject();
    json.add("steps", steps);
    json.addProperty("parameters", text.parameters());
    json.addProperty("tokens", corpus.size());
    return json + "\n";
  }
}
