package gradus.titanic.recipe;

import java.util.Locale;

/// The treatment of words that the training rows don't have.
public enum Unknown {
  /// They are errors.
  ERROR,
  /// They are missing values.
  MISSING;

  /// {@return the name on the command line}
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
