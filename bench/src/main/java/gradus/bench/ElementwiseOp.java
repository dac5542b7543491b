package gradus.bench;

import gradus.engine.Binary;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Kernel;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Tensor;
import gradus.engine.Unary;
import java.util.List;
import java.util.function.Function;

/// What is measured besides the matrix product: as a kernel with its inputs, and as it is written
/// with tensors. Both are on a matrix, or on two of the same shape.
///
/// The bytes that one takes are the least that any implementation must move: each input read once,
/// the result written once.
public enum ElementwiseOp {
  /// x + y.
  ADD("add", 12, Binary.ADD, List.of(Input.X, Input.Y), in -> in[0].add(in[1])),
  /// x · number.
  SCALE("mul by a number", 8, Binary.MUL, List.of(Input.X, Input.NUMBER), in -> in[0].mul(in[1])),
  /// max(x, 0).
  RELU("relu", 8, Unary.RELU, List.of(Input.X), in -> in[0].relu()),
  /// x + a row, as a layer adds its bias.
  ADD_ROW("add a row", 8, Binary.ADD, List.of(Input.X, Input.ROW), in -> in[0].add(in[1])),
  /// x + a column.
  ADD_COLUMN("add a column", 8, Binary.ADD, List.of(Input.X, Input.COLUMN), in -> in[0].add(in[1])),
  /// Where a condition holds x, elsewhere y; the condition is an integer an element.
  WHERE(
      "where",
      16,
      new Elementwise.Where(),
      List.of(Input.CONDITION, Input.X, Input.Y),
      in -> Tensor.where(in[0], in[1], in[2])),
  /// eˣ.
  EXP("exp", 8, Unary.EXP, List.of(Input.X), in -> in[0].exp()),
  /// The natural logarithm.
  LOG("log", 8, Unary.LOG, List.of(Input.POSITIVE), in -> in[0].log()),
  /// The hyperbolic tangent.
  TANH("tanh", 8, Unary.TANH, List.of(Input.X), in -> in[0].tanh()),
  /// 1 / (1 + e⁻ˣ).
  SIGMOID("sigmoid", 8, Unary.SIGMOID, List.of(Input.X), in -> in[0].sigmoid()),
  /// The error function.
  ERF("erf", 8, Unary.ERF, List.of(Input.X), in -> in[0].erf()),
  /// The sum of all.
  SUM("sum", 4, new Reduction.Sum(List.of(0, 1)), List.of(Input.POSITIVE), in -> in[0].sum()),
  /// The sum of each column, as the gradient of a bias needs it.
  SUM_ROWS(
      "sum axis 0", 4, new Reduction.Sum(List.of(0)), List.of(Input.POSITIVE), in -> in[0].sum(0)),
  /// The sum of each row.
  SUM_COLUMNS(
      "sum axis 1", 4, new Reduction.Sum(List.of(1)), List.of(Input.POSITIVE), in -> in[0].sum(1)),
  /// The largest of all.
  MAX("max", 4, new Reduction.Max(List.of(0, 1)), List.of(Input.X), in -> in[0].max()),
  /// The softmax of each row.
  SOFTMAX("softmax axis 1", 8, new Reduction.Softmax(1), List.of(Input.X), in -> in[0].softmax(1)),
  /// The transposed matrix, its elements moved.
  COPY_TRANSPOSED(
      "copy transposed",
      8,
      new Elementwise.Copy(DType.F32),
      List.of(Input.TRANSPOSED),
      in -> in[0].contiguous()),
  /// Rows chosen by number.
  GATHER_ROWS(
      "gather rows",
      8,
      new Placement.Gather(0),
      List.of(Input.X, Input.INDEX),
      in -> in[0].gather(0, in[1])),
  /// Rows added to others, chosen by number.
  SCATTER_ADD_ROWS(
      "scatterAdd rows",
      12,
      new Placement.ScatterAdd(0),
      List.of(Input.X, Input.INDEX, Input.Y),
      in -> in[0].scatterAdd(0, in[1], in[2])),
  /// x ← x - 0.01 · y, the optimiser's step on a parameter and its gradient; what kernels it takes
  /// is the optimiser's affair.
  SGD("SGD step", 12, null, List.of(Input.X, Input.Y), in -> in[0].sub(in[1].mul(0.01)));

  /// What a kernel reads.
  public enum Input {
    /// A matrix of numbers from -2 to 2.
    X,
    /// Another one.
    Y,
    /// A matrix of numbers from 0.1 to 2.
    POSITIVE,
    /// X, read by columns.
    TRANSPOSED,
    /// As many numbers as X has columns.
    ROW,
    /// As many as it has rows.
    COLUMN,
    /// One number.
    NUMBER,
    /// For each row the number of one; the same for all its elements.
    INDEX,
    /// A matrix of integers, 0 or 1.
    CONDITION
  }

  /// A few, for a short run.
  static final List<ElementwiseOp> QUICK =
      List.of(ADD, ADD_ROW, EXP, TANH, SUM, SUM_ROWS, SOFTMAX, COPY_TRANSPOSED, GATHER_ROWS, SGD);

  private final String label;
  private final int bytes;
  private final Kernel kernel;
  private final List<Input> inputs;
  private final Function<Tensor[], Tensor> eager;

  ElementwiseOp(
      String label,
      int bytes,
      Kernel kernel,
      List<Input> inputs,
      Function<Tensor[], Tensor> eager) {
    this.label = label;
    this.bytes = bytes;
    this.kernel = kernel;
    this.inputs = inputs;
    this.eager = eager;
  }

  /// {@return its name in tables}
  public String label() {
    return label;
  }

  /// {@return the bytes moved for each element of X}
  int bytes() {
    return bytes;
  }

  /// {@return the kernel, or null for the optimiser's step}
  Kernel kernel() {
    return kernel;
  }

  /// {@return what the kernel reads}
  List<Input> inputs() {
    return inputs;
  }

  /// {@return it, written with tensors}
  ///
  /// @param in what it reads
  Tensor eager(Tensor... in) {
    return eager.apply(in);
  }
}
