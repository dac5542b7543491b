package gradus.text.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitterTest {
  private static List<String> words(String text, String... patterns) {
    List<String> words = new ArrayList<>();
    new Splitter(
            patterns.length == 0
                ? List.of(Splitter.GPT2)
                : List.of(patterns).stream().map(Splitter::pattern).toList())
        .split(text, words::add);
    return words;
  }

  @Test
  void wordsOfGpt2() {
    assertThat(words("I've  12 cats,they're\n\n ok!!"))
        .containsExactly("I", "'ve", " ", " 12", " cats", ",", "they", "'re", "\n\n", " ok", "!!");
    assertThat(words("I'VE 'veto")).containsExactly("I", "'", "VE", " '", "veto");
    assertThat(words("")).isEmpty();
  }

  @Test
  void theClassesAreUnicodes() {
    // A space of Unicode is neither put before a word nor among the signs.
    assertThat(words("!\u00A0\u00A0é!\u3000٣½"))
        .containsExactly("!", "\u00A0", "\u00A0", "é", "!", "\u3000", "٣½");
    // That is no space, and a mark is no letter.
    assertThat(words("!\u200Be\u0301")).containsExactly("!\u200B", "e", "\u0301");
  }

  @Test
  void eachPatternDividesWhatIsLeft() {
    assertThat(words("ab12-3", "\\d", "\\p{L}")).containsExactly("a", "b", "1", "2", "-", "3");
    assertThat(words("ab", "x*")).containsExactly("a", "b");
    assertThat(words("ab", "x")).containsExactly("ab");
  }
}
