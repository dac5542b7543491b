package gradus.titanic;

import java.util.Arrays;

/// The recipes as the command line names them.
enum RecipeName {
  LESSON(new LessonRecipe()),
  NOTEBOOK(new NotebookRecipe()),
  SPREADSHEET(new SpreadsheetRecipe());

  private final Recipe recipe;

  RecipeName(Recipe recipe) {
    this.recipe = recipe;
  }

  Recipe recipe() {
    return recipe;
  }

  /// A recipe by its name.
  static Recipe recipe(String name) {
    return Arrays.stream(values())
        .filter(recipe -> recipe.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no recipe " + name))
        .recipe();
  }

  @Override
  public String toString() {
    return recipe.name();
  }
}
