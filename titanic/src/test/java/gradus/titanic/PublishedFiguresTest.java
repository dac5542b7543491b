package gradus.titanic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the lesson published, to every digit that it printed.
class PublishedFiguresTest {
  @TempDir private Path folder;

  private JsonObject figures(Object... args) throws IOException {
    Path file = folder.resolve("figures.json");
    Object[] all = Arrays.copyOf(args, args.length + 3);
    all[args.length] = "--json";
    all[args.length + 1] = file;
    all[args.length + 2] = "--quiet";
    Cli cli = Cli.run(all);
    assertThat(cli.err()).isEmpty();
    assertThat(cli.status()).isZero();
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private static JsonObject run(JsonObject figures, String name) {
    for (JsonElement run : figures.getAsJsonArray("runs")) {
      if (run.getAsJsonObject().get("name").getAsString().equals(name)) {
        return run.getAsJsonObject();
      }
    }
    throw new AssertionError("no run " + name);
  }

  private static double[] losses(JsonObject figures, String name) {
    return run(figures, name).getAsJsonArray("losses").asList().stream()
        .mapToDouble(JsonElement::getAsDouble)
        .toArray();
  }

  private static void check(
      JsonObject figures, String name, int parameters, int epochs, String first, String last) {
    double[] losses = losses(figures, name);
    assertThat(losses).hasSize(epochs);
    assertThat("%.3f".formatted(losses[0])).as(name).isEqualTo(first);
    assertThat("%.3f".formatted(losses[epochs - 1])).as(name).isEqualTo(last);
    assertThat(run(figures, name).get("parameters").getAsInt()).isEqualTo(parameters);
  }

  private static String accuracy(JsonObject figures, String name) {
    return "%.4f".formatted(run(figures, name).get("accuracy").getAsDouble());
  }

  @ParameterizedTest
  @ValueSource(strings = {"simd", "reference"})
  void theNotebook(String backend) throws IOException {
    JsonObject figures = figures("titanic", "--recipe", "notebook", "--backend", backend);
    assertThat(figures.get("recipe").getAsString()).isEqualTo("notebook");
    assertThat(figures.get("backend").getAsString()).isEqualTo(backend);
    check(figures, "linear", 12, 18, "0.536", "0.289");
    check(figures, "linear-sigmoid", 12, 30, "0.510", "0.194");
    check(figures, "matmul-sigmoid", 12, 30, "0.512", "0.194");
    check(figures, "net-1.4", 261, 30, "0.543", "0.220");
    check(figures, "net-20", 261, 30, "0.543", "0.192");
    check(figures, "deep", 233, 30, "0.521", "0.195");
    assertThat(accuracy(figures, "linear")).isEqualTo("0.7865");
    for (String name : List.of("linear-sigmoid", "matmul-sigmoid", "net-20", "deep")) {
      assertThat(accuracy(figures, name)).as(name).isEqualTo("0.8258");
    }
    // The plateau on the way.
    assertThat("%.3f".formatted(losses(figures, "deep")[12])).isEqualTo("0.378");
  }

  @Test
  void theStepByHand() {
    PassengerList list = PassengerList.embedded();
    Preparation preparation = Preparation.notebook(list.passengers());
    double[] losses = TitanicCommand.oneStepByHand(preparation, list);
    assertThat("%.4f %.4f".formatted(losses[0], losses[1])).isEqualTo("0.5382 0.4945");
  }

  @Test
  void theSpreadsheet() throws IOException {
    JsonObject figures = figures("titanic", "--recipe", "spreadsheet");
    double[] linear = losses(figures, "linear");
    assertThat(linear[linear.length - 1]).isCloseTo(0.144227149, within(1e-6));
    double[] net = losses(figures, "net");
    assertThat(net[net.length - 1]).isLessThanOrEqualTo(0.1431520964);
    assertThat(run(figures, "net").get("parameters").getAsInt()).isEqualTo(20);
  }

  @Test
  void theSpreadsheetsCoefficients() {
    Recipe.Problem problem = Recipe.SPREADSHEET.problem(PassengerList.embedded());
    assertThat(problem.training().size()).isEqualTo(712);
    Plan plan = Recipe.SPREADSHEET.plans(10, null).getFirst();
    Run run = Run.of(plan, Recipe.SPREADSHEET, problem, 2, (_, _) -> {});
    double[] found = run.model().parameters().get("weights").toDoubles();
    double[] best = {
      -0.054934, -0.013926, -0.512118, 0.04874, 0.352609, 0.182842, 0.030715, 0.096811, -0.483065,
      0.694416
    };
    for (int i = 0; i < best.length; i++) {
      assertThat(found[i])
          .as(problem.preparation().columns().get(i))
          .isCloseTo(best[i], within(5e-4));
    }
  }

  @Test
  void theLessonsDefaultLearns() throws IOException {
    JsonObject figures = figures("titanic");
    for (String name : List.of("linear", "net", "deep")) {
      double[] losses = losses(figures, name);
      assertThat(losses[losses.length - 1]).as(name).isLessThan(losses[0] / 2).isLessThan(0.15);
      assertThat(run(figures, name).get("accuracy").getAsDouble()).as(name).isGreaterThan(0.78);
    }
  }

  @Test
  void theQuadratic() {
    Quadratic quadratic = new Quadratic();
    double[] y = quadratic.y().toDoubles();
    double[] first = {11.8690, 6.5433, 5.9396, 2.6304, 1.7947};
    for (int i = 0; i < first.length; i++) {
      assertThat(y[i]).isCloseTo(first[i], within(5.1e-5));
    }
    Cli cli = Cli.run("fit");
    assertThat(cli.status()).isZero();
    assertThat(cli.out())
        .contains("the loss is 2.4219")
        .contains("-1.3529 -0.0316 -0.5000")
        .contains("After one step it is 2.40.")
        .contains("2.40 2.36 2.30 2.21 2.11 1.98 1.85 1.72 1.58 1.46")
        .contains("2.40 2.38 2.36 2.34");
  }

  @Test
  void numpysNormalNumbers() {
    // np.random.seed(42); np.random.normal(size=4)
    double[] expected = {
      0.4967141530112327, -0.13826430117118466, 0.6476885381006925, 1.5230298564080254
    };
    assertThat(new NumpyRandom(42).normal(1, 4)).containsExactly(expected, within(1e-15));
  }
}
