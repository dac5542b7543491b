package gradus.text.embed;

import gradus.cli.InputException;
import gradus.engine.Tensor;
import gradus.text.model.Bert;
import gradus.text.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What a [Bert] reads of a text: `[CLS]`, its tokens and `[SEP]`, and `[PAD]` behind a text that
/// is shorter than another of its batch.
///
/// @param tokenizer the tokenizer
/// @param first the token `[CLS]`
/// @param last the token `[SEP]`
/// @param padding the token `[PAD]`, which no text has
/// @param length the greatest number of tokens of a text, these included; the last ones of a longer
///   text are left out
public record BertInput(Tokenizer tokenizer, int first, int last, int padding, int length) {
  /// The name of the token in front of a text.
  public static final String FIRST = "[CLS]";

  /// The name of the token behind a text.
  public static final String LAST = "[SEP]";

  /// The name of the token that fills a batch.
  public static final String PADDING = "[PAD]";

  /// The input that a tokenizer makes.
  ///
  /// @throws IllegalArgumentException if the length has no room for a token
  public BertInput {
    if (length <= 2) {
      throw new IllegalArgumentException(
          "BertInput: needs a length of 3 or more, for [CLS], a token and [SEP], not " + length);
    }
  }

  /// {@return the input that a tokenizer makes}
  ///
  /// @param tokenizer a tokenizer with the three special tokens
  /// @param length the greatest number of tokens
  /// @throws IllegalArgumentException if it doesn't have one of them
  public static BertInput of(Tokenizer tokenizer, int length) {
    return new BertInput(
        tokenizer,
        special(tokenizer, FIRST),
        special(tokenizer, LAST),
        special(tokenizer, PADDING),
        length);
  }

  private static int special(Tokenizer tokenizer, String token) {
    return tokenizer
        .id(token)
        .orElseThrow(() -> new IllegalArgumentException("the tokenizer has no token " + token));
  }

  /// {@return the input of the model of a folder}
  ///
  /// @param folder the folder, with a tokenizer's files
  /// @param bert the model
  /// @param length the greatest number of tokens that is wanted; it is less if the model has fewer
  ///   positions
  /// @throws InputException if there is no tokenizer, or not one for this model
  public static BertInput read(Path folder, Bert bert, int length) {
    Tokenizer tokenizer;
    try {
      tokenizer = Tokenizer.load(folder);
    } catch (IOException e) {
      throw InputException.of(folder, e);
    }
    int count = bert.config().vocabSize();
    if (tokenizer.size() > count) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: the tokenizer has %d tokens, and the model only %d",
              folder,
              tokenizer.size(),
              count));
    }
    try {
      return of(tokenizer, Math.min(length, bert.config().maxPositionEmbeddings()));
    } catch (IllegalArgumentException e) {
      throw new InputException(folder + ": " + e.getMessage());
    }
  }

  /// {@return the tokens of a text, two or more}
  ///
  /// @param text the text
  public int[] ids(String text) {
    int[] tokens = tokenizer.encode(text);
    int count = Math.min(tokens.length, length - 2);
    int[] ids = new int[count + 2];
    System.arraycopy(tokens, 0, ids, 1, count);
    ids[0] = first;
    ids[count + 1] = last;
    return ids;
  }

  /// {@return texts side by side, I32 (N, T), T being the length of the longest}
  ///
  /// @param texts the tokens of each, at least one text
  public Tensor batch(List<int[]> texts) {
    int longest = texts.stream().mapToInt(ids -> ids.length).max().orElseThrow();
    int[][] rows = new int[texts.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOf(texts.get(i), longest);
      Arrays.fill(rows[i], texts.get(i).length, longest, padding);
    }
    return Tensor.of(rows);
  }

  /// {@return which tokens of a batch are no padding, I32 (N, T): 1 or 0}
  ///
  /// @param batch the batch
  public Tensor mask(Tensor batch) {
    return batch.ne(padding);
  }
}
