package gradus.text.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.text.model.Gpt2;
import gradus.text.model.Gpt2Config;
import gradus.text.model.KeyValueCache;
import gradus.text.model.LanguageModel;
import gradus.text.tokenize.TokenStream;
import gradus.text.tokenize.Tokenizer;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextGenerationTest {
  /// Says one byte after another.
  private record Reciting(byte[] bytes) implements LanguageModel {
    @Override
    public int contextLength() {
      return 1000;
    }

    @Override
    public int vocabularySize() {
      return 256;
    }

    @Override
    public KeyValueCache cache(int batch, int length) {
      return ANY.cache(batch, length);
    }

    /// The first element of a state is the place of the token.
    @Override
    public Tensor features(Tensor ids, KeyValueCache cache) {
      int from = cache.length();
      ANY.features(ids, cache);
      return Tensor.arange(from, from + ids.size(1), 1).reshape(1, ids.size(1), 1);
    }

    @Override
    public Tensor logits(Tensor features) {
      float[] logits = new float[256];
      logits[bytes[(int) features.item()] & 0xff] = 1;
      return Tensor.fromArray(logits, 1, 256);
    }
  }

  /// Counts tokens in its cache.
  private static final LanguageModel ANY =
      Gpt2.create(new Generator(0), new Gpt2Config(256, 1000, 2, 1, 1));

  /// A token is a byte.
  private static final Tokenizer BYTES =
      (Tokenizer)
          Proxy.newProxyInstance(
              Tokenizer.class.getClassLoader(),
              new Class<?>[] {Tokenizer.class},
              (_, method, _) -> {
                assertThat(method.getName()).isEqualTo("stream");
                return new TokenStream(id -> new byte[] {(byte) id});
              });

  private static TextGeneration generation(String text, int tokens, String... stops) {
    Generation generation =
        new Generation(
            new Reciting(text.getBytes(StandardCharsets.UTF_8)),
            List.of(new int[] {0}),
            Sampling.GREEDY,
            Stopping.after(tokens));
    return new TextGeneration(generation, BYTES, List.of(stops));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static List<String> pieces(TextGeneration text) {
    List<String> pieces = new ArrayList<>();
    text.forEachRemaining(pieces::add);
    return pieces;
  }

  @Test
  void piecesAreWholeCharacters() {
    TextGeneration text = generation("aé€😀z..", 11);
    assertThat(pieces(text)).containsExactly("a", "é", "€", "😀", "z");
    assertThat(text.tokens()).isEqualTo(11);
    assertThat(text.ending()).isEqualTo(Ending.LENGTH);
    assertThatThrownBy(text::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void anIncompleteLastCharacterIsReplaced() {
    assertThat(pieces(generation("a€", 3))).containsExactly("a", "\ufffd");
  }

  @ParameterizedTest
  @CsvSource({
    "one STOP two, STOP, 'one ', 8",
    "one STOSTOP two, STOP, 'one STO', 11",
    "abab.abac.., abac, abab., 9",
    "aaaab......, aab, aa, 5",
    "xyz........, xyz, '', 3",
    "née €.., €, 'née ', 8",
  })
  void aTextEndsBeforeAString(String said, String stop, String expected, int tokens) {
    TextGeneration text = generation(said, bytes(said) - 2, stop, "never");
    assertThat(String.join("", pieces(text))).isEqualTo(expected);
    assertThat(text.tokens()).isEqualTo(tokens);
    assertThat(text.ending()).isEqualTo(Ending.STRING);
  }

  @Test
  void theFirstOfSeveralStringsEndsTheText() {
    assertThat(String.join("", pieces(generation("a, b. c", 7, ".", ",")))).isEqualTo("a");
  }

  @Test
  void nothingIsHeldBackButWhatMayEndTheText() {
    assertThat(pieces(generation("a-b--c-..", 7, "---"))).containsExactly("a", "-b", "--c", "-");
  }

  @Test
  void unsuitableArgumentsAreRefused() {
    assertThatThrownBy(() -> generation("a", 1, "")).hasMessageContaining("empty string");
    Generation two =
        new Generation(ANY, List.of(new int[1], new int[1]), Sampling.GREEDY, Stopping.after(1));
    assertThatThrownBy(() -> new TextGeneration(two, BYTES, List.of()))
        .hasMessageContaining("needs one text, not 2");
  }
}
