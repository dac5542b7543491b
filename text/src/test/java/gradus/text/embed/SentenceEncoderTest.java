package gradus.text.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import gradus.cli.InputException;
import gradus.engine.Tensor;
import gradus.text.tokenize.ByteLevelBpe;
import gradus.text.tokenize.CharTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentenceEncoderTest {
  @TempDir private Path folder;
  private SentenceEncoder encoder;

  @BeforeEach
  void write() throws IOException {
    encoder = SentenceEncoder.read(TinyBert.write(folder));
  }

  @Test
  void aTextIsBetweenItsSpecialTokensAndCutOff() {
    BertInput input = BertInput.of(encoder.input().tokenizer(), 5);
    int film = input.tokenizer().encode("f")[0];
    assertThat(input.ids("f")).containsExactly(input.first(), film, input.last());
    assertThat(input.ids("")).containsExactly(input.first(), input.last());
    assertThat(input.ids("xyzxyz")).hasSize(5).endsWith(input.last());
    assertThat(encoder.input().length()).as("the model's positions").isEqualTo(24);
    Tensor batch = input.batch(List.of(input.ids(""), input.ids("f")));
    assertThat(batch.toInts())
        .containsExactly(
            input.first(), input.last(), input.padding(), input.first(), film, input.last());
    assertThat(input.mask(batch).toInts()).containsExactly(1, 1, 0, 1, 1, 1);
  }

  /// More than a batch, of different lengths: each vector is that of its sentence alone.
  @Test
  void vectorsAreInTheOrderOfTheSentences() {
    List<String> sentences =
        IntStream.range(0, 70).mapToObj(i -> "x".repeat(1 + i * 7 % 20) + i).toList();
    List<Integer> progress = new ArrayList<>();
    Tensor all = encoder.embed(sentences, progress::add);
    assertThat(progress).containsExactly(32, 64, 70);
    for (int i = 0; i < sentences.size(); i++) {
      float[] alone = encoder.embed(List.of(sentences.get(i))).toFloats();
      float[] row = all.select(0, i).toFloats();
      double squares = 0;
      for (int j = 0; j < alone.length; j++) {
        assertThat(row[j]).isCloseTo(alone[j], within(1e-5f));
        squares += row[j] * row[j];
      }
      assertThat(squares).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void sentencesThatAreCutOffAreCounted() {
    assertThat(encoder.longer(List.of("q".repeat(22), "q".repeat(23), "q"))).isEqualTo(1);
  }

  @Test
  void aTokenizerOfAnotherModelIsRefused() throws IOException {
    Path tokenizer = folder.resolve("tokenizer.json");
    ByteLevelBpe.train("", 300, BertInput.FIRST).save(tokenizer);
    assertThatThrownBy(() -> SentenceEncoder.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(folder + ": the tokenizer has no token [SEP]");
    new CharTokenizer(
            IntStream.range('a', 'a' + 400)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString())
        .save(tokenizer);
    assertThatThrownBy(() -> SentenceEncoder.read(folder))
        .hasMessageContaining("the tokenizer has 400 tokens, and the model only ");
    Files.delete(tokenizer);
    assertThatThrownBy(() -> SentenceEncoder.read(folder)).isInstanceOf(InputException.class);
  }
}
