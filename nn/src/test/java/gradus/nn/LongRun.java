package gradus.nn;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Locale;

/// 100,000 steps of Adam on a small network. Fails if the heap that is in use then, after a
/// collection, is more than it was after the first 1,000.
final class LongRun {
  private static final int WARM = 1_000;
  private static final int STEPS = 100_000;

  /// What may have come in between: the JVM's own, such as classes that it loads late. It is five
  /// bytes a step, where the smallest object has 16.
  private static final long ALLOWED = 512 * 1024;

  private LongRun() {}

  /// The heap in use once all that can be is collected: a serial collector does as it is told.
  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  public static void main(String... args) {
    Generator generator = new Generator(1);
    Sequential model =
        new Sequential(new Linear(generator, 2, 2), new Tanh(), new Linear(generator, 2, 1));
    Optimizer optimizer = new Adam(model.parameters().values(), 0.01);
    Tensor x = Tensor.randn(generator, 3, 2);
    Tensor y = Tensor.randn(generator, 3, 1);
    long warm = 0;
    double first = 0;
    double last = 0;
    for (int step = 1; step <= STEPS; step++) {
      optimizer.zeroGrad();
      Tensor loss = Losses.mse(model.forward(x), y);
      loss.backward();
      optimizer.step();
      if (step == 1) {
        first = loss.item();
      } else if (step == WARM) {
        warm = used();
        System.out.printf(Locale.ROOT, "after %d steps %d bytes%n", step, warm);
      }
      last = loss.item();
    }
    long used = used();
    System.out.printf(
        Locale.ROOT, "after %d steps %d bytes; loss %s, at first %s%n", STEPS, used, last, first);
    if (used > warm + ALLOWED || !(last < first)) {
      System.exit(1);
    }
  }
}
