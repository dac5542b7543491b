package gradus.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import gradus.bench.ElementwiseOp;
import gradus.bench.ElementwiseOp.Input;
import gradus.bench.ElementwiseProblem;
import gradus.bench.Entry;
import java.util.Optional;
import java.util.function.Supplier;

/// The element-wise operations with DJL.
///
/// @param manager owns the arrays
/// @param problem the operation
record DjlElementwise(NDManager manager, ElementwiseProblem problem) {
  /// {@return how DJL does it, if it can}
  Optional<Entry> entry() {
    return problem.op() == ElementwiseOp.SGD ? Optional.of(step()) : compute().map(this::entry);
  }

  private Entry entry(Supplier<NDArray> compute) {
    return new Entry(
        () -> compute.get().close(),
        () -> {
          try (NDArray result = compute.get()) {
            return Djl.values(result);
          }
        },
        manager::close);
  }

  private Entry step() {
    NDArray parameter = array(Input.X);
    NDArray gradient = array(Input.Y);
    return new Entry(
        () -> {
          try (NDArray change = gradient.mul(ElementwiseProblem.RATE)) {
            parameter.subi(change);
          }
        },
        () -> Djl.values(parameter),
        manager::close);
  }

  private Optional<Supplier<NDArray>> compute() {
    return Optional.ofNullable(
        switch (problem.op()) {
          case ADD -> {
            NDArray x = array(Input.X);
            NDArray y = array(Input.Y);
            yield () -> x.add(y);
          }
          case SCALE -> {
            NDArray x = array(Input.X);
            yield () -> x.mul(ElementwiseProblem.FACTOR);
          }
          case ADD_ROW -> {
            NDArray x = array(Input.X);
            NDArray row = array(Input.ROW);
            yield () -> x.add(row);
          }
          case ADD_COLUMN -> {
            NDArray x = array(Input.X);
            NDArray column = array(Input.COLUMN);
            yield () -> x.add(column);
          }
          case WHERE -> {
            NDArray condition = array(Input.CONDITION);
            NDArray x = array(Input.X);
            NDArray y = array(Input.Y);
            yield () -> NDArrays.where(condition, x, y);
          }
          case GATHER_ROWS -> {
            NDArray x = array(Input.X);
            NDIndex rows = new NDIndex("{}", array(Input.INDEX));
            yield () -> x.get(rows);
          }
          // A copy of its own keeps the strides; to flatten makes one in the new order.
          case COPY_TRANSPOSED -> {
            NDArray transposed = array(Input.X).transpose();
            yield transposed::flatten;
          }
          case SCATTER_ADD_ROWS, SGD -> null;
          case RELU -> {
            NDArray x = array(Input.X);
            yield () -> Activation.relu(x);
          }
          case EXP -> array(Input.X)::exp;
          case LOG -> array(Input.POSITIVE)::log;
          case TANH -> array(Input.X)::tanh;
          case SIGMOID -> {
            NDArray x = array(Input.X);
            yield () -> Activation.sigmoid(x);
          }
          case ERF -> array(Input.X)::erf;
          case SUM -> array(Input.POSITIVE)::sum;
          case SUM_ROWS -> sum(0);
          case SUM_COLUMNS -> sum(1);
          case MAX -> array(Input.X)::max;
          case SOFTMAX -> {
            NDArray x = array(Input.X);
            yield () -> x.softmax(1);
          }
        });
  }

  private Supplier<NDArray> sum(int axis) {
    NDArray x = array(Input.POSITIVE);
    int[] axes = {axis};
    return () -> x.sum(axes);
  }

  private NDArray array(Input input) {
    int side = problem.side();
    Shape square = new Shape(side, side);
    return switch (input) {
      case X, Y, POSITIVE, TRANSPOSED -> Djl.array(manager, problem.values(input), square);
      case ROW -> Djl.array(manager, problem.values(input), new Shape(side));
      case COLUMN -> Djl.array(manager, problem.values(input), new Shape(side, 1));
      case NUMBER -> Djl.array(manager, problem.values(input), new Shape());
      case INDEX -> manager.create(problem.ints(input)).toType(DataType.INT64, false);
      case CONDITION -> manager.create(problem.ints(input), square).toType(DataType.BOOLEAN, false);
    };
  }
}
