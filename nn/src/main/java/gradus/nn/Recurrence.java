package gradus.nn;

import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What [LSTM] and [GRU] have in common: layers and directions, one step after another.
///
/// @param owner the layer, for messages
/// @param gates the number of gates
/// @param cells the parameters, layer by layer; within a layer forwards, then backwards
/// @param options the options
record Recurrence(String owner, int gates, List<RecurrentCell> cells, RecurrentOptions options) {
  Recurrence {
    cells = List.copyOf(cells);
    int directions = options.directions();
    if (cells.size() != options.layers() * directions) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: needs %d cells, one per layer and direction, not %d",
              owner,
              options.layers() * directions,
              cells.size()));
    }
    for (int i = 0; i < cells.size(); i++) {
      RecurrentCell cell = cells.get(i);
      int hidden = cells.getFirst().hidden();
      int in = i < directions ? cells.getFirst().weightIh().size(1) : directions * hidden;
      if (cell.hidden() != hidden
          || cell.weightHh().size(0) != gates * hidden
          || cell.weightIh().size(1) != in
          || (cell.biasIh() != null) != options.bias()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: cell %d needs the weights [%d, %d] and [%d, %d]%s, not %s and %s",
                owner,
                i,
                gates * hidden,
                in,
                gates * hidden,
                hidden,
                options.bias() ? " and biases" : " without biases",
                cell.weightIh().spec(),
                cell.weightHh().spec()));
      }
    }
  }

  /// A step of a cell.
  @FunctionalInterface
  interface Step {
    /// Returns the next states.
    ///
    /// @param cell the parameters
    /// @param ofInput the part of the gates' sums that the input gives, (rows, gates · hidden)
    /// @param states the states, (rows, hidden) each; the first is the output
    List<Tensor> next(RecurrentCell cell, Tensor ofInput, List<Tensor> states);
  }

  /// Runs all steps of all layers.
  ///
  /// @param x (rows, positions, in)
  /// @param initial the initial states, (layers · directions, rows, hidden) each
  /// @return the outputs, (rows, positions, directions · hidden), and the final states
  List<Tensor> run(Tensor x, List<Tensor> initial, Step step) {
    check(x, initial);
    List<List<Tensor>> finals = new ArrayList<>();
    initial.forEach(_ -> finals.add(new ArrayList<>()));
    Tensor y = x.transpose(0, 1);
    int directions = options.directions();
    for (int layer = 0; layer < options.layers(); layer++) {
      List<Tensor> sides = new ArrayList<>();
      for (int direction = 0; direction < directions; direction++) {
        int i = layer * directions + direction;
        List<Tensor> states = initial.stream().map(state -> state.select(0, i)).toList();
        List<Tensor> inputs = new ArrayList<>();
        split(cells.get(i).ofInput(y), inputs);
        List<Tensor> outputs = new ArrayList<>();
        for (Tensor input : direction == 0 ? inputs : inputs.reversed()) {
          states = step.next(cells.get(i), input, states);
          outputs.add(states.getFirst());
        }
        sides.add(Tensor.stack(0, direction == 0 ? outputs : outputs.reversed()));
        for (int state = 0; state < states.size(); state++) {
          finals.get(state).add(states.get(state));
        }
      }
      y = directions == 1 ? sides.getFirst() : Tensor.concat(-1, sides);
      if (options.dropout() != null && layer < options.layers() - 1) {
        y = options.dropout().forward(y);
      }
    }
    List<Tensor> results = new ArrayList<>();
    results.add(y.transpose(0, 1));
    finals.forEach(states -> results.add(Tensor.stack(0, states)));
    return results;
  }

  /// Splits (positions, rows, n) into its positions, by halves: the gradient of a part has the size
  /// of the whole, so one by one would take quadratic time.
  private static void split(Tensor x, List<Tensor> parts) {
    int length = x.size(0);
    if (length == 1) {
      parts.add(x.select(0, 0));
    } else {
      split(x.slice(0, 0, length / 2), parts);
      split(x.slice(0, length / 2, length), parts);
    }
  }

  private void check(Tensor x, List<Tensor> initial) {
    int in = cells.getFirst().weightIh().size(1);
    if (x.rank() != 3 || x.size(1) == 0 || x.size(2) != in) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: takes (rows, positions, %d) with at least one position, but got %s",
              owner,
              in,
              x.spec()));
    }
    int hidden = cells.getFirst().hidden();
    for (Tensor state : initial) {
      if (state.rank() != 3
          || state.size(0) != cells.size()
          || state.size(1) != x.size(0)
          || state.size(2) != hidden) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: an initial state of %s must be [%d, %d, %d], not %s",
                owner,
                x.spec(),
                cells.size(),
                x.size(0),
                hidden,
                state.spec()));
      }
    }
  }

  /// {@return states of 0 for an input}
  Tensor zeros(Tensor x) {
    check(x, List.of());
    Tensor zero = Tensor.zeros(cells.getFirst().weightHh().dtype(), Shape.SCALAR);
    return zero.to(x.backend()).expand(cells.size(), x.size(0), cells.getFirst().hidden());
  }

  /// {@return the parameters by PyTorch's names, such as `weight_ih_l0_reverse`}
  Map<String, Tensor> state() {
    StateDict state = new StateDict();
    for (int i = 0; i < cells.size(); i++) {
      RecurrentCell cell = cells.get(i);
      boolean reverse = i % options.directions() == 1;
      String end = "_l" + i / options.directions() + (reverse ? "_reverse" : "");
      state.add("weight_ih" + end, cell.weightIh()).add("weight_hh" + end, cell.weightHh());
      state.add("bias_ih" + end, cell.biasIh()).add("bias_hh" + end, cell.biasHh());
    }
    return state.tensors();
  }
}
