package gradus.text.train;

/// How a language model is trained.
///
/// @param tokens the kind of tokens
/// @param vocabulary the number of tokens of [Tokens#BPE]
/// @param layers the number of blocks
/// @param heads the number of heads, of which the width is a multiple
/// @param width the width of a state
/// @param context the greatest number of tokens of a text
/// @param batchSize the number of pieces of text in a step
/// @param steps the number of steps
/// @param every the number of steps from one evaluation to the next
/// @param lr the greatest learning rate
/// @param dropout the probability that an element is dropped in training
/// @param seed the seed of the parameters, the choice of the pieces, and dropout
public record Settings(
    Tokens tokens,
    int vocabulary,
    int layers,
    int heads,
    int width,
    int context,
    int batchSize,
    int steps,
    int every,
    double lr,
    double dropout,
    long seed) {
  /// The defaults: the size of a small example that A. Karpathy's program nanoGPT trains on
  /// characters within minutes, without a GPU.
  public static final Settings SMALL =
      new Settings(Tokens.CHAR, 1024, 4, 4, 128, 64, 12, 2000, 250, 1e-3, 0, 42);

  /// {@return the number of steps of the warm-up, during which the learning rate rises}
  public int warmUp() {
    return Math.min(100, steps / 10);
  }
}
