package gradus.nn;

/// The options of [LSTM] and [GRU].
///
/// @param layers the number of layers, each of which reads the outputs of the one before
/// @param bias whether there are biases
/// @param bidirectional whether each layer also reads its input backwards, with parameters of its
///   own; the outputs of both directions stand side by side
/// @param dropout applied to the outputs of all layers but the last; null for none
public record RecurrentOptions(int layers, boolean bias, boolean bidirectional, Dropout dropout) {
  /// PyTorch's defaults: one layer, with biases, in one direction, without dropout.
  public static final RecurrentOptions DEFAULT = new RecurrentOptions(1, true, false, null);

  /// Options.
  ///
  /// @throws IllegalArgumentException if there is no layer
  public RecurrentOptions {
    Checks.positive("RecurrentOptions", "number of layers", layers);
  }

  /// {@return these options with another number of layers}
  ///
  /// @param number the number
  public RecurrentOptions withLayers(int number) {
    return new RecurrentOptions(number, bias, bidirectional, dropout);
  }

  /// {@return these options with or without biases}
  ///
  /// @param present whether there are biases
  public RecurrentOptions withBias(boolean present) {
    return new RecurrentOptions(layers, present, bidirectional, dropout);
  }

  /// {@return these options in one direction or in both}
  ///
  /// @param both whether in both
  public RecurrentOptions withBidirectional(boolean both) {
    return new RecurrentOptions(layers, bias, both, dropout);
  }

  /// {@return these options with another dropout}
  ///
  /// @param other the dropout; null for none
  public RecurrentOptions withDropout(Dropout other) {
    return new RecurrentOptions(layers, bias, bidirectional, other);
  }

  int directions() {
    return bidirectional ? 2 : 1;
  }
}
