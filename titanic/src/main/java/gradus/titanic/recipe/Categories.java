package gradus.titanic.recipe;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import gradus.cli.InputException;
import gradus.titanic.data.Column;
import gradus.titanic.data.Passengers;
import gradus.titanic.data.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The words that training saw, by column. A word of other rows is one of them if the two differ at
/// most in letter case and surrounding blanks; any other word is unknown.
///
/// @param words the words of each column, in the spelling that the [Step]s know
/// @param recorded whether they are the training rows' words, rather than those that the steps of a
///   saved model suggest
public record Categories(Map<String, List<String>> words, boolean recorded) {
  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  /// Keeps its own copy.
  public Categories {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    words.forEach((column, list) -> copy.put(column, List.copyOf(list)));
    words = Collections.unmodifiableMap(copy);
  }

  /// {@return the words of a table}
  ///
  /// One category has one spelling, whatever those in the table: the data set's, or else the word's
  /// [key][Column.Words#key].
  ///
  /// @param training the training rows
  public static Categories of(Table training) {
    Map<String, List<String>> words = new LinkedHashMap<>();
    training
        .columns()
        .forEach(
            (name, column) -> {
              if (column instanceof Column.Words(List<String> values)) {
                Set<String> different = new TreeSet<>();
                for (String value : new LinkedHashSet<>(values)) {
                  if (value != null) {
                    different.add(spelling(name, value));
                  }
                }
                words.put(name, List.copyOf(different));
              }
            });
    return new Categories(words, true);
  }

  private static String spelling(String column, String word) {
    String key = Column.Words.key(word);
    return Passengers.WORDS.getOrDefault(column, List.of()).stream()
        .filter(known -> Column.Words.key(known).equals(key))
        .findFirst()
        .orElse(key);
  }

  /// {@return the words that training must have seen, judging by its steps}
  ///
  /// Models saved by early versions don't record the words. Their dummy columns name all words but
  /// the one that was left out, which is always one of the data set's. Of a column without dummies
  /// every word is known: none makes a difference.
  ///
  /// @param steps the steps
  static Categories assumed(List<Step> steps) {
    Map<String, List<String>> words = new LinkedHashMap<>();
    for (Step step : steps) {
      if (step instanceof Step.Dummies(String column, List<String> values)) {
        Set<String> known = new LinkedHashSet<>(values);
        steps.stream()
            .filter(other -> other instanceof Step.FillWord fill && fill.column().equals(column))
            .forEach(fill -> known.add(((Step.FillWord) fill).value()));
        known.addAll(Passengers.WORDS.getOrDefault(column, List.of()));
        words.put(column, List.copyOf(known));
      }
    }
    return new Categories(words, false);
  }

  /// {@return a table in which every word has the spelling of training}
  ///
  /// @param table a table
  /// @throws IllegalArgumentException if a word is unknown
  public Table apply(Table table) {
    return replace(
        table,
        (row, column, word) -> {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "row %d, column %s: %s", row + 1, column, problem(column, word)));
        });
  }

  /// Passengers whose words are all known.
  ///
  /// @param passengers the passengers
  /// @param unknown the number of words that became missing values, by column; columns without any
  ///   are left out
  public record Checked(Passengers passengers, Map<String, Integer> unknown) {}

  /// {@return passengers with every word in the spelling of training}
  ///
  /// @param passengers passengers
  /// @param unknown the treatment of unknown words
  /// @throws InputException if a word is unknown and that is an error; the message says where
  public Checked check(Passengers passengers, Unknown unknown) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    Table table =
        replace(
            passengers.table(),
            (row, column, word) -> {
              if (unknown == Unknown.ERROR) {
                throw new InputException(
                    String.format(
                        Locale.ROOT,
                        "%s: %s (--unknown missing takes it as a missing value)",
                        passengers.place(row, column),
                        problem(column, word)));
              }
              counts.merge(column, 1, Integer::sum);
            });
    return new Checked(passengers.with(table), counts);
  }

  private String problem(String column, String word) {
    return String.format(
        Locale.ROOT,
        "the training rows have no \"%s\"; expected one of %s",
        InputException.shown(word),
        InputException.shown(String.join(", ", words.get(column))));
  }

  @FunctionalInterface
  private interface UnknownWord {
    void found(int row, String column, String word);
  }

  /// Replaces each word by the equal one of training, or else by the first of its key, or else, if
  /// it is unknown, by null.
  private Table replace(Table table, UnknownWord listener) {
    Table result = table;
    for (Map.Entry<String, List<String>> entry : words.entrySet()) {
      String name = entry.getKey();
      if (table.columns().get(name) instanceof Column.Words(List<String> values)) {
        Map<String, String> matches = new HashMap<>();
        entry.getValue().forEach(word -> matches.putIfAbsent(Column.Words.key(word), word));
        entry.getValue().forEach(word -> matches.put(word, word));
        List<String> replaced = new ArrayList<>(values.size());
        for (int row = 0; row < values.size(); row++) {
          String word = values.get(row);
          String match = null;
          if (word != null) {
            match = matches.get(word);
            match = match == null ? matches.get(Column.Words.key(word)) : match;
            if (match == null) {
              listener.found(row, name, word);
            }
          }
          replaced.add(match);
        }
        result = result.with(name, new Column.Words(replaced));
      }
    }
    return result;
  }

  /// {@return the words as a JSON object, for [#fromJson]}
  public String toJson() {
    return GSON.toJson(words);
  }

  /// {@return the recorded words that [#toJson] wrote}
  ///
  /// @param json the text
  /// @throws IllegalArgumentException if it isn't that
  public static Categories fromJson(String json) {
    Map<String, List<String>> words = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, JsonElement> column :
          GSON.fromJson(json, JsonObject.class).entrySet()) {
        List<String> list = new ArrayList<>();
        column.getValue().getAsJsonArray().forEach(word -> list.add(word.getAsString()));
        words.put(column.getKey(), list);
      }
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("the categories aren't a JSON object of lists", e);
    }
    Categories categories = new Categories(words, true);
    // Gson takes numbers for strings, and the last of several members of one name.
    if (!categories.toJson().equals(json)) {
      throw new IllegalArgumentException("the categories aren't as this program writes them");
    }
    return categories;
  }
}
