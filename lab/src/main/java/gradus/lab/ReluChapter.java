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

/// Chapter 3, ReLU: rectified lines, what their sum can be, and how near many of them come.
final class ReluChapter {
  /// How many seeds the error is measured with.
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

  /// Rectified lines by hand.
  ///
  /// @param x places
  /// @param target the heights that are wanted there
  /// @param parts each line's heights
  /// @param sum theirs together
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

  /// The sum of lines max(0, m·x + b) that are given as m, b, m, b.
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

  /// A network while it learns.
  ///
  /// @param step how many steps it has taken
  /// @param loss its mean squared error
  /// @param curve its heights at the places of [Lines#x]
  record Learning(int step, double loss, double[] curve) {}

  /// A network of n units learns a target: a [Learning] every few steps.
  static Answer.Lines fit(Query query) {
    String target = target(query);
    int units = query.whole("n", 3, 1, MOST_UNITS);
    int seed = query.whole("seed", 1, 1, MOST_SEED);
    int steps = query.whole("steps", STEPS, 0, STEPS);
    return line -> train(target, units, seed, steps, line);
  }

  /// Trains n units.
  ///
  /// @param steps how many steps it takes
  /// @param line takes a [Learning] before the first and every few steps
  /// @return the loss in the end
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

  /// How near networks come to a target.
  ///
  /// @param n how many units each has
  /// @param losses their mean squared errors in the end, for each seed from 1
  /// @param best the least over the seeds
  record Errors(int[] n, double[][] losses, double[] best) {}

  /// The error against the number of units, each network trained as [#fit] does it.
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
