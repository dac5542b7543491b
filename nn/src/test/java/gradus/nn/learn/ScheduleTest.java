package gradus.nn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import gradus.testkit.Fixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The rates of PyTorch's schedulers, from the file that `fixtures/pytorch.py` writes.
class ScheduleTest {
  private static final double LR = 0.5;

  @TestFactory
  Stream<DynamicTest> pyTorchsRates() {
    List<Fixture> fixtures =
        Fixture.read(ScheduleTest.class.getResourceAsStream("/gradus/nn/fixtures/schedules.txt"));
    assertThat(fixtures).hasSize(13);
    return fixtures.stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
  }

  /// PyTorch multiplies from step to step where the formula has a power.
  private static void check(Fixture fixture) {
    String[] words = fixture.name().split(" ");
    double[] expected = fixture.get("rates").toDoubles();
    double[] rates;
    if (words[0].equals("plateau")) {
      rates = plateau(words, fixture.get("figures").toDoubles());
    } else {
      double[] numbers = Stream.of(words).skip(1).mapToDouble(Double::parseDouble).toArray();
      int steps = (int) numbers[0];
      Schedule schedule = schedule(words[0], numbers);
      rates = IntStream.range(0, steps).mapToDouble(i -> LR * schedule.factor(i, steps)).toArray();
    }
    assertThat(rates).containsExactly(expected, within(1e-15));
  }

  private static Schedule schedule(String name, double... n) {
    return switch (name) {
      case "oneCycle" -> Schedule.oneCycle();
      case "oneCycleOf" -> Schedule.oneCycle(n[1], n[2], n[3]);
      case "cosine" -> Schedule.cosine();
      case "cosineTo" -> Schedule.cosine(n[1]);
      case "step" -> Schedule.step((int) n[1], n[2]);
      case "exponential" -> Schedule.exponential(n[1]);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static double[] plateau(String[] words, double... figures) {
    double[] n = Stream.of(words).skip(2).mapToDouble(Double::parseDouble).toArray();
    Goal goal = new Goal("figure", words[1].equals("max"));
    Callback callback = new ReduceOnPlateau(goal, n[0], (int) n[1], n[2], (int) n[3], n[4]);
    Fit fit = Fits.of(figures.length, LR, callback);
    List<Double> rates = new ArrayList<>();
    for (double figure : figures) {
      fit.complete(Map.of("figure", figure));
      rates.add(fit.lr());
    }
    return rates.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void warmUpIsInFrontOfAnotherSchedule() {
    Schedule schedule = Schedule.warmUp(3, Schedule.cosine());
    double[] factors = IntStream.range(0, 7).mapToDouble(i -> schedule.factor(i, 7)).toArray();
    double[] rest =
        IntStream.range(0, 4).mapToDouble(i -> Schedule.cosine().factor(i, 4)).toArray();
    assertThat(Arrays.copyOf(factors, 3)).containsExactly(0.25, 0.5, 0.75);
    assertThat(Arrays.copyOfRange(factors, 3, 7)).containsExactly(rest);
    assertThat(factors[3]).isEqualTo(1);
  }

  /// Whatever the number of steps, also where a part of the cycle has none.
  @Test
  void factorsOfOneCycleAreFinite() {
    for (double start : new double[] {0, 0.3, 0.5, 1}) {
      Schedule schedule = Schedule.oneCycle(start, 25, 1e4);
      for (int steps = 1; steps < 12; steps++) {
        for (int step = 0; step < steps; step++) {
          assertThat(schedule.factor(step, steps)).isGreaterThan(0).isLessThanOrEqualTo(1);
        }
      }
    }
  }

  @Test
  void optionsAreChecked() {
    Goal goal = Goal.smallest("valid_loss");
    List<Runnable> wrong =
        List.of(
            () -> Schedule.step(0, 0.1),
            () -> Schedule.oneCycle(1.1, 25, 1),
            () -> Schedule.oneCycle(0.5, 0, 1),
            () -> Schedule.warmUp(-1, Schedule.cosine()),
            () -> new ReduceOnPlateau(goal, 1, 1),
            () -> new ReduceOnPlateau(goal, 0.5, -1),
            () -> new EarlyStopping(goal, 0),
            () -> new EarlyStopping(goal, 1, -1),
            () -> new ClipGradients(Double.NaN));
    for (Runnable call : wrong) {
      assertThatIllegalArgumentException().isThrownBy(call::run);
    }
  }
}
