package gradus.nn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.nn.Losses;
import gradus.nn.Sequential;
import gradus.nn.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallbacksTest {
  private static final Goal GOAL = Goal.smallest("valid_loss");

  @TempDir private Path folder;

  private static void feed(Fit fit, double... figures) {
    for (double figure : figures) {
      if (fit.goesOn()) {
        fit.complete(Map.of("valid_loss", figure));
      }
    }
  }

  @Test
  void stopsWithoutImprovement() {
    Fit fit = Fits.of(20, 0.1, new EarlyStopping(GOAL, 2));
    feed(fit, 3, 2, 2.5, 1.5, 1.5, 1.5, 1, 1);
    assertThat(fit.isStopped()).isTrue();
    assertThat(fit.history()).hasSize(6);
    Fit rising = Fits.of(20, 0.1, new EarlyStopping(Goal.largest("valid_loss"), 1));
    feed(rising, 1, 2, 3, 3);
    assertThat(rising.history()).hasSize(4);
    assertThat(rising.isStopped()).isTrue();
    Fit slow = Fits.of(20, 0.1, new EarlyStopping(GOAL, 2, 0.5));
    feed(slow, 3, 2.75, 2.625, 1);
    assertThat(slow.history()).hasSize(3);
    Fit broken = Fits.of(20, 0.1, new EarlyStopping(GOAL, 3));
    feed(broken, Double.NaN, Double.NaN, Double.NaN, 1);
    assertThat(broken.history()).hasSize(3);
  }

  @Test
  void aGoalMustBeAFigure() {
    Fit fit = Fits.of(1, 0.1, new EarlyStopping(Goal.largest("acuracy"), 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> feed(fit, 1))
        .withMessage("there is no figure \"acuracy\"; there are [valid_loss]");
  }

  /// The learning rate is so high that the last epoch is not the best.
  @Test
  void keepsTheBest() throws IOException {
    Path file = folder.resolve("best.safetensors");
    List<List<List<Integer>>> states = new ArrayList<>();
    Sequential model = Fits.model(1);
    Learner learner = Fits.learner(model);
    Callback spy =
        new Callback() {
          @Override
          public void afterEpoch(Fit fit) {
            states.add(Fits.values(model));
          }
        };
    List<Map<String, Double>> history =
        learner.fit(12, 2, spy, KeepBest.inFile(GOAL, file), KeepBest.inMemory(GOAL));
    List<Double> losses = history.stream().map(figures -> figures.get("valid_loss")).toList();
    int best =
        IntStream.range(0, 12).reduce((a, b) -> losses.get(b) < losses.get(a) ? b : a).getAsInt();
    assertThat(best).isNotEqualTo(11);
    assertThat(Fits.values(model)).isEqualTo(states.get(best)).isNotEqualTo(states.get(11));
    assertThat(learner.validate().get("valid_loss")).isEqualTo(losses.get(best));
    Sequential loaded = Fits.model(2);
    Safetensors.Contents contents = Safetensors.load(file);
    Safetensors.loadInto(loaded.state(), contents.tensors());
    assertThat(Fits.values(loaded)).isEqualTo(states.get(best));
    assertThat(contents.metadata())
        .containsEntry("epoch", String.valueOf(best))
        .containsEntry("valid_loss", String.valueOf(losses.get(best)));
  }

  @Test
  void clipsGradientsBeforeTheStep() {
    List<Double> norms = new ArrayList<>();
    Callback spy =
        new Callback() {
          @Override
          public void afterStep(Fit fit) {
            double squares = 0;
            for (Tensor parameter : fit.learner().parameters().values()) {
              squares += parameter.grad().square().sum().item();
            }
            norms.add(Math.sqrt(squares));
          }
        };
    Fits.learner(Fits.model(1)).fit(2, 0.1, spy, new ClipGradients(0.01));
    assertThat(norms).hasSize(8).allSatisfy(n -> assertThat(n).isCloseTo(0.01, within(1e-5)));
  }

  @Test
  void mixesRowsAndLosses() {
    Mixup mixup = new Mixup(0.4, new Generator(3));
    Generator same = new Generator(3);
    Fit fit = Fits.of(1, 0.1, mixup);
    Dataset batch = Fits.data(7);
    for (int i = 0; i < 5; i++) {
      fit.batch(batch);
      mixup.beforeBatch(fit);
      double share = Mixup.beta(0.4, same);
      int[] order = same.permutation(Fits.ROWS);
      double[] x = batch.x().toDoubles();
      double[] mixed = fit.batch().x().toDoubles();
      for (int j = 0; j < mixed.length; j++) {
        double other = x[order[j / 4] * 4 + j % 4];
        assertThat(mixed[j]).isCloseTo(share * x[j] + (1 - share) * other, within(1e-6));
      }
      Tensor scores = Tensor.randn(new Generator(i), Fits.ROWS, 3);
      fit.prediction(scores);
      fit.loss(Losses.crossEntropy(scores, fit.batch().y()));
      mixup.afterLoss(fit);
      // Row by row, from the probabilities.
      double[] logarithms = scores.logSoftmax(1).toDoubles();
      int[] labels = batch.y().toInts();
      double expected = 0;
      for (int row = 0; row < Fits.ROWS; row++) {
        expected -= share * logarithms[row * 3 + labels[row]] / Fits.ROWS;
        expected -= (1 - share) * logarithms[row * 3 + labels[order[row]]] / Fits.ROWS;
      }
      assertThat(fit.loss().item()).isCloseTo(expected, within(1e-6));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Mixup(0, new Generator(0)));
  }

  /// Its mean is ½ and its variance 1 / (8 α + 4); the bounds are five standard errors.
  @Test
  void theShareHasTheBetaDistribution() {
    int count = 20_000;
    for (double alpha : new double[] {0.1, 0.4, 1, 3}) {
      Generator random = new Generator(1);
      double[] shares =
          IntStream.range(0, count).mapToDouble(_ -> Mixup.beta(alpha, random)).toArray();
      double mean = IntStream.range(0, count).mapToDouble(i -> shares[i]).average().getAsDouble();
      double variance =
          IntStream.range(0, count)
              .mapToDouble(i -> Math.pow(shares[i] - 0.5, 2))
              .average()
              .getAsDouble();
      double expected = 1 / (8 * alpha + 4);
      assertThat(mean).isCloseTo(0.5, within(5 * Math.sqrt(expected / count)));
      assertThat(variance).isCloseTo(expected, within(5 * 0.25 / Math.sqrt(count)));
      for (double share : shares) {
        assertThat(share).isBetween(0.0, 1.0);
      }
    }
  }

  @Test
  void logsAsCsvAndAsJson() throws IOException {
    Path csv = folder.resolve("log.csv");
    Path json = folder.resolve("log.json");
    Files.writeString(csv, "an older log\n");
    Fit fit = Fits.of(3, 0.5, EpochLog.csv(csv), EpochLog.json(json));
    fit.complete(Map.of("a \"b\", c\nd", 1e-7));
    fit.lr(0.25);
    fit.complete(Map.of("a \"b\", c\nd", Double.NaN));
    assertThat(csv).hasContent("epoch,\"a \"\"b\"\", c d\",lr\n0,1.0E-7,0.5\n1,,0.25\n");
    assertThat(json)
        .hasContent(
            """
            {"epoch":0,"a \\"b\\", c\\u000ad":1.0E-7,"lr":0.5}
            {"epoch":1,"a \\"b\\", c\\u000ad":null,"lr":0.25}
            """);
    // What is done again behind a resumption replaces its row.
    Fit again = Fits.of(3, 0.5, EpochLog.csv(csv), EpochLog.json(json));
    again.resume(1);
    again.complete(Map.of("a \"b\", c\nd", 2.0));
    assertThat(csv).hasContent("epoch,\"a \"\"b\"\", c d\",lr\n0,1.0E-7,0.5\n1,2.0,0.5\n");
    assertThat(Files.readAllLines(json)).hasSize(2).last().asString().contains(":2.0,");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }
}
