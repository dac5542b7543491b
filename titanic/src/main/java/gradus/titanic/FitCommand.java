package gradus.titanic;

import gradus.engine.DType;
import gradus.engine.Tensor;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gradus fit`
@Command(
    name = "fit",
    description = {
      "Fits a quadratic to 20 noisy points by gradient descent: the lesson's first step.",
      "It shows on purpose what goes wrong when the gradients aren't set to zero."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class FitCommand implements Callable<Integer> {
  private static final int LESSON_STEPS = 10;

  @Spec private CommandSpec spec;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "100",
      description = "Steps of the run that is done right (default ${DEFAULT-VALUE}).")
  private int steps;

  @Override
  public Integer call() {
    if (steps < 1) {
      throw new UserException("--steps: needs at least 1, got " + steps);
    }
    PrintWriter out = spec.commandLine().getOut();
    Quadratic quadratic = new Quadratic();
    out.println("20 points near y = 3x² + 2x + 1, with noise; x from -2 to 2. The first ones:");
    out.println("  x  " + numbers("%8.4f", firstFive(quadratic.x())));
    out.println("  y  " + numbers("%8.4f", firstFive(quadratic.y())));
    out.println();
    out.println("The model is a·x² + b·x + c. Its loss is the mean distance from the points.");
    Tensor abc = Quadratic.start();
    Tensor loss = quadratic.loss(abc);
    loss.backward();
    out.printf("At a = b = c = 1.1 the loss is %.4f, and its gradient is%n", loss.item());
    out.println("  " + numbers("%7.4f", abc.grad().toDoubles()) + ":");
    out.println("the loss falls fastest as a grows. A step is 0.01 times the gradient, downhill.");
    Tensor.noGrad(() -> abc.subInPlace(abc.grad().mul(Quadratic.LEARNING_RATE)));
    out.printf("After one step it is %.2f.%n%n", quadratic.loss(abc).item());

    out.println("Ten more steps, forgetting to set the gradients to zero, so that they add up:");
    double[] forgotten = quadratic.steps(abc, LESSON_STEPS, false);
    out.println("  " + numbers("%.2f", forgotten));
    out.println("It looks like progress; but each step goes where all earlier gradients pointed.");
    out.println();

    out.println("The same ten steps done right, each by its own gradient alone:");
    Tensor right = Quadratic.start();
    quadratic.steps(right, 1, true);
    out.println("  " + numbers("%.2f", quadratic.steps(right, LESSON_STEPS, true)));
    Tensor longer = Quadratic.start();
    quadratic.steps(longer, steps, true);
    double[] found = longer.to(DType.F64).toDoubles();
    out.printf(
        "After %d steps: a = %.3f, b = %.3f, c = %.3f, loss %.4f%n",
        steps, found[0], found[1], found[2], quadratic.loss(longer).item());
    return 0;
  }

  private static double[] firstFive(Tensor tensor) {
    return Arrays.copyOf(tensor.toDoubles(), 5);
  }

  private static String numbers(String format, double... numbers) {
    return Arrays.stream(numbers).mapToObj(format::formatted).collect(Collectors.joining(" "));
  }
}
