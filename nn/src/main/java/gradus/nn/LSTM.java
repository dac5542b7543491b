package gradus.nn;

import gradus.engine.Elementwise;
import gradus.engine.Formula;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.List;
import java.util.Map;

/// Long short-term memory: a recurrent layer with two states, the output h and the cell c. S.
/// Hochreiter, J. Schmidhuber: *Long short-term memory*, 1997.
///
/// With the gates i, f, g and o, of which the weights have rows in this order: c′ = σ(f) · c + σ(i)
/// · tanh(g) and h′ = σ(o) · tanh(c′). The rows of a batch come first, as with PyTorch's
/// `batch_first=True`.
///
/// @param cells the parameters, layer by layer; within a layer forwards, then backwards
/// @param options the options
public record LSTM(List<RecurrentCell> cells, RecurrentOptions options) implements Layer {
  private static final int GATES = 4;

  private static final Elementwise.Fused CELL =
      new Elementwise.Fused(
          "cell of LSTM",
          4,
          Formula.of(4, in -> in.get(0).mul(in.get(1)).add(in.get(2).mul(in.get(3)))));

  /// The outputs and the final states.
  ///
  /// @param output the outputs of the last layer, (rows, positions, directions · hidden)
  /// @param h the final outputs of each layer and direction, (layers · directions, rows, hidden)
  /// @param c the final cells, of the same shape
  public record Result(Tensor output, Tensor h, Tensor c) {}

  /// Creates a layer with given parameters.
  ///
  /// @throws IllegalArgumentException if they do not fit each other or the options
  public LSTM {
    cells = new Recurrence("LSTM", GATES, cells, options).cells();
  }

  /// Creates one layer with PyTorch's initialisation: uniform between ±1/√hidden.
  ///
  /// @param generator the random number generator
  /// @param in the number of inputs of a position, at least 1
  /// @param hidden the size of the states, at least 1
  public LSTM(Generator generator, int in, int hidden) {
    this(generator, in, hidden, RecurrentOptions.DEFAULT);
  }

  /// Creates layers with PyTorch's initialisation: uniform between ±1/√hidden.
  ///
  /// @param generator the random number generator
  /// @param in the number of inputs of a position, at least 1
  /// @param hidden the size of the states, at least 1
  /// @param options the options
  public LSTM(Generator generator, int in, int hidden, RecurrentOptions options) {
    this(RecurrentCell.draw(generator, "LSTM", GATES, in, hidden, options), options);
  }

  /// {@inheritDoc} The initial states are 0.
  ///
  /// @param x (rows, positions, in), at least one position
  /// @return the outputs of the last layer, (rows, positions, directions · hidden)
  @Override
  public Tensor forward(Tensor x) {
    Tensor zeros = recurrence().zeros(x);
    return forward(x, zeros, zeros).output();
  }

  /// {@return the outputs and the final states}
  ///
  /// @param x (rows, positions, in), at least one position
  /// @param h0 the initial outputs, (layers · directions, rows, hidden)
  /// @param c0 the initial cells, of the same shape
  public Result forward(Tensor x, Tensor h0, Tensor c0) {
    List<Tensor> results = recurrence().run(x, List.of(h0, c0), LSTM::step);
    return new Result(results.get(0), results.get(1), results.get(2));
  }

  private static List<Tensor> step(RecurrentCell cell, Tensor ofInput, List<Tensor> states) {
    int hidden = cell.hidden();
    Tensor sums = ofInput.add(cell.ofState(states.get(0)));
    Tensor gates = sums.sigmoid();
    Tensor g = sums.slice(-1, 2 * hidden, 3 * hidden).tanh();
    Tensor c =
        CELL.apply(
            gates.slice(-1, hidden, 2 * hidden), states.get(1), gates.slice(-1, 0, hidden), g);
    return List.of(gates.slice(-1, 3 * hidden, 4 * hidden).mul(c.tanh()), c);
  }

  private Recurrence recurrence() {
    return new Recurrence("LSTM", GATES, cells, options);
  }

  @Override
  public Map<String, Tensor> state() {
    return recurrence().state();
  }
}
