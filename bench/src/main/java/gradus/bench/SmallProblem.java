package gradus.bench;

import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.Optimizer;
import gradus.nn.ReLU;
import gradus.nn.SGD;
import gradus.nn.Sequential;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/// The values for [SmallWork]; every engine gets the same.
///
/// @param x the inputs, (713, 12)
/// @param y the targets, (713, 1), 0 or 1
/// @param weight1 the weight of the hidden layer in PyTorch's layout, (20, 12)
/// @param bias1 the bias of the hidden layer, (20)
/// @param weight2 the weight of the last layer, (1, 20)
/// @param bias2 the bias of the last layer, (1)
public record SmallProblem(
    float[] x, float[] y, float[] weight1, float[] bias1, float[] weight2, float[] bias2) {
  /// The number of passengers.
  public static final int ROWS = 713;

  /// The number of features.
  public static final int COLUMNS = 12;

  /// The number of hidden units.
  public static final int HIDDEN = 20;

  /// The learning rate.
  public static final double RATE = 0.1;

  /// The number of runs after which an entry's value is compared.
  public static final int STEPS = 10;

  /// The maximum relative error of that value.
  private static final double TOLERANCE = 1e-4;

  /// {@return a problem with random values}
  static SmallProblem draw() {
    Generator generator = new Generator(1);
    float[] y = generator.uniform(ROWS);
    for (int i = 0; i < ROWS; i++) {
      y[i] = y[i] < 0.4 ? 1 : 0;
    }
    return new SmallProblem(
        generator.uniform(ROWS * COLUMNS, -1, 1),
        y,
        generator.uniform(HIDDEN * COLUMNS, -0.3, 0.3),
        generator.uniform(HIDDEN, -0.3, 0.3),
        generator.uniform(HIDDEN, -0.2, 0.2),
        generator.uniform(1, -0.2, 0.2));
  }

  /// Returns this engine's implementation.
  ///
  /// @param work the work
  SmallEntry gradus(SmallWork work) {
    return new LastTensor(work(work, DType.F32), result -> result.sum());
  }

  /// Returns work on tensors of the current backend.
  ///
  /// @param work the work
  /// @param dtype the type of the values
  Supplier<Tensor> work(SmallWork work, DType dtype) {
    Tensor a = sixteen(x, dtype);
    Tensor b = sixteen(bias1, dtype);
    return switch (work) {
      case TITANIC_STEP -> titanicStep(dtype);
      case ADD -> () -> a.add(b);
      case ADD_RECORDED -> {
        a.requiresGrad(true);
        yield () -> a.add(b);
      }
      case MATMUL_RECORDED -> {
        Tensor left = a.reshape(4, 4).detach().requiresGrad(true);
        Tensor right = b.reshape(4, 4);
        yield () -> left.matmul(right);
      }
    };
  }

  private static Tensor sixteen(float[] values, DType dtype) {
    return Tensor.fromArray(sixteen(values), 16).to(dtype);
  }

  /// Returns the first 16 elements of an array: the operands of the operations on 16 elements, from
  /// X and BIAS1.
  ///
  /// @param values the array
  /// @return 16 elements
  public static float[] sixteen(float... values) {
    return Arrays.copyOf(values, 16);
  }

  private Supplier<Tensor> titanicStep(DType dtype) {
    Layer model =
        new Sequential(
            new Linear(parameter(dtype, weight1, HIDDEN, COLUMNS), parameter(dtype, bias1, HIDDEN)),
            new ReLU(),
            new Linear(parameter(dtype, weight2, 1, HIDDEN), parameter(dtype, bias2, 1)));
    Optimizer optimizer = new SGD(model.parameters().values(), RATE);
    Tensor rows = Tensor.fromArray(x, ROWS, COLUMNS).to(dtype);
    Tensor target = Tensor.fromArray(y, ROWS, 1).to(dtype);
    return () -> {
      optimizer.zeroGrad();
      Tensor loss = Losses.bceWithLogits(model.forward(rows), target);
      loss.backward();
      optimizer.step();
      return loss;
    };
  }

  private static Tensor parameter(DType dtype, float[] values, int... shape) {
    return Tensor.fromArray(values, shape).to(dtype).detach().requiresGrad(true);
  }

  /// Returns the expected value after [#STEPS] runs, computed by plain loops in double precision.
  ///
  /// @param work the work
  double expected(SmallWork work) {
    return Backends.using(
        Backends.named("reference"),
        () -> {
          SmallEntry entry = new LastTensor(work(work, DType.F64), result -> result.sum());
          entry.seconds(STEPS);
          return entry.value();
        });
  }

  /// Runs an entry for the first time and compares its value with the expected one.
  ///
  /// @param name the engine's name
  /// @param work the work
  /// @param entry the entry
  /// @param expected the expected value
  /// @throws IllegalStateException if the value is wrong
  static void check(String name, SmallWork work, SmallEntry entry, double expected) {
    entry.seconds(STEPS);
    double value = entry.value();
    if (!(Math.abs(value - expected) <= TOLERANCE * (1 + Math.abs(expected)))) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "%s, %s: %s, expected %s", name, work.label(), value, expected));
    }
  }
}
