package gradus.titanic.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The keys of words, which tell categories apart.
class WordKeysTest {
  @ParameterizedTest
  @CsvSource({
    "male, MALE",
    "male, Male",
    "male, ' male\t'",
    "male, '\u00A0male\u202F'",
    "s, S",
    "istanbul, ISTANBUL",
    "straße, STRASSE",
    "straße, STRAẞE",
    "ὀδυσσεύς, ὈΔΥΣΣΕΎΣ",
    "ж, Ж"
  })
  void spellingsOfOneWordHaveOneKey(String word, String other) {
    assertThat(Column.Words.key(other)).isEqualTo(Column.Words.key(word));
  }

  @ParameterizedTest
  @CsvSource({"male, malee", "male, ma le", "s, ſs", "a, á", "3, 4", "a, а"})
  void otherWordsHaveOtherKeys(String word, String other) {
    assertThat(Column.Words.key(other)).isNotEqualTo(Column.Words.key(word));
  }

  @Test
  void everyCharacterHasTheKeyOfItsUpperAndLowerCase() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      String word = "x" + Character.toString(c) + "x";
      String key = Column.Words.key(word);
      if (!Column.Words.key(word.toUpperCase(Locale.ROOT)).equals(key)
          || !Column.Words.key(word.toLowerCase(Locale.ROOT)).equals(key)
          || !Column.Words.key(key).equals(key)) {
        assertThat(Character.toString(c)).as("%x", c).isEmpty();
      }
    }
  }

  @Test
  void theKeyDoesNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      for (String language : new String[] {"tr", "lt", "fa"}) {
        Locale.setDefault(Locale.forLanguageTag(language));
        assertThat(Column.Words.key("TITANIC")).isEqualTo("titanic");
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void onlySurroundingBlanksAreStripped() {
    assertThat(Column.Words.strip("\u00A0 a \t b\u3000\n")).isEqualTo("a \t b");
    assertThat(Column.Words.strip(" \u2007 ")).isEmpty();
    assertThat(Column.Words.strip("")).isEmpty();
  }
}
