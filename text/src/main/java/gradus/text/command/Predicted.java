package gradus.text.command;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import gradus.cli.InputException;
import gradus.engine.Tensor;
import gradus.text.classify.TextClassifier;
import gradus.text.data.TextFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The classes of lines.
///
/// @param classes the names of the classes
/// @param lines the lines
/// @param probabilities of each class, (lines, classes)
record Predicted(List<String> classes, List<String> lines, Tensor probabilities) {
  /// {@return the classes of the lines of a file}
  ///
  /// @param file the file; empty for the standard input
  static Predicted of(TextClassifier classifier, Optional<Path> file) {
    String text =
        file.map(TextFile::read).orElseGet(() -> TextFile.read("standard input", System.in));
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty()) {
      throw new InputException(
          file.map(Path::toString).orElse("standard input") + ": there is no line in it");
    }
    return new Predicted(classifier.classes(), lines, classifier.probabilities(lines));
  }

  void print(PrintWriter out) {
    int[] best = probabilities.argmax(1).toInts();
    double[] values = probabilities.toDoubles();
    for (int i = 0; i < lines.size(); i++) {
      out.println(
          String.format(
              Locale.ROOT,
              "%s\t%.4f\t%s",
              classes.get(best[i]),
              values[i * classes.size() + best[i]],
              lines.get(i)));
    }
  }

  String toJson() {
    int[] best = probabilities.argmax(1).toInts();
    double[] values = probabilities.toDoubles();
    JsonArray all = new JsonArray();
    for (int i = 0; i < lines.size(); i++) {
      JsonObject each = new JsonObject();
      for (int label = 0; label < classes.size(); label++) {
        each.addProperty(classes.get(label), values[i * classes.size() + label]);
      }
      JsonObject one = new JsonObject();
      one.addProperty("text", lines.get(i));
      one.addProperty("label", classes.get(best[i]));
      one.add("probabilities", each);
      all.add(one);
    }
    return new Gson().toJson(all) + "\n";
  }
}
