package gradus.text.command;

import gradus.text.classify.Comparison;
import gradus.text.classify.Trained;
import java.util.Locale;

/// Which of two classifiers is saved.
enum Kept {
  /// The one to prefer.
  BETTER,
  /// The bag of words.
  WORDS,
  /// The transformer.
  TRANSFORMER;

  Trained of(Comparison comparison) {
    return switch (this) {
      case BETTER -> comparison.better();
      case WORDS -> comparison.words();
      case TRANSFORMER -> comparison.transformer();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
