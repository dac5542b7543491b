package gradus.titanic.command;

import gradus.titanic.recipe.Recipe;
import java.util.List;
import java.util.Locale;

/// The names of models on the command line.
enum ModelName {
  LINEAR,
  NET,
  DEEP,
  ALL;

  /// Returns the kinds of models of a recipe that the name stands for.
  List<Recipe.Kind> kinds(Recipe recipe) {
    return switch (this) {
      case LINEAR -> List.of(Recipe.Kind.LINEAR);
      case NET -> List.of(Recipe.Kind.NET);
      case DEEP -> List.of(Recipe.Kind.DEEP);
      case ALL -> recipe.kinds();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
