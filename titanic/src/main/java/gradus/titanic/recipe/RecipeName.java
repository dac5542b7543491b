package gradus.titanic.recipe;

import java.util.Arrays;

/// The recipes as the command line names them.
public enum RecipeName {
  /// The recipe of the written lesson.
  LESSON(new LessonRecipe()),
  /// The recipe of the notebook.
  NOTEBOOK(new NotebookRecipe()),
  /// The recipe of the spreadsheet.
  SPREADSHEET(new SpreadsheetRecipe());

  private final Recipe recipe;

  RecipeName(Recipe recipe) {
    this.recipe = recipe;
  }

  /// {@return the recipe}
  public Recipe recipe() {
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
