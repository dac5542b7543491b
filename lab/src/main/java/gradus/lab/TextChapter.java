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

  private final Background<TextTraining.Progress, ShownModel> work;

  /// The latest readings, since a slider asks for the same many times.
  private final Map<List<Integer>, TextReading> last =
      new LinkedHashMap<>(KEPT * 2, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Integer>, TextReading> eldest) {
          return size() > KEPT;
        }
      };

  private TextChapter(Background<TextTraining.Progress, ShownModel> work) {
    this.work = work;
  }

  /// Creates the chapter of a model that is trained when it is first asked for.
  static TextChapter of(TextTraining training) {
    return new TextChapter(new Background<>(training::run));
  }

  /// Creates the chapter of a given model.
  static TextChapter of(ShownModel model) {
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
      ShownModel model = work.follow(line::accept);
      TextReading reading = new TextReading(model, model.text().prompt(""));
      line.accept(
          new Ready(
              model.name(),
              model.transformer().blocks().size(),
              model.heads(),
              reading.state(0, 0).size(),
              model.window(),
              model.text().tokenizer().size(),
              model.text().parameters(),
              model.perplexity().orElse(null)));
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
  /// @param at the number of the token that the stages are of
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
    Asked asked = asked(query);
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
    Asked asked = asked(query);
    return new Drawn(sampling.draw(asked.reading.logits(asked.ids.length - 1), random));
  }

  private static Sampling sampling(Query query) {
    return Sampling.of(query.number("temperature", 1, 0, 5), 0)
        .withTopP(query.number("topP", 1, 0.01, 1));
  }

  /// A text, and a token in it.
  ///
  /// @param model the model
  /// @param ids the tokens
  /// @param typed how many of them are typed
  /// @param reading what the model computes from them
  /// @param at the token's number
  private record Asked(ShownModel model, int[] ids, int typed, TextReading reading, int at) {
    List<Token> tokens() {
      List<String> texts = model.texts(ids);
      return IntStream.range(0, ids.length)
          .mapToObj(i -> new Token(ids[i], texts.get(i), name(ids[i])))
          .toList();
    }

    private String name(int id) {
      return model.text().tokenizer().token(id);
    }

    /// Returns a token that may come after the chosen one.
    Guess guess(int id, double... chances) {
      return new Guess(id, model.texts(ids[at], id).getLast(), name(id), chances[id]);
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
              Locale.ROOT, "the text has %d characters; the limit is %d", typed.length(), LONGEST));
    }
    int at = query.whole("at", -1, -1, 2 * LONGEST + MOST_DRAWN);
    ShownModel model = work.get();
    int[] drawn = query.wholes("drawn", 0, model.text().tokenizer().size() - 1, MOST_DRAWN);
    int[] prompt;
    try {
      prompt = model.text().prompt(typed);
    } catch (IllegalArgumentException e) {
      throw new RequestException(400, e.getMessage());
    }
    int[] ids = IntStream.concat(IntStream.of(prompt), IntStream.of(drawn)).toArray();
    TextReading reading = reading(model, ids);
    int newest = ids.length - 1;
    // The text may have become shorter since the token was chosen.
    int closest = at < 0 ? newest : Math.clamp(at, reading.skipped(), newest);
    return new Asked(model, ids, prompt.length, reading, closest);
  }

  private TextReading reading(ShownModel model, int... ids) {
    List<Integer> key = IntStream.of(ids).boxed().toList();
    synchronized (last) {
      return last.computeIfAbsent(key, _ -> new TextReading(model, ids));
    }
  }
}
