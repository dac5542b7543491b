package gradus.text.generate;

import gradus.text.tokenize.TokenStream;
import gradus.text.tokenize.Tokenizer;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// A generated text in pieces, each as soon as it is known: whole characters, and nothing that
/// could still belong to a string that ends the text.
///
/// ```java
/// Generation generation =
///     new Generation(model, List.of(tokenizer.encode("Once")), sampling, Stopping.after(100));
/// new TextGeneration(generation, tokenizer, List.of("\n\n")).forEachRemaining(IO::print);
/// ```
public final class TextGeneration implements Iterator<String> {
  private final Generation generation;
  private final TokenStream stream;
  private final List<String> stops;
  private final StringBuilder pending = new StringBuilder();
  private boolean ended;
  private String piece = "";

  /// Begins the text of a generation.
  ///
  /// @param generation the generation, of one text
  /// @param tokenizer the tokenizer of its tokens
  /// @param stops strings that end the text, and do not belong to it
  /// @throws IllegalArgumentException if there are several texts, or a string is empty
  public TextGeneration(Generation generation, Tokenizer tokenizer, List<String> stops) {
    if (generation.count() != 1) {
      throw new IllegalArgumentException(
          "text generation: needs one text, not " + generation.count());
    }
    if (stops.contains("")) {
      throw new IllegalArgumentException("text generation: an empty string would end any text");
    }
    this.generation = generation;
    this.stream = tokenizer.stream();
    this.stops = List.copyOf(stops);
    // The text of a token may depend on those before it.
    for (int token : generation.prompt(0)) {
      stream.next(token);
    }
  }

  /// {@return whether there is another piece; the model runs until there is}
  @Override
  public boolean hasNext() {
    while (piece.isEmpty() && !ended) {
      if (generation.hasNext()) {
        int token = generation.next()[0];
        pending.append(token == Generation.NONE ? "" : stream.next(token));
      } else {
        ended = true;
        pending.append(stream.end());
      }
      piece = known();
    }
    return !piece.isEmpty();
  }

  /// {@return the next piece, at least one character}
  ///
  /// @throws NoSuchElementException if the text has ended
  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException("text generation: the text has ended");
    }
    String next = piece;
    piece = "";
    return next;
  }

  /// {@return the number of tokens so far}
  public int tokens() {
    return generation.tokens(0).length;
  }

  /// {@return why the text has ended; null if it hasn't}
  public Ending ending() {
    return generation.ending(0);
  }

  /// Takes from what is pending what comes before a stop, or before what may become one.
  private String known() {
    int stop = stops.stream().mapToInt(pending::indexOf).filter(i -> i >= 0).min().orElse(-1);
    if (stop >= 0) {
      generation.end(0, Ending.STRING);
      ended = true;
      return pending.substring(0, stop);
    }
    int known = ended ? pending.length() : pending.length() - held();
    String text = pending.substring(0, known);
    pending.delete(0, known);
    return text;
  }

  /// The length of the longest end of what is pending that begins a stop.
  private int held() {
    int held = 0;
    for (String stop : stops) {
      for (int length = Math.min(stop.length() - 1, pending.length()); length > held; length--) {
        if (stop.startsWith(pending.substring(pending.length() - length))) {
          held = length;
        }
      }
    }
    return held;
  }
}
