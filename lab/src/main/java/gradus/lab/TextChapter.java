package gradus.lab;

import gradus.engine.Tensor;
import gradus.text.generate.Sampling;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Chapter 10, a sentence through a small transformer, token by token: its embeddings, what each
/// token attends to, the states from block to block, and the next token.
final class TextChapter {
  /// The most characters of a text.
  static final int LONGEST = 2000;

  /// The most tokens that are drawn one after another.
  static final int MOST_DRAWN = 500;

  private static final int GUESSES = 3;
  private static final int CHANCES = 10;
  private static final int KEPT = 8;
  private static final double PRECISION = 1e4;

  private final Background<TextTraining.Progress, TextModel> work;

  /// The latest readings, since a slider asks for the same many times.
  private final Map<List<Integer>, TextReading> last =
      new LinkedHashMap<>(KEPT * 2, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Integer>, TextReading> eldest) {
          return size() > KEPT;
        }
      };

  private TextChapter(Background<TextTraining.Progress, TextModel> work) {
    this.work = work;
  }

  /// Creates the chapter of a model that is trained when it is first asked for.
  static TextChapter of(TextTraining training) {
    return new TextChapter(new Background<>(training::run));
  }

  /// Creates the chapter of a given model.
  static TextChapter of(TextModel model) {
    return new TextChapter(new Background<>(_ -> model));
  }

  /// A model that is ready.
  ///
  /// @param name what it is
  /// @param blocks the number of blocks
  /// @param heads the number of heads of each block
  /// @param width the width of a state
  /// @param context the number of tokens that it reads at once here
  /// @param vocabulary the number of tokens that there are
  /// @param parameters the number of parameters
  /// @param perplexity its perplexity on text held out; null if unknown
  record Ready(
      String name,
      int blocks,
      int heads,
      int width,
      int context,
      int vocabulary,
      long parameters,
      Double perplexity) {}

  /// Trains the model, unless it is there: some lines about the progress, then what it is.
  Answer.Lines train(Query query) {
    return line -> {
      TextModel text = work.follow(line::accept);
      TextReading reading = new TextReading(text, text.encode("a"));
      line.accept(
          new Ready(
              text.name(),
              text.model().blocks().size(),
              text.heads(),
              reading.state(0, 0).size(),
              text.window(),
              text.tokenizer().size(),
              text.model().parameters().values().stream().mapToLong(Tensor::size).sum(),
              text.perplexity().isPresent() ? text.perplexity().getAsDouble() : null));
    };
  }

  /// A token.
  ///
  /// @param id its number
  /// @param text its part of the text; empty if it does not complete a character
  /// @param name what the tokenizer's file calls it
  record Token(int id, String text, String name) {}

  /// A token that may come next.
  ///
  /// @param id its number
  /// @param text its text; empty if it does not complete a character
  /// @param name what the tokenizer's file calls it
  /// @param chance its probability
  record Guess(int id, String text, String name, double chance) {}

  /// The state of a token at a stage: before the first block, or after one.
  ///
  /// @param state its elements
  /// @param guesses the most likely next tokens, if the model ended here
  record Stage(double[] state, List<Guess> guesses) {}

  /// What a model computes from a text.
  ///
  /// @param tokens all tokens
  /// @param typed how many of them are typed; the others are drawn
  /// @param skipped how many at the beginning the model does not read
  /// @param at the number of the token that the stages are of; -1 if there is none
  /// @param attention for each block and head, the weights of each token that is read, from the
  ///   first to itself
  /// @param stages the states of the token
  record Sentence(
      List<Token> tokens,
      int typed,
      int skipped,
      int at,
      double[][][][] attention,
      List<Stage> stages) {}

  /// Reads a text.
  Sentence sentence(Query query) {
    Asked asked = asked(query);
    if (asked.ids.length == 0) {
      return new Sentence(List.of(), 0, 0, -1, new double[0][][][], List.of());
    }
    TextReading reading = asked.reading;
    return new Sentence(
        asked.tokens(),
        asked.typed,
        reading.skipped(),
        asked.at,
        IntStream.range(0, reading.stages() - 1)
            .mapToObj(block -> triangles(reading.weights(block)))
            .toArray(double[][][][]::new),
        IntStream.range(0, reading.stages()).mapToObj(stage -> stage(asked, stage)).toList());
  }

  /// Returns the weights of each head, without those of later tokens, which are 0.
  private static double[][][] triangles(Tensor weights) {
    return IntStream.range(0, weights.size(0))
        .mapToObj(
            head -> {
              double[][] rows = Json.rows(weights.select(0, head));
              return IntStream.range(0, rows.length)
                  .mapToObj(row -> rounded(Arrays.copyOf(rows[row], row + 1)))
                  .toArray(double[][]::new);
            })
        .toArray(double[][][]::new);
  }

  private static double[] rounded(double... numbers) {
    return Arrays.stream(numbers).map(x -> Math.round(x * PRECISION) / PRECISION).toArray();
  }

  private static Stage stage(Asked asked, int stage) {
    float[] logits = asked.reading.logits(stage, asked.at);
    double[] chances = Sampling.of(1, 0).probabilities(logits);
    return new Stage(
        rounded(asked.reading.state(stage, asked.at).toDoubles()),
        asked.guesses(GUESSES, logits, chances));
  }

  /// The tokens that may come after one.
  ///
  /// @param after that token
  /// @param guesses the most likely ones
  /// @param rest the probability of all others
  /// @param possible how many tokens can be drawn
  /// @param came the token that did come; null after the last one
  record Next(Token after, List<Guess> guesses, double rest, int possible, Guess came) {}

  /// Returns the probabilities of the token after one, by the temperature and top-p.
  Next next(Query query) {
    Sampling sampling = sampling(query);
    Asked asked = asked(query).some();
    int at = asked.at;
    float[] logits = asked.reading.logits(at);
    double[] chances = sampling.probabilities(logits);
    List<Guess> guesses = asked.guesses(CHANCES, logits, chances);
    return new Next(
        asked.tokens().get(at),
        guesses,
        Math.max(0, 1 - guesses.stream().mapToDouble(Guess::chance).sum()),
        (int) Arrays.stream(chances).filter(chance -> chance > 0).count(),
        at == asked.ids.length - 1 ? null : asked.guess(asked.ids[at + 1], chances));
  }

  /// A token that was drawn.
  ///
  /// @param id its number
  record Drawn(int id) {}

  /// Draws the token after the last one with a random number.
  Drawn draw(Query query) {
    Sampling sampling = sampling(query);
    double random = query.number("random", 0, 0, Math.nextDown(1.0));
    Asked asked = asked(query).some();
    return new Drawn(sampling.draw(asked.reading.logits(asked.ids.length - 1), random));
  }

  private static Sampling sampling(Query query) {
    return Sampling.of(query.number("temperature", 1, 0, 5), 0)
        .withTopP(query.number("topP", 1, 0.01, 1));
  }

  /// A text, and a token in it.
  ///
  /// @param text the model
  /// @param ids the tokens
  /// @param typed how many of them are typed
  /// @param reading what the model computes from them; null if there are none
  /// @param at the token's number; -1 if there is none
  private record Asked(TextModel text, int[] ids, int typed, TextReading reading, int at) {
    Asked some() {
      if (ids.length == 0) {
        throw new RequestException(400, "the text must have at least one token");
      }
      return this;
    }

    List<Token> tokens() {
      List<String> texts = text.texts(ids);
      return IntStream.range(0, ids.length)
          .mapToObj(i -> new Token(ids[i], texts.get(i), text.tokenizer().token(ids[i])))
          .toList();
    }

    /// Returns a token that may come after the chosen one.
    Guess guess(int id, double... chances) {
      return new Guess(id, text.text(ids[at], id), text.tokenizer().token(id), chances[id]);
    }

    /// Returns the most likely tokens.
    List<Guess> guesses(int count, float[] logits, double... chances) {
      return IntStream.range(0, logits.length)
          .boxed()
          .sorted(Comparator.comparingDouble(id -> -logits[id]))
          .limit(count)
          .map(id -> guess(id, chances))
          .toList();
    }
  }

  private Asked asked(Query query) {
    String typed = Optional.ofNullable(query.text("text")).orElse("");
    if (typed.length() > LONGEST) {
      throw new RequestException(
          400,
          String.format(
              Locale.ROOT,
              "the text has %d characters; the limit is %d",
              typed.length(),
              LONGEST));
    }
    int at = query.whole("at", -1, -1, LONGEST + MOST_DRAWN);
    TextModel text = work.get();
    int[] drawn = query.wholes("drawn", 0, text.tokenizer().size() - 1, MOST_DRAWN);
    int[] encoded;
    try {
      encoded = text.encode(typed);
    } catch (IllegalArgumentException e) {
      throw new RequestException(400, e.getMessage());
    }
    int[] ids = IntStream.concat(IntStream.of(encoded), IntStream.of(drawn)).toArray();
    if (ids.length == 0) {
      return new Asked(text, ids, 0, null, -1);
    }
    TextReading reading = reading(text, ids);
    int newest = ids.length - 1;
    // The text may have become shorter since the token was chosen.
    int closest = at < 0 ? newest : Math.clamp(at, reading.skipped(), newest);
    return new Asked(text, ids, encoded.length, reading, closest);
  }

  private TextReading reading(TextModel text, int... ids) {
    List<Integer> key = IntStream.of(ids).boxed().toList();
    synchronized (last) {
      return last.computeIfAbsent(key, _ -> new TextReading(text, ids));
    }
  }
}
