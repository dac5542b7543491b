package gradus.bench;

import gradus.engine.Binary;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Kernel;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Softmax;
import gradus.engine.Tensor;
import gradus.engine.Unary;
import java.util.List;
import java.util.function.Function;

/// The operations besides the matrix product: as a kernel with its inputs, and as a tensor
/// expression. All are on a matrix or on two matrices of the same shape.
///
/// The bytes of an operation are the minimum for any implementation: each input is read once, the
/// result is written once.
public enum ElementwiseOp {
  /// x + y.
  ADD("add", 3, Binary.ADD, List.of(Input.X, Input.Y), in -> in[0].add(in[1])),
  /// x times a number.
  SCALE("mul by a number", 2, Binary.MUL, List.of(Input.X, Input.NUMBER), in -> in[0].mul(in[1])),
  /// max(x, 0).
  RELU("relu", 2, Unary.RELU, List.of(Input.X), in -> in[0].relu()),
  /// x + a row, such as a layer's bias.
  ADD_ROW("add a row", 2, Binary.ADD, List.of(Input.X, Input.ROW), in -> in[0].add(in[1])),
  /// x + a column.
  ADD_COLUMN("add a column", 2, Binary.ADD, List.of(Input.X, Input.COLUMN), in -> in[0].add(in[1])),
  /// x where a condition holds, else y. The condition is an integer for each element.
  WHERE(
      "where",
      3,
      new Elementwise.Where(),
      List.of(Input.CONDITION, Input.X, Input.Y),
      in -> Tensor.where(in[0], in[1], in[2])),
  /// eˣ.
  EXP("exp", 2, Unary.EXP, List.of(Input.X), in -> in[0].exp()),
  /// The natural logarithm.
  LOG("log", 2, Unary.LOG, List.of(Input.POSITIVE), in -> in[0].log()),
  /// The hyperbolic tangent.
  TANH("tanh", 2, Unary.TANH, List.of(Input.X), in -> in[0].tanh()),
  /// 1 / (1 + e⁻ˣ).
  SIGMOID("sigmoid", 2, Unary.SIGMOID, List.of(Input.X), in -> in[0].sigmoid()),
  /// The error function.
  ERF("erf", 2, Unary.ERF, List.of(Input.X), in -> in[0].erf()),
  /// The sum of all elements.
  SUM("sum", 1, new Reduction.Sum(List.of(0, 1)), List.of(Input.POSITIVE), in -> in[0].sum()),
  /// The sum of each column, such as the gradient of a bias.
  SUM_ROWS(
      "sum axis 0", 1, new Reduction.Sum(List.of(0)), List.of(Input.POSITIVE), in -> in[0].sum(0)),
  /// The sum of each row.
  SUM_COLUMNS(
      "sum axis 1", 1, new Reduction.Sum(List.of(1)), List.of(Input.POSITIVE), in -> in[0].sum(1)),
  /// The maximum of all elements.
  MAX("max", 1, new Reduction.Max(List.of(0, 1)), List.of(Input.X), in -> in[0].max()),
  /// The softmax of each row.
  SOFTMAX("softmax axis 1", 2, new Softmax(1, false), List.of(Input.X), in -> in[0].softmax(1)),
  /// A contiguous copy of the transposed matrix.
  COPY_TRANSPOSED(
      "copy transposed",
      2,
      Elementwise.Copy::new,
      List.of(Input.TRANSPOSED),
      in -> in[0].contiguous()),
  /// Rows selected by index.
  GATHER_ROWS(
      "gather rows",
      2,
      new Placement.Gather(0),
      List.of(Input.X, Input.INDEX),
      in -> in[0].gather(0, in[1])),
  /// Rows added to those with given indices.
  SCATTER_ADD_ROWS(
      "scatterAdd rows",
      3,
      new Placement.ScatterAdd(0),
      List.of(Input.X, Input.INDEX, Input.Y),
      in -> in[0].scatterAdd(0, in[1], in[2])),
  /// x ← x - 0.01 · y, the SGD step of a parameter x with gradient y. The optimiser chooses the
  /// kernels.
  SGD("SGD step", 3, (Kernel) null, List.of(Input.X, Input.Y), in -> in[0].sub(in[1].mul(0.01)));

  /// An input of a kernel.
  public enum Input {
    /// A matrix of values from -2 to 2.
    X,
    /// Another such matrix.
    Y,
    /// A matrix of values from 0.1 to 2.
    POSITIVE,
    /// X transposed.
    TRANSPOSED,
    /// A row vector, (1, columns of X).
    ROW,
    /// A column vector, (rows of X, 1).
    COLUMN,
    /// One number.
    NUMBER,
    /// A row index for each row, the same for all its elements.
    INDEX,
    /// A matrix of integers, 0 or 1.
    CONDITION
  }

  /// The operations of a quick run.
  static final List<ElementwiseOp> QUICK =
      List.of(ADD, ADD_ROW, EXP, TANH, SUM, SUM_ROWS, SOFTMAX, COPY_TRANSPOSED, GATHER_ROWS, SGD);

  private final String label;
  private final int moved;
  private final Function<DType, Kernel> kernel;
  private final List<Input> inputs;
  private final Function<Tensor[], Tensor> eager;

  ElementwiseOp(
      String label,
      int moved,
      Kernel kernel,
      List<Input> inputs,
      Function<Tensor[], Tensor> eager) {
    this(label, moved, _ -> kernel, inputs, eager);
  }

  /// Declares an operation.
  ///
  /// @param moved the number of real numbers to move for each element of X
  /// @param kernel for the type of the real numbers, the kernel; null for the optimiser step
  ElementwiseOp(
      String label,
      int moved,
      Function<DType, Kernel> kernel,
      List<Input> inputs,
      Function<Tensor[], Tensor> eager) {
    this.label = label;
    this.moved = moved;
    this.kernel = kernel;
    this.inputs = inputs;
    this.eager = eager;
  }

  /// {@return its name in tables}
  public String label() {
    return label;
  }

  /// Returns the bytes moved for each element of X; the integers of a condition count, too.
  ///
  /// @param dtype the type of the real numbers
  int bytes(DType dtype) {
    int integers = inputs.contains(Input.CONDITION) ? 1 : 0;
    return moved * dtype.bytes() + integers * DType.I32.bytes();
  }

  /// Returns the kernel; null for the optimiser step.
  ///
  /// @param dtype the type of the real numbers
  Kernel kernel(DType dtype) {
    return kernel.apply(dtype);
  }

  /// Returns the kernel's inputs.
  List<Input> inputs() {
    return inputs;
  }

  /// Computes the operation with tensors.
  ///
  /// @param in the inputs
  /// @return the result
  Tensor eager(Tensor... in) {
    return eager.apply(in);
  }
}
