package gradus.titanic.command;

import gradus.titanic.recipe.Recipe;
import java.util.List;
import java.util.Locale;

/// The models as the command line names them.
enum ModelName {
  LINEAR,
  NET,
  DEEP,
  ALL;

  /// The kinds of a recipe's models that are meant.
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
