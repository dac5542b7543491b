package gradus.text.generate;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Training;
import gradus.text.model.KeyValueCache;
import gradus.text.model.LanguageModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

/// The generation of texts that go on from prompts, a token of each text at a time.
///
/// ```java
/// Generation generation =
///     new Generation(model, List.of(prompt), Sampling.GREEDY, Stopping.after(100).at(end));
/// while (generation.hasNext()) {
///   int token = generation.next()[0];
/// }
/// ```
///
/// The prompts are read as one batch, up to the length of the shortest; the longer ones go on token
/// by token, while the others already generate. Each text has its own random numbers, from the seed
/// plus its index, so that a text does not depend on the others, but for rounding.
///
/// No gradients are recorded, and dropout is off. A generation is for one thread.
public final class Generation implements Iterator<int[]> {
  /// In place of a token: the text has ended, or its prompt hasn't.
  public static final int NONE = -1;

  private final LanguageModel model;
  private final Sampling sampling;
  private final Stopping stopping;
  private final List<Text> texts = new ArrayList<>();
  private final KeyValueCache cache;

  /// The index in the texts of the first token in the cache.
  private int start;

  /// A prompt and what follows it.
  private static final class Text {
    private final int prompt;
    private final Generator random;
    private int[] tokens;
    private int length;
    private Ending ending;

    Text(int[] prompt, int capacity, Generator random) {
      this.prompt = prompt.length;
      this.random = random;
      this.tokens = Arrays.copyOf(prompt, capacity);
      this.length = prompt.length;
    }

    void add(int token) {
      tokens[length++] = token;
    }

    int[] all() {
      return Arrays.copyOf(tokens, length);
    }

    int[] beginning() {
      return Arrays.copyOf(tokens, prompt);
    }

    int[] added() {
      return Arrays.copyOfRange(tokens, prompt, length);
    }
  }

  /// Begins a generation; the model runs when the first token is asked for.
  ///
  /// @param model the model
  /// @param prompts the beginning of each text, at least one token, at most as many as the model's
  ///   context has
  /// @param sampling how tokens are drawn
  /// @param stopping where a text ends
  /// @throws IllegalArgumentException if there is no prompt, one is empty or too long, or a token
  ///   is not in the model's vocabulary
  public Generation(
      LanguageModel model, List<int[]> prompts, Sampling sampling, Stopping stopping) {
    this.model = model;
    this.sampling = sampling;
    this.stopping = stopping;
    if (prompts.isEmpty()) {
      throw new IllegalArgumentException("generation: there is no prompt");
    }
    int context = model.contextLength();
    int longest = 0;
    for (int[] prompt : prompts) {
      check(model, prompt);
      // The last token is drawn, but not read.
      long most = stopping.slides() ? Integer.MAX_VALUE : context + 1L;
      int capacity = (int) Math.min(most, (long) prompt.length + stopping.maxTokens());
      texts.add(new Text(prompt, capacity, new Generator(sampling.seed() + texts.size())));
      longest = Math.max(longest, Math.min(context, capacity - 1));
    }
    cache = model.cache(prompts.size(), longest);
  }

  private static void check(LanguageModel model, int... prompt) {
    if (prompt.length == 0) {
      throw new IllegalArgumentException(
          "generation: a prompt must have at least one token, such as the one that begins texts");
    }
    if (prompt.length > model.contextLength()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "generation: the prompt has %d tokens, and the model's context %d",
              prompt.length,
              model.contextLength()));
    }
    for (int token : prompt) {
      if (token < 0 || token >= model.vocabularySize()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "generation: there is no token %d, the model has 0 to %d",
                token,
                model.vocabularySize() - 1));
      }
    }
  }

  /// {@return whether a text has not ended}
  @Override
  public boolean hasNext() {
    for (Text text : texts) {
      if (text.ending == null) {
        return true;
      }
    }
    return false;
  }

  /// Runs the model once.
  ///
  /// @return the new token of each text, or [#NONE]
  /// @throws NoSuchElementException if all texts have ended
  @Override
  public int[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException("generation: all texts have ended");
    }
    float[] logits =
        Training.off(() -> Tensor.noGrad(() -> model.next(unread(), cache))).toFloats();
    int vocabulary = model.vocabularySize();
    int[] drawn = new int[texts.size()];
    for (int i = 0; i < drawn.length; i++) {
      Text text = texts.get(i);
      drawn[i] =
          text.ending != null || start + cache.length() < text.prompt
              ? NONE
              : draw(text, Arrays.copyOfRange(logits, i * vocabulary, (i + 1) * vocabulary));
    }
    return drawn;
  }

  /// The tokens that the model reads next: what is common to the lengths of the prompts, then one
  /// of each text.
  private Tensor unread() {
    int from = start + cache.length();
    int count = from > 0 ? 1 : texts.stream().mapToInt(text -> text.prompt).min().orElseThrow();
    if (cache.length() == model.contextLength()) {
      // All prompts have been read, so that the texts have one token more.
      count = Math.max(1, cache.length() / 2);
      from = from + 1 - count;
      start = from;
      cache.truncate(0);
    }
    int[] ids = new int[texts.size() * count];
    for (int i = 0; i < texts.size(); i++) {
      Text text = texts.get(i);
      for (int j = 0; j < count; j++) {
        // A text that has ended goes on with anything, which is not looked at.
        ids[i * count + j] = text.tokens[Math.min(from + j, text.length - 1)];
      }
    }
    return Tensor.fromArray(ids, texts.size(), count);
  }

  private int draw(Text text, float... logits) {
    double uniform = sampling.temperature() == 0 ? 0 : text.random.uniform(1)[0];
    int token =
        sampling.repetitionPenalty() == 1
            ? sampling.draw(logits, uniform)
            : sampling.draw(logits, uniform, text.all());
    if (stopping.tokens().contains(token)) {
      text.ending = Ending.TOKEN;
      return NONE;
    }
    text.add(token);
    if (text.length - text.prompt == stopping.maxTokens()) {
      text.ending = Ending.LENGTH;
    } else if (text.length == text.tokens.length) {
      text.ending = Ending.CONTEXT;
    }
    return token;
  }

  /// Ends a text, such as one that has a string that ends it.
  ///
  /// @param text the index of its prompt
  /// @param ending why
  public void end(int text, Ending ending) {
    texts.get(text).ending = ending;
  }

  /// {@return the number of texts}
  public int count() {
    return texts.size();
  }

  /// {@return the tokens of a text's prompt}
  ///
  /// @param text the index of its prompt
  public int[] prompt(int text) {
    return texts.get(text).beginning();
  }

  /// {@return the new tokens of a text so far}
  ///
  /// @param text the index of its prompt
  public int[] tokens(int text) {
    return texts.get(text).added();
  }

  /// {@return why a text has ended; null if it hasn't}
  ///
  /// @param text the index of its prompt
  public Ending ending(int text) {
    return texts.get(text).ending;
  }
}
