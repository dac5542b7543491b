package gradus.titanic.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.titanic.data.Column;
import gradus.titanic.data.Table;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CategoriesTest {
  private static Table ports(String... words) {
    return new Table(words.length, Map.of("Embarked", new Column.Words(Arrays.asList(words))));
  }

  @Test
  void spellingsOfOneWordAreOneCategory() {
    Table training = ports("S", "s", " S ", null, "Belfast", "BELFAST", "q", "belfast");
    Categories categories = Categories.of(training);
    assertThat(categories.words()).isEqualTo(Map.of("Embarked", List.of("Q", "S", "belfast")));
    assertThat(categories.apply(training).words("Embarked"))
        .containsExactly("S", "S", "S", null, "belfast", "belfast", "Q", "belfast");
  }

  /// The spelling of a category depends on the column: S is a port.
  @Test
  void otherColumnsWordsAreInLowerCase() {
    Table training =
        new Table(
            2,
            Map.of(
                "Sex", new Column.Words(List.of("S", "MALE")),
                "Age", new Column.Numbers(1, 2)));
    assertThat(Categories.of(training).words()).isEqualTo(Map.of("Sex", List.of("male", "s")));
  }

  @Test
  void fittingTakesSpellingsTogether() {
    Preparation preparation =
        Preparation.fit(
            ports("S", "s", "C", "Q", "q", "q"),
            List.of(Step.fillMode("Embarked"), Step.dummies("Embarked", "Q", "S", "C")));
    assertThat(preparation.steps())
        .containsExactly(
            new Step.FillWord("Embarked", "Q"), new Step.Dummies("Embarked", List.of("S", "C")));
    assertThat(preparation.apply(ports("c", "S", "q")).numbers("Embarked_C"))
        .containsExactly(1, 0, 0);
  }

  @Test
  void theWordWithoutADummyIsRecorded() {
    Preparation preparation =
        Preparation.fit(ports("S", "C", "Q"), List.of(Step.dummies("Embarked", "Q", "S", "C")));
    assertThat(preparation.categories().toJson()).isEqualTo("{\"Embarked\":[\"C\",\"Q\",\"S\"]}");
    assertThat(preparation.apply(ports("q")).numbers("Embarked_S")).containsExactly(0);
  }

  /// The dummies always have a column for S, but nothing was learned for it.
  @Test
  void aWordWithADummyThatTrainingDidNotSeeIsUnknown() {
    Preparation preparation =
        Preparation.fit(ports("C", "Q"), List.of(Step.dummies("Embarked", "Q", "S", "C")));
    assertThat(preparation.steps())
        .containsExactly(new Step.Dummies("Embarked", List.of("S", "C")));
    assertThatThrownBy(() -> preparation.apply(ports("C", "S")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "row 2, column Embarked: the training rows have no \"S\"; expected one of C, Q");
  }

  @Test
  void stepsWithoutCategoriesSuggestThem() {
    String steps =
        "[{\"step\":\"FillWord\",\"column\":\"Embarked\",\"value\":\"Cork\"},"
            + "{\"step\":\"FillWord\",\"column\":\"Sex\",\"value\":\"male\"},"
            + "{\"step\":\"Dummies\",\"column\":\"Embarked\",\"values\":[\"S\",\"C\",\"Belfast\"]},"
            + "{\"step\":\"Dummies\",\"column\":\"Pclass\",\"values\":[\"1\",\"2\"]}]";
    Categories categories = Preparation.fromJson(steps, null).categories();
    assertThat(categories.recorded()).isFalse();
    Map<String, List<String>> expected = new LinkedHashMap<>();
    expected.put("Embarked", List.of("S", "C", "Belfast", "Cork", "Q"));
    expected.put("Pclass", List.of("1", "2", "3"));
    // Sex has no dummies: its words make no difference.
    assertThat(categories.words()).isEqualTo(expected);
    assertThat(categories.apply(ports("belfast", "CORK", "q", null)).words("Embarked"))
        .containsExactly("Belfast", "Cork", "Q", null);
    assertThatThrownBy(() -> categories.apply(ports("Mars"))).hasMessageContaining("\"Mars\"");
  }

  /// A model of an early version may have told Male and male apart; it still does.
  @Test
  void anEqualWordComesBeforeOneInAnotherLetterCase() {
    Categories categories =
        new Categories(Map.of("Embarked", List.of("cork", "Cork", "CORK")), false);
    assertThat(categories.apply(ports("CORK", "Cork", "cork", " CoRK")).words("Embarked"))
        .containsExactly("CORK", "Cork", "cork", "cork");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"Embarked\":\"S\"}",
        "{\"Embarked\":[null]}",
        "{\"Embarked\":[1]}",
        "{\"Embarked\":[[\"S\"]]}",
        "{\"Embarked\": [\"S\"]}",
        "{\"Embarked\":[\"S\"],\"Embarked\":[\"S\"]}"
      })
  void brokenJsonIsRefused(String json) {
    assertThatThrownBy(() -> Categories.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the categories aren't");
  }

  @Test
  void aPreparationNeedsTheWordsOfItsDummies() {
    String steps = "[{\"step\":\"Dummies\",\"column\":\"Sex\",\"values\":[\"male\"]}]";
    assertThatThrownBy(() -> Preparation.fromJson(steps, "{\"Embarked\":[\"S\"]}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the categories have no words for Sex");
  }
}
