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

/// The numbers for [SmallWork]: what every engine gets alike.
///
/// @param x the rows, (713, 12)
/// @param y what is to be learned, (713, 1), 0 or 1
/// @param weight1 of the hidden layer, PyTorch's way, (20, 12)
/// @param bias1 of the hidden layer
/// @param weight2 of the last, (1, 20)
/// @param bias2 of the last
public record SmallProblem(
    float[] x, float[] y, float[] weight1, float[] bias1, float[] weight2, float[] bias2) {
  /// How many passengers.
  public static final int ROWS = 713;

  /// What is known of each.
  public static final int COLUMNS = 12;

  /// How many hidden sums.
  public static final int HIDDEN = 20;

  /// The learning rate.
  public static final double RATE = 0.1;

  /// After so many runs an entry's value is compared.
  public static final int STEPS = 10;

  /// How far it may be from the true one.
  private static final double TOLERANCE = 1e-4;

  /// {@return a problem of random numbers}
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

  /// {@return how this engine does some work}
  ///
  /// @param work which
  SmallEntry gradus(SmallWork work) {
    return new LastTensor(work(work, DType.F32));
  }

  /// {@return some work with the tensors of the current backend, giving what comes out of it}
  ///
  /// @param work which
  /// @param dtype the type of the numbers
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

  /// {@return the first 16 of an array: what the operations on 16 elements get, of X and of BIAS1}
  ///
  /// @param values the array
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

  /// Keeps the last tensor that was made.
  private static final class LastTensor implements SmallEntry {
    private final Supplier<Tensor> work;
    private Tensor last;

    LastTensor(Supplier<Tensor> work) {
      this.work = work;
    }

    @Override
    public double seconds(long repetitions) {
      long start = System.nanoTime();
      for (long i = 0; i < repetitions; i++) {
        last = work.get();
      }
      return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public double value() {
      return last.detach().sum().item();
    }
  }

  /// {@return the true value after [#STEPS] runs, by plain loops in double precision}
  ///
  /// @param work which work
  double expected(SmallWork work) {
    return Backends.using(
        Backends.named("reference"),
        () -> {
          SmallEntry entry = new LastTensor(work(work, DType.F64));
          entry.seconds(STEPS);
          return entry.value();
        });
  }

  /// Runs an entry, which hasn't run before, and compares what comes out with the true value.
  ///
  /// @param name whose entry it is
  /// @param work which work
  /// @param entry the entry
  /// @param expected the true value
  /// @throws IllegalStateException if it is wrong
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
