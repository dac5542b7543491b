package gradus.engine.simd;

import gradus.engine.Binary;
import gradus.engine.Movement;
import gradus.engine.Operand;
import gradus.engine.Placement;
import gradus.engine.Placement.Concat;
import gradus.engine.Placement.Fold;
import gradus.engine.Placement.Gather;
import gradus.engine.Placement.Pad;
import gradus.engine.Placement.ScatterAdd;
import gradus.engine.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The kernels that move elements to other positions. Padding and concatenation are copies into a
/// part of the output; gather and scatter are a [Walk] along the index.
final class Placements {
  private Placements() {}

  static void run(Placement op, List<Operand> inputs, Operand output) {
    boolean empty = output.shape().size() == 0;
    // A scatter's indices are checked even if the target is empty.
    if (empty && !(op instanceof ScatterAdd)) {
      return;
    }
    switch (op) {
      case Pad pad -> pad(pad, inputs.get(0), output);
      case Concat(int axis) -> concat(axis, inputs, output);
      case Gather(int axis) -> new Walk(axis, inputs.get(0), inputs.get(1), output).gather();
      case ScatterAdd(int axis) -> {
        if (!empty) {
          copy(inputs.get(0), output, output.layout().offset(), Runs.strides(output.layout()));
        }
        new Walk(axis, output, inputs.get(1), inputs.get(2)).scatterAdd();
      }
      case Fold fold -> fold(fold, inputs.get(0), output);
    }
  }

  /// Copies an operand into a part of the output.
  private static void copy(Operand from, Operand output, int offset, int... strides) {
    Runs.copy(
        from.shape().dims(),
        Runs.array(from.storage()),
        from.layout().offset(),
        Runs.strides(from.layout()),
        Runs.array(output.storage()),
        offset,
        strides);
  }

  private static void pad(Pad pad, Operand input, Operand output) {
    int[] strides = Runs.strides(output.layout());
    int[] inside = input.shape().dims();
    int offset = output.layout().offset();
    int[] spaced = strides.clone();
    boolean dense = true;
    for (int axis = 0; axis < strides.length; axis++) {
      spaced[axis] *= 1 + pad.interior().get(axis);
      dense &= pad.interior().get(axis) == 0;
    }
    int[] part = output.shape().dims();
    if (!dense) {
      fill(pad.value(), part, output, offset);
    }
    // Fill what lies before and after the part on each axis, within the remainder of the previous
    // axes.
    for (int axis = 0; axis < strides.length; axis++) {
      int low = pad.low().get(axis);
      int rest = part[axis] - low - inside[axis];
      if (dense) {
        part[axis] = low;
        fill(pad.value(), part, output, offset);
        part[axis] = rest;
        fill(pad.value(), part, output, offset + (low + inside[axis]) * strides[axis]);
        part[axis] = inside[axis];
      }
      offset += low * strides[axis];
    }
    copy(input, output, offset, spaced);
  }

  /// Sets a part of the output to a value.
  private static void fill(double value, int[] dims, Operand output, int offset) {
    Object to = Runs.array(output.storage());
    Object one = Runs.scratch(to, 1);
    Results.store(value, one, 0);
    Runs.copy(dims, one, 0, new int[dims.length], to, offset, Runs.strides(output.layout()));
  }

  private static void concat(int axis, List<Operand> inputs, Operand output) {
    int[] strides = Runs.strides(output.layout());
    int offset = output.layout().offset();
    for (Operand input : inputs) {
      copy(input, output, offset, strides);
      offset += input.shape().dim(axis) * strides[axis];
    }
  }

  /// Adds the last elements of all windows first, so that windows are added in their order where
  /// they meet.
  private static void fold(Fold fold, Operand windows, Operand output) {
    fill(0, output.shape().dims(), output, output.layout().offset());
    int rank = output.shape().rank();
    Shape part = output.shape().with(fold.axis(), windows.shape().dim(fold.axis()));
    if (part.size() == 0) {
      return;
    }
    List<Integer> steps = new ArrayList<>(Collections.nCopies(rank, 1));
    steps.set(fold.axis(), fold.step());
    for (int j = windows.shape().dim(-1) - 1; j >= 0; j--) {
      List<Integer> start = new ArrayList<>(Collections.nCopies(rank, 0));
      start.set(fold.axis(), j * fold.dilation());
      Operand sums = view(output, new Movement.Slice(part, start, steps));
      Operand element =
          view(windows, new Movement.Slice(windows.shape().with(rank, 1), at(rank, j), ones(rank)));
      element = view(element, new Movement.Reshape(part));
      Runs.run(Binary.ADD, List.of(sums, element), sums);
    }
  }

  private static List<Integer> at(int rank, int last) {
    List<Integer> start = new ArrayList<>(Collections.nCopies(rank, 0));
    start.add(last);
    return start;
  }

  private static List<Integer> ones(int rank) {
    return Collections.nCopies(rank + 1, 1);
  }

  private static Operand view(Operand operand, Movement movement) {
    return new Operand(operand.storage(), movement.apply(operand.layout()));
  }
}
