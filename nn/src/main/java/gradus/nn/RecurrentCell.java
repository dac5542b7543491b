package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The parameters of one layer of an [LSTM] or a [GRU] in one direction. The rows of the gates
/// follow one another.
///
/// @param weightIh (gates · hidden, in): of the input
/// @param weightHh (gates · hidden, hidden): of the state
/// @param biasIh (gates · hidden); null for none
/// @param biasHh (gates · hidden); null for none
public record RecurrentCell(Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh) {
  /// Creates the parameters of a layer.
  ///
  /// @throws IllegalArgumentException if they do not fit each other
  public RecurrentCell {
    boolean fits =
        weightIh.rank() == 2
            && weightHh.rank() == 2
            && weightIh.size(0) == weightHh.size(0)
            && weightHh.size(1) > 0
            && weightHh.size(0) % weightHh.size(1) == 0
            && (biasIh == null) == (biasHh == null);
    for (Tensor bias : new Tensor[] {biasIh, biasHh}) {
      fits = fits && (bias == null || bias.rank() == 1 && bias.size() == weightIh.size(0));
    }
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "RecurrentCell: needs weights (gates · hidden, in) and (gates · hidden, hidden), and"
                  + " two biases (gates · hidden) or none, not %s",
              Stream.of(weightIh, weightHh, biasIh, biasHh)
                  .map(t -> t == null ? "none" : t.spec().toString())
                  .toList()));
    }
  }

  /// Draws all parameters uniformly between ±1/√hidden, as PyTorch does.
  static List<RecurrentCell> draw(
      Generator generator, String owner, int gates, int in, int hidden, RecurrentOptions options) {
    Checks.positive(owner, "number of inputs", in);
    Checks.positive(owner, "size of the state", hidden);
    List<RecurrentCell> cells = new ArrayList<>();
    int rows = Math.multiplyExact(gates, hidden);
    for (int layer = 0; layer < options.layers(); layer++) {
      int inputs = layer == 0 ? in : options.directions() * hidden;
      for (int direction = 0; direction < options.directions(); direction++) {
        Tensor weightIh = uniform(generator, hidden, rows, inputs);
        Tensor weightHh = uniform(generator, hidden, rows, hidden);
        Tensor biasIh = options.bias() ? uniform(generator, hidden, rows) : null;
        Tensor biasHh = options.bias() ? uniform(generator, hidden, rows) : null;
        cells.add(new RecurrentCell(weightIh, weightHh, biasIh, biasHh));
      }
    }
    return cells;
  }

  private static Tensor uniform(Generator generator, int hidden, int... shape) {
    double bound = 1 / Math.sqrt(hidden);
    return Tensor.uniform(generator, -bound, bound, shape).requiresGrad(true);
  }

  /// {@return the size of the state}
  public int hidden() {
    return weightHh.size(1);
  }

  /// {@return the part of the gates' sums that the input gives, with its bias}
  Tensor ofInput(Tensor x) {
    return biasIh == null ? x.matmul(weightIh.t()) : biasIh.addmm(x, weightIh.t());
  }

  /// {@return the part that the state gives, with its bias}
  Tensor ofState(Tensor h) {
    return biasHh == null ? h.matmul(weightHh.t()) : biasHh.addmm(h, weightHh.t());
  }
}
