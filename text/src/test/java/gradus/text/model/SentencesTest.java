package gradus.text.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gradus.engine.Tensor;
import gradus.text.tokenize.Tokenizer;
import gradus.text.tokenize.WordPiece;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The sentence encoder all-MiniLM-L6-v2, in the folder of the system property `minilm`, which
/// `fixtures/minilm.py` makes. Without it the test is skipped.
class SentencesTest {
  private static final List<String> SENTENCES =
      List.of(
          "A man is eating food.",
          "A man is eating a piece of bread.",
          "The new movie is awesome.",
          "The new film is so great!",
          "Stock prices fell sharply on Monday.");

  @Test
  void sentencesOfOneMeaningAreClose() throws IOException {
    String property = System.getProperty("minilm");
    assumeTrue(property != null, "skipped: give a folder that fixtures/minilm.py made by -Dminilm");
    Path folder = Path.of(property);
    Bert bert = new ModelFolder(folder).bert();
    WordPiece tokenizer = (WordPiece) Tokenizer.load(folder.resolve("tokenizer.json"));
    List<int[]> all = SENTENCES.stream().map(text -> tokenizer.input(text, 256).ids()).toList();
    int longest = all.stream().mapToInt(ids -> ids.length).max().orElseThrow();
    int[][] ids = new int[all.size()][longest];
    int[][] mask = new int[all.size()][longest];
    for (int i = 0; i < ids.length; i++) {
      for (int j = 0; j < all.get(i).length; j++) {
        ids[i][j] = all.get(i)[j];
        mask[i][j] = 1;
      }
    }
    Tensor vectors = Tensor.noGrad(() -> bert.embed(Tensor.of(ids), Tensor.of(mask)));
    Tensor cosines = vectors.matmul(vectors.t());
    // As the reference of fixtures/language.py computes them in F64.
    assertThat(cosines.get(0, 1)).isCloseTo(0.7553, within(1e-4));
    assertThat(cosines.get(2, 3)).isCloseTo(0.8304, within(1e-4));
    assertThat(cosines.get(0, 2)).isCloseTo(-0.0461, within(1e-4));
    assertThat(cosines.get(3, 4)).isCloseTo(-0.0599, within(1e-4));
  }
}
