package gradus.lab;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Adam;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Chapter 3, ReLU: rectified lines, their sum, and networks of them that fit a curve.
final class ReluChapter {
  /// The number of seeds that each number of units is trained with.
  private static final int SEEDS = 3;

  private static final int MOST_SEED = 99;
  private static final int PLACES = 101;
  private static final double EDGE = 2;
  private static final double LIMIT = 10;
  private static final int MOST_LINES = 8;
  static final int MOST_UNITS = 20;
  static final int STEPS = 1200;
  private static final int STEPS_A_LINE = 10;
  private static final double RATE = 0.03;
  static final int[] UNITS = {1, 2, 3, 5, 8, 13, 20};
  private static final Map<String, Errors> ERRORS = new ConcurrentHashMap<>();

  private ReluChapter() {}

  /// A sum of rectified lines.
  ///
  /// @param x the x coordinates
  /// @param target the values of the target there
  /// @param parts the values of each line
  /// @param sum the sum of the lines
  /// @param loss the mean squared error of the sum
  record Lines(double[] x, double[] target, double[][] parts, double[] sum, double loss) {}

  private static Tensor places() {
    return Tensor.linspace(-EDGE, EDGE, PLACES);
  }

  private static String target(Query query) {
    return query.choice("target", "quadratic", "sine", "step", "bump", "abs");
  }

  private static Tensor heights(String target, Tensor x) {
    return switch (target) {
      case "quadratic" -> x.square().mul(3).add(x.mul(2)).add(1);
      case "sine" -> x.mul(2).sin().mul(2).add(2);
      case "step" -> x.gt(0).to(x.dtype()).mul(3);
      case "bump" -> x.square().mul(-2).exp().mul(4);
      case "abs" -> x.abs();
      default -> throw new IllegalArgumentException(target);
    };
  }

  /// Computes the sum of the lines max(0, m·x + b) that are given as m, b, m, b, and so on.
  static Lines relu(Query query) {
    double[] lines = query.numbers("lines", new double[] {1.5, 1.5}, -LIMIT, LIMIT, 2 * MOST_LINES);
    if (lines.length % 2 != 0) {
      throw new RequestException(400, "lines must be pairs of numbers, such as 1.5,1.5");
    }
    Tensor x = places();
    Tensor target = heights(target(query), x);
    double[][] parts = new double[lines.length / 2][];
    Tensor sum = x.mul(0);
    for (int i = 0; i < parts.length; i++) {
      Tensor part = x.mul(lines[2 * i]).add(lines[2 * i + 1]).relu();
      parts[i] = part.toDoubles();
      sum = sum.add(part);
    }
    return new Lines(
        x.toDoubles(), target.toDoubles(), parts, sum.toDoubles(), Losses.mse(sum, target).item());
  }

  /// The state of a network during training.
  ///
  /// @param step the number of steps taken
  /// @param loss its mean squared error
  /// @param curve its outputs at [Lines#x]
  record Learning(int step, double loss, double[] curve) {}

  /// Trains a network of n hidden units on a target, with a [Learning] every few steps.
  static Answer.Lines fit(Query query) {
    String target = target(query);
    int units = query.whole("n", 3, 1, MOST_UNITS);
    int seed = query.whole("seed", 1, 1, MOST_SEED);
    int steps = query.whole("steps", STEPS, 0, STEPS);
    return line -> train(target, units, seed, steps, line);
  }

  /// Trains a network.
  ///
  /// @param target the name of the target
  /// @param units the number of hidden units
  /// @param seed the seed of the initial weights
  /// @param steps the number of steps
  /// @param line accepts a [Learning] before the first step and every few steps
  /// @return the loss after the last step
  static double train(String target, int units, int seed, int steps, Consumer<Object> line) {
    Generator generator = new Generator(seed);
    Sequential network =
        new Sequential(
            new Linear(generator, 1, units), new ReLU(), new Linear(generator, units, 1));
    Adam adam = new Adam(network.parameters().values(), RATE);
    Tensor x = places().reshape(PLACES, 1);
    Tensor y = heights(target, x);
    for (int step = 0; ; step++) {
      Tensor curve = network.forward(x);
      Tensor loss = Losses.mse(curve, y);
      if (step % STEPS_A_LINE == 0) {
        line.accept(new Learning(step, loss.item(), curve.detach().toDoubles()));
      }
      if (step == steps) {
        return loss.item();
      }
      adam.zeroGrad();
      loss.backward();
      adam.step();
    }
  }

  /// The losses of networks of several sizes after training.
  ///
  /// @param n the number of hidden units of each network
  /// @param losses the mean squared errors, for each seed from 1
  /// @param best the lowest over the seeds
  record Errors(int[] n, double[][] losses, double[] best) {}

  /// Computes the loss by number of hidden units; each network is trained as in [#fit].
  static Errors errors(Query query) {
    return ERRORS.computeIfAbsent(target(query), ReluChapter::errors);
  }

  private static Errors errors(String target) {
    double[][] losses = new double[SEEDS][UNITS.length];
    double[] best = new double[UNITS.length];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    for (int seed = 1; seed <= SEEDS; seed++) {
      for (int i = 0; i < UNITS.length; i++) {
        double loss = train(target, UNITS[i], seed, STEPS, _ -> {});
        losses[seed - 1][i] = loss;
        best[i] = Math.min(best[i], loss);
      }
    }
    return new Errors(UNITS, losses, best);
  }
}
