package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.cli.InputException;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.lab.TextChapter.Drawn;
import gradus.lab.TextChapter.Guess;
import gradus.lab.TextChapter.Next;
import gradus.lab.TextChapter.Ready;
import gradus.lab.TextChapter.Sentence;
import gradus.lab.TextChapter.Token;
import gradus.text.generate.Generation;
import gradus.text.generate.Sampling;
import gradus.text.generate.Stopping;
import gradus.text.generate.TextModel;
import gradus.text.model.Llama;
import gradus.text.model.LlamaConfig;
import gradus.text.model.RopeScaling;
import gradus.text.tokenize.CharTokenizer;
import gradus.text.tokenize.Tokenizer;
import gradus.text.train.Settings;
import gradus.text.train.Tokens;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The answers of chapter 10.
class TextChapterTest {
  /// A training of seconds.
  private static final TextTraining SHORT =
      new TextTraining(60_000, new Settings(Tokens.BPE, 320, 2, 4, 32, 32, 8, 100, 50, 0.01, 0, 1));

  /// The chapter that the browser shows, too.
  static final TextChapter CHAPTER = TextChapter.of(SHORT);

  /// What is rounded to four places.
  private static final Offset<Double> CLOSE = Offset.offset(1e-4);

  private static final String TEXT = "text=The+white+whale";

  /// A model with random weights, large enough that the tokens differ.
  private static ShownModel random(int context) {
    Tokenizer tokenizer = new CharTokenizer("\n .abcdehlTw");
    LlamaConfig config =
        new LlamaConfig(
            tokenizer.size(),
            context,
            16,
            24,
            2,
            4,
            2,
            4,
            10_000,
            1e-5,
            false,
            new RopeScaling.None());
    Llama model = Llama.create(new Generator(3), config);
    Tensor.noGrad(
        () ->
            model.state().values().stream()
                .filter(t -> t.rank() == 2)
                .forEach(t -> t.mulInPlace(15)));
    return new ShownModel("random", new TextModel(model, tokenizer), Optional.empty());
  }

  private static Sentence sentence(String query) {
    return CHAPTER.sentence(Query.of(query));
  }

  private static String textOf(Sentence sentence) {
    return sentence.tokens().stream().map(Token::text).collect(Collectors.joining());
  }

  @Test
  void trainsOnceAndReportsTheProgressAndASample() {
    List<Object> lines = new ArrayList<>();
    CHAPTER.train(Query.of("")).each(lines::add);
    List<TextTraining.Progress> steps = new ArrayList<>();
    for (Object line : lines.subList(0, lines.size() - 1)) {
      steps.add((TextTraining.Progress) line);
    }
    assertThat(steps).hasSizeBetween(20, 30);
    assertThat(steps.getFirst().step()).isEqualTo(1);
    assertThat(steps.getLast().step()).isEqualTo(100);
    assertThat(steps).allMatch(step -> step.steps() == 100);
    assertThat(steps).allMatch(step -> step.sample().startsWith("The captain"));
    assertThat(steps.getLast().sample()).isNotEqualTo(steps.getFirst().sample());
    assertThat(steps.getLast().loss()).isLessThan(steps.getFirst().loss() - 0.8);
    Ready ready = (Ready) lines.getLast();
    assertThat(ready.blocks()).isEqualTo(2);
    assertThat(ready.heads()).isEqualTo(4);
    assertThat(ready.width()).isEqualTo(32);
    assertThat(ready.context()).isEqualTo(32);
    assertThat(ready.vocabulary()).isEqualTo(320);
    assertThat(ready.parameters()).isEqualTo(320 * 32 + 32 * 32 + 2 * 12_704 + 64);
    // A model that knows nothing has a perplexity of 320.
    assertThat(ready.perplexity()).isBetween(20.0, 160.0);
    List<Object> again = new ArrayList<>();
    CHAPTER.train(Query.of("")).each(again::add);
    assertThat(again).isEqualTo(lines);
  }

  @Test
  void aTextIsItsTokens() {
    Sentence sentence = sentence(TEXT);
    assertThat(textOf(sentence)).isEqualTo("The white whale");
    assertThat(sentence.tokens()).hasSizeBetween(4, 12);
    assertThat(sentence.tokens()).extracting(Token::name).anyMatch(name -> name.startsWith("Ġ"));
    assertThat(sentence.typed()).isEqualTo(sentence.tokens().size());
    assertThat(sentence.at()).isEqualTo(sentence.tokens().size() - 1);
    assertThat(sentence.skipped()).isZero();
    // The bytes of one character are three tokens, and the text comes with the last.
    List<Token> snowman =
        sentence("text=" + URLEncoder.encode("☃", StandardCharsets.UTF_8)).tokens();
    assertThat(snowman).extracting(Token::text).containsExactly("", "", "☃");
    assertThat(snowman).extracting(Token::name).allMatch(name -> name.length() == 1);
  }

  @Test
  void anEmptyTextBeginsWithALineBreak() {
    Sentence sentence = sentence("");
    assertThat(sentence.tokens()).extracting(Token::text).containsExactly("\n");
    assertThat(sentence.attention()[1][3]).isDeepEqualTo(new double[][] {{1}});
  }

  /// Whatever the tokens of the text would be together, those that were drawn stay.
  @Test
  void drawnTokensComeAfterTheTyped() {
    Sentence whole = sentence(TEXT);
    List<Token> letters = sentence("text=e").tokens();
    int e = letters.getFirst().id();
    Sentence drawn = sentence(TEXT + "&drawn=" + e + "," + e);
    assertThat(drawn.typed()).isEqualTo(whole.tokens().size());
    assertThat(drawn.tokens()).startsWith(whole.tokens().toArray(Token[]::new));
    assertThat(drawn.tokens()).hasSize(whole.tokens().size() + 2);
    assertThat(textOf(drawn)).isEqualTo("The white whaleee");
    assertThat(drawn.at()).isEqualTo(drawn.tokens().size() - 1);
  }

  @Test
  void eachTokenAttendsToThoseBeforeItAndItself() {
    Sentence sentence = sentence(TEXT);
    int count = sentence.tokens().size();
    assertThat(sentence.attention()).hasNumberOfRows(2);
    for (double[][][] heads : sentence.attention()) {
      assertThat(heads).hasNumberOfRows(4);
      for (double[][] rows : heads) {
        assertThat(rows).hasNumberOfRows(count);
        for (int row = 0; row < count; row++) {
          assertThat(rows[row]).hasSize(row + 1);
          assertThat(Arrays.stream(rows[row]).min().orElseThrow()).isNotNegative();
          assertThat(Arrays.stream(rows[row]).sum()).isCloseTo(1, Offset.offset(1e-3));
        }
      }
    }
    assertThat(sentence.attention()[0][0]).isNotEqualTo(sentence.attention()[0][1]);
  }

  /// After the last block, the lens is the model.
  @Test
  void theStagesEndWithThePrediction() {
    ShownModel model = random(32);
    TextChapter chapter = TextChapter.of(model);
    Sentence sentence = chapter.sentence(Query.of("text=The+whale&at=4"));
    int[] ids = model.text().prompt("The whale");
    Tensor logits =
        Tensor.noGrad(() -> model.text().model().forward(Tensor.fromArray(ids, 1, ids.length)));
    double[] expected = logits.select(0, 0).select(0, 4).softmax(0).toDoubles();
    List<Guess> last = sentence.stages().getLast().guesses();
    assertThat(sentence.at()).isEqualTo(4);
    assertThat(sentence.stages()).hasSize(3);
    assertThat(last).hasSize(3);
    assertThat(last)
        .allSatisfy(guess -> assertThat(guess.chance()).isCloseTo(expected[guess.id()], CLOSE));
    assertThat(last.getFirst().chance())
        .isCloseTo(Arrays.stream(expected).max().orElseThrow(), CLOSE);
    assertThat(sentence.stages().getFirst().guesses()).isNotEqualTo(last);
    double[] embedding =
        model
            .transformer()
            .embed(Tensor.fromArray(ids, 1, ids.length), 0)
            .select(0, 0)
            .select(0, 4)
            .toDoubles();
    assertThat(sentence.stages().getFirst().state()).containsExactly(embedding, CLOSE);
    assertThat(sentence.stages().getLast().state()).hasSize(16).isNotEqualTo(embedding);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "0.5, 1", "2, 0.7", "0, 1", "1, 0.05"})
  void theProbabilitiesFollowTheTemperatureAndTopP(double temperature, double topP) {
    TextChapter chapter = TextChapter.of(random(32));
    Next next =
        chapter.next(Query.of("text=The+whale&temperature=" + temperature + "&topP=" + topP));
    int[] ids = random(32).text().prompt("The whale");
    float[] logits =
        Tensor.noGrad(() -> random(32).text().model().forward(Tensor.fromArray(ids, 1, ids.length)))
            .select(1, -1)
            .toFloats();
    double[] expected = Sampling.of(temperature, 0).withTopP(topP).probabilities(logits);
    assertThat(next.guesses()).hasSize(10).doesNotHaveDuplicates();
    for (Guess guess : next.guesses()) {
      assertThat(guess.chance()).isCloseTo(expected[guess.id()], CLOSE);
    }
    assertThat(next.guesses())
        .isSortedAccordingTo((a, b) -> Double.compare(b.chance(), a.chance()));
    assertThat(next.guesses().stream().mapToDouble(Guess::chance).sum() + next.rest())
        .isCloseTo(1, CLOSE);
    assertThat(next.possible())
        .isEqualTo((int) Arrays.stream(expected).filter(each -> each > 0).count());
    assertThat(next.after().text()).isEqualTo("e");
    assertThat(next.came()).isNull();
  }

  @Test
  void aTokenInTheMiddleHasTheOneThatCame() {
    Next next = TextChapter.of(random(32)).next(Query.of("text=The+whale&at=3"));
    assertThat(next.after().text()).isEqualTo(" ");
    assertThat(next.came().text()).isEqualTo("w");
    assertThat(next.came().chance()).isBetween(1e-9, 1.0);
  }

  @Test
  void drawsWhatGenerationDraws() {
    ShownModel model = random(32);
    TextChapter chapter = TextChapter.of(model);
    Generation greedy =
        new Generation(
            model.text().model(),
            List.of(model.text().prompt("The whale")),
            Sampling.GREEDY,
            Stopping.after(6));
    greedy.forEachRemaining(_ -> {});
    List<String> drawn = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String so = drawn.isEmpty() ? "" : "&drawn=" + String.join(",", drawn);
      Drawn one = chapter.draw(Query.of("text=The+whale&temperature=0&random=0.5" + so));
      drawn.add(String.valueOf(one.id()));
    }
    assertThat(drawn).isEqualTo(Arrays.stream(greedy.tokens(0)).mapToObj(String::valueOf).toList());
    // The random number decides.
    assertThat(
            IntStream.range(0, 50)
                .map(i -> chapter.draw(Query.of("text=The&temperature=2&random=" + i / 50.0)).id())
                .distinct()
                .count())
        .isGreaterThan(3);
  }

  @Test
  void aLongTextIsReadFromItsLastTokensOn() {
    TextChapter chapter = TextChapter.of(random(8));
    Sentence sentence = chapter.sentence(Query.of("text=The+whale&at=0"));
    assertThat(sentence.tokens()).hasSize(9);
    assertThat(sentence.skipped()).isEqualTo(1);
    assertThat(sentence.at()).isEqualTo(1);
    assertThat(sentence.attention()[0][0]).hasNumberOfRows(8);
    assertThat(chapter.sentence(Query.of("text=he+whale")).attention())
        .isDeepEqualTo(sentence.attention());
    // A picture of all would not fit.
    String longer = "text=" + "a".repeat(100);
    assertThat(TextChapter.of(random(200)).sentence(Query.of(longer)).skipped()).isEqualTo(36);
  }

  @Test
  void aGivenModelIsReadFromAFolder(@TempDir Path folder) throws IOException {
    ShownModel saved = random(32);
    saved.text().save(folder);
    ShownModel read = ShownModel.read(folder, null);
    assertThat(read.name()).isEqualTo(folder.getFileName().toString());
    assertThat(read.heads()).isEqualTo(4);
    List<Object> lines = new ArrayList<>();
    TextChapter.of(read).train(Query.of("")).each(lines::add);
    assertThat(lines).hasSize(1);
    assertThat(((Ready) lines.getFirst()).perplexity()).isNull();
    assertThat(TextChapter.of(read).sentence(Query.of("text=whale")).attention())
        .isDeepEqualTo(TextChapter.of(saved).sentence(Query.of("text=whale")).attention());
    assertThatThrownBy(() -> ShownModel.read(folder.resolve("none"), null))
        .isInstanceOf(InputException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "at=-2 | at must be a whole number from -1 to 4500, got \"-2\"",
        "drawn=320 | drawn must be a number from 0.0 to 319.0, got \"320\"",
        "drawn=1.5 | drawn must be whole numbers, got \"1.5\"",
        "temperature=6 | temperature must be a number from 0.0 to 5.0, got \"6\"",
        "topP=0 | topP must be a number from 0.01 to 1.0, got \"0\"",
        "random=1 | random must be a number from 0.0 to 0.99",
      })
  void aWrongRequestIsRefusedWithTheReason(String query, String reason) {
    assertThatThrownBy(() -> CHAPTER.draw(Query.of(query)))
        .isInstanceOf(RequestException.class)
        .hasMessageStartingWith(reason);
  }

  @Test
  void aTextHasALimit() {
    String text = "a".repeat(TextChapter.LONGEST + 1);
    assertThatThrownBy(() -> sentence("text=" + text))
        .hasMessage("the text has 2001 characters; the limit is 2000");
    String drawn = String.join(",", Collections.nCopies(TextChapter.MOST_DRAWN + 1, "1"));
    assertThatThrownBy(() -> sentence("drawn=" + drawn))
        .hasMessage("drawn has 501 numbers; the limit is 500");
  }

  @Test
  void aCharacterThatAModelDoesNotKnowIsRefused() {
    assertThatThrownBy(() -> TextChapter.of(random(8)).sentence(Query.of("text=x")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("no token for");
  }
}
