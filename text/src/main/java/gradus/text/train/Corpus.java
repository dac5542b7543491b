package gradus.text.train;

import gradus.cli.InputException;
import gradus.nn.data.Samples;
import gradus.text.tokenize.Tokenizer;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/// A text as tokens: nine tenths to learn from, and the last tenth, which is held out.
///
/// @param source where it is from, for messages
/// @param characters the number of its characters
/// @param tokenizer its tokenizer
/// @param training the tokens to learn from
/// @param validation the tokens held out
/// @param context the number of tokens of a window
public record Corpus(
    String source,
    int characters,
    Tokenizer tokenizer,
    int[] training,
    int[] validation,
    int context) {
  /// {@return a text}
  ///
  /// @param source where it is from
  /// @param text the text
  /// @param settings the tokens and the context
  /// @throws InputException if one of the parts has no window
  public static Corpus of(String source, String text, Settings settings) {
    int characters = text.codePointCount(0, text.length());
    int end = text.offsetByCodePoints(0, toLearnFrom(characters));
    String training = text.substring(0, end);
    if (training.isEmpty()) {
      throw new InputException(
          String.format(
              Locale.ROOT, "%s: a text of %d characters is too short", source, characters));
    }
    Tokenizer tokenizer = settings.tokens().tokenizer(text, training, settings.vocabulary());
    Corpus corpus =
        new Corpus(
            source,
            characters,
            tokenizer,
            tokenizer.encode(training),
            tokenizer.encode(text.substring(end)),
            settings.context());
    int shorter = Math.min(corpus.training.length, corpus.validation.length);
    if (shorter <= corpus.context) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: too short for a context of %d: it has %d tokens to learn from and %d held out,"
                  + " and at least %d of each are needed; take a longer text or a smaller"
                  + " --context",
              source,
              corpus.context,
              corpus.training.length,
              corpus.validation.length,
              corpus.context + 1));
    }
    return corpus;
  }

  /// {@return how many characters of a text are to learn from}
  static int toLearnFrom(int characters) {
    return (int) (characters * 9L / 10);
  }

  /// {@return the number of all tokens}
  public int size() {
    return training.length + validation.length;
  }

  /// {@return the windows to learn from}
  public Samples windows() {
    return new Windows(training, context);
  }

  /// {@return some windows of a part, evenly spaced: the same for each evaluation}
  ///
  /// @param heldOut whether they are of the tokens held out; else of those to learn from
  /// @param most the greatest number of windows
  public Samples spread(boolean heldOut, int most) {
    Windows all = new Windows(heldOut ? validation : training, context);
    // More would only overlap.
    int count = Math.min(most, Math.ceilDiv(all.size(), context));
    return all.subset(
        IntStream.range(0, count)
            .map(i -> (int) ((long) i * (all.size() - 1) / Math.max(1, count - 1)))
            .toArray());
  }

  /// {@return a number that differs for other tokens}
  long checksum() {
    CRC32 crc = new CRC32();
    for (int[] part : new int[][] {training, validation}) {
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * part.length);
      bytes.asIntBuffer().put(part);
      crc.update(bytes);
    }
    return crc.getValue();
  }
}
