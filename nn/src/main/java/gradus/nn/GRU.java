package gradus.nn;

import gradus.engine.Elementwise;
import gradus.engine.Formula;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.List;
import java.util.Map;

/// Gated recurrent units: a recurrent layer with one state, the output h. K. Cho et al.: *Learning
/// phrase representations using RNN encoder-decoder*, EMNLP 2014.
///
/// With the gates r, z and n, of which the weights have rows in this order, and x and h for the
/// parts of their sums that the input and the state give: r = σ(x + h), z = σ(x + h), n = tanh(x +
/// r · h) and h′ = (1 - z) · n + z · h. The rows of a batch come first, as with PyTorch's
/// `batch_first=True`.
///
/// @param cells the parameters, layer by layer; within a layer forwards, then backwards
/// @param options the options
public record GRU(List<RecurrentCell> cells, RecurrentOptions options) implements Layer {
  private static final int GATES = 3;

  private static final Elementwise.Fused SUM =
      new Elementwise.Fused(
          "sum of GRU", 3, Formula.of(3, in -> in.get(0).add(in.get(1).mul(in.get(2)))));

  private static final Elementwise.Fused MIXED =
      new Elementwise.Fused(
          "state of GRU",
          3,
          Formula.of(3, in -> in.get(0).add(in.get(1).mul(in.get(2).sub(in.get(0))))));

  /// The outputs and the final states.
  ///
  /// @param output the outputs of the last layer, (rows, positions, directions · hidden)
  /// @param h the final outputs of each layer and direction, (layers · directions, rows, hidden)
  public record Result(Tensor output, Tensor h) {}

  /// Creates a layer with given parameters.
  ///
  /// @throws IllegalArgumentException if they do not fit each other or the options
  public GRU {
    cells = new Recurrence("GRU", GATES, cells, options).cells();
  }

  /// Creates one layer with PyTorch's initialisation: uniform between ±1/√hidden.
  ///
  /// @param generator the random number generator
  /// @param in the number of inputs of a position, at least 1
  /// @param hidden the size of the state, at least 1
  public GRU(Generator generator, int in, int hidden) {
    this(generator, in, hidden, RecurrentOptions.DEFAULT);
  }

  /// Creates layers with PyTorch's initialisation: uniform between ±1/√hidden.
  ///
  /// @param generator the random number generator
  /// @param in the number of inputs of a position, at least 1
  /// @param hidden the size of the state, at least 1
  /// @param options the options
  public GRU(Generator generator, int in, int hidden, RecurrentOptions options) {
    this(RecurrentCell.draw(generator, "GRU", GATES, in, hidden, options), options);
  }

  /// {@inheritDoc} The initial state is 0.
  ///
  /// @param x (rows, positions, in), at least one position
  /// @return the outputs of the last layer, (rows, positions, directions · hidden)
  @Override
  public Tensor forward(Tensor x) {
    return forward(x, recurrence().zeros(x)).output();
  }

  /// {@return the outputs and the final states}
  ///
  /// @param x (rows, positions, in), at least one position
  /// @param h0 the initial outputs, (layers · directions, rows, hidden)
  public Result forward(Tensor x, Tensor h0) {
    List<Tensor> results = recurrence().run(x, List.of(h0), GRU::step);
    return new Result(results.get(0), results.get(1));
  }

  private static List<Tensor> step(RecurrentCell cell, Tensor ofInput, List<Tensor> states) {
    int hidden = cell.hidden();
    Tensor h = states.getFirst();
    Tensor ofState = cell.ofState(h);
    Tensor gates = ofInput.slice(-1, 0, 2 * hidden).add(ofState.slice(-1, 0, 2 * hidden)).sigmoid();
    Tensor r = gates.slice(-1, 0, hidden);
    Tensor n =
        SUM.apply(
                ofInput.slice(-1, 2 * hidden, 3 * hidden),
                r,
                ofState.slice(-1, 2 * hidden, 3 * hidden))
            .tanh();
    return List.of(MIXED.apply(n, gates.slice(-1, hidden, 2 * hidden), h));
  }

  private Recurrence recurrence() {
    return new Recurrence("GRU", GATES, cells, options);
  }

  @Override
  public Map<String, Tensor> state() {
    return recurrence().state();
  }
}
