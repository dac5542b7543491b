package gradus.titanic.command;

import gradus.cli.BackendChoice;
import gradus.cli.InputException;
import gradus.engine.Tensor;
import gradus.nn.Losses;
import gradus.titanic.recipe.Quadratic;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Fits a quadratic.
@Command(
    name = "fit",
    description = {
      "Fit a quadratic with three parameters by gradient descent: the smallest model that learns.",
      "",
      "Also shows a common mistake: not zeroing the gradients before they are computed again.",
      ""
    },
    sortOptions = false)
final class FitCommand implements Runnable {
  private static final BinaryOperator<Tensor> MAE = Losses::l1;
  private static final double MSE_LR = 1e-3;
  private static final int MSE_STEPS = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the noise on the points. Default: ${DEFAULT-VALUE}.")
  private int seed = 42;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "The learning rate. Default: ${DEFAULT-VALUE}.")
  private double lr = 0.01;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Number of steps after the first. Default: ${DEFAULT-VALUE}.")
  private int steps = 10;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "The backend: reference, simd or tornado. Default: the fastest available.")
  private String backend;

  private PrintWriter out;

  @Override
  public void run() {
    if (!(lr > 0 && lr < Double.POSITIVE_INFINITY)) {
      throw new InputException("--lr must be a number above 0, got " + lr);
    }
    if (steps < 1 || steps > 1_000_000) {
      throw new InputException("--steps must be from 1 to 1000000, got " + steps);
    }
    out = spec.commandLine().getOut();
    BackendChoice.using(backend, this::tell);
    out.flush();
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  private void tell() {
    Quadratic points = Quadratic.noisy(seed);
    line("The data: 20 points near the curve 3x^2 + 2x + 1, with noise (seed %d).", seed);
    line("  x: %s ...", numbers("%.4f", points.x().slice(0, 0, 5)));
    line("  y: %s ...", numbers("%.4f", points.y().slice(0, 0, 5)));
    line("The model: a*x^2 + b*x + c. The initial guess for a, b and c is 1.1.");

    Tensor guess = Quadratic.start();
    Tensor error = points.error(guess);
    error.backward();
    line("");
    line("The loss, the mean absolute error, is %.4f.", error.item());
    line("Its gradient is [%s]:", numbers("%.4f", guess.grad()));
    line(
        "  a small increase of a changes the loss by %.4f times as much; likewise for b and c.",
        guess.grad().get(0));
    line("A step of gradient descent subtracts the learning rate, %s, times the gradient.", lr);
    Tensor stepped = Quadratic.start();
    points.descend(stepped, MAE, lr, 1, true);
    line("After one step the loss is %.2f.", points.error(stepped).item());

    line("");
    line(
        "%d further steps with a mistake: the gradients are not zeroed. backward() accumulates, so",
        steps);
    line("each step follows the sum of all gradients so far, and the steps get longer:");
    tell(points, false);
    line("The loss decreases faster at first, and then overshoots the minimum.");
    line("");
    line("The same %d steps with gradients that are zeroed:", steps);
    tell(points, true);
    line("This is slower but reliable. To go faster, increase the learning rate.");

    line("");
    line(
        "The written lesson's choice: mean squared error, learning rate %s, %d steps.",
        MSE_LR, MSE_STEPS);
    Quadratic.Descent descent =
        points.descend(Quadratic.start(), Losses::mse, MSE_LR, MSE_STEPS, true);
    List<Double> losses = descent.losses();
    for (int step = 0; step < MSE_STEPS; step += MSE_STEPS / 4) {
      line("  before step %3d: %.4f", step + 1, losses.get(step));
    }
    line(
        "  after the last:  %.4f",
        Losses.mse(points.predict(descent.parameters()), points.y()).item());
    line("  a, b, c = %s", numbers("%.2f", descent.parameters()));
    line("If a loss oscillates instead, halve the learning rate.");
  }

  /// Takes the first step and the others, and prints the loss before each of the others.
  private void tell(Quadratic points, boolean zeroing) {
    Quadratic.Descent descent = points.descend(Quadratic.start(), MAE, lr, steps + 1, zeroing);
    String losses =
        descent.losses().stream()
            .skip(1)
            .map(loss -> String.format(Locale.ROOT, "%.2f", loss))
            .collect(Collectors.joining(" "));
    line("  %s", losses);
    line("  a, b, c = %s", numbers("%.2f", descent.parameters()));
  }

  private static String numbers(String format, Tensor values) {
    StringBuilder text = new StringBuilder();
    for (double value : values.toDoubles()) {
      text.append(text.isEmpty() ? "" : ", ").append(String.format(Locale.ROOT, format, value));
    }
    return text.toString();
  }
}
