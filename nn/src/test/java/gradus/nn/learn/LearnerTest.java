package gradus.nn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.AdamW;
import gradus.nn.Dataset;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.Optimizer;
import gradus.nn.SGD;
import gradus.nn.Sequential;
import gradus.nn.Trainer;
import gradus.nn.Training;
import gradus.nn.data.Batches;
import gradus.nn.data.DataLoader;
import gradus.nn.data.Samples;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LearnerTest {
  /// The same loop as the simple one's.
  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
  void trainsAsTheTrainerBitForBit(
      @ForAll long seed,
      @ForAll @IntRange(max = 4) int epochs,
      @ForAll @IntRange(min = 1, max = 13) int batchSize,
      @ForAll @IntRange(max = 2) int workers) {
    Dataset data = Fits.data(seed);
    Layer simple = Fits.model(seed);
    double[] losses =
        Trainer.fit(
            simple,
            data,
            Losses::crossEntropy,
            new AdamW(simple.parameters().values(), 0.05),
            epochs,
            batchSize,
            new Generator(seed),
            (_, _) -> {});
    Layer model = Fits.model(seed);
    Learner learner =
        new Learner(
            model,
            Losses::crossEntropy,
            p -> new AdamW(p, 1),
            new DataLoader(Samples.of(data), batchSize)
                .shuffled(new Generator(seed))
                .workers(workers),
            null);
    List<Map<String, Double>> history = learner.fit(epochs, 0.05);
    assertThat(Fits.values(model)).isEqualTo(Fits.values(simple));
    assertThat(history).hasSize(epochs);
    for (int epoch = 0; epoch < epochs; epoch++) {
      assertThat(history.get(epoch)).containsOnlyKeys("train_loss");
      assertThat(history.get(epoch).get("train_loss")).isCloseTo(losses[epoch], within(1e-12));
    }
  }

  @Example
  void learnsAndValidates() {
    Sequential model = Fits.model(1);
    Learner learner = Fits.learner(model);
    List<Map<String, Double>> history = learner.fitOneCycle(30, 0.1);
    assertThat(history.getLast().keySet()).containsExactly("train_loss", "valid_loss", "accuracy");
    assertThat(history.getLast().get("train_loss"))
        .isLessThan(history.getFirst().get("train_loss"));
    assertThat(history.getLast()).containsAllEntriesOf(learner.validate());
    Dataset all = Fits.data(2);
    Tensor scores = learner.predict(all.x());
    assertThat(learner.validate().get("valid_loss"))
        .isCloseTo(Losses.crossEntropy(scores, all.y()).item(), within(1e-6));
    Dataset predicted = learner.predict(Fits.loader(2, 4));
    assertThat(predicted.y().toInts()).containsExactly(all.y().toInts());
    assertThat(predicted.x().toDoubles()).containsExactly(scores.toDoubles(), within(1e-6));
    assertThat(ConfusionMatrix.of(predicted.x(), predicted.y()).accuracy())
        .isEqualTo(learner.validate().get("accuracy"));
    assertThat(scores.requiresGrad()).isFalse();
  }

  @Example
  void onlyTheStepsAreInTrainingMode() {
    List<Boolean> modes = new ArrayList<>();
    List<Boolean> recorded = new ArrayList<>();
    Linear linear = new Linear(new Generator(0), 4, 3);
    Layer spy =
        new Layer() {
          @Override
          public Tensor forward(Tensor x) {
            modes.add(Training.isOn());
            Tensor y = linear.forward(x);
            recorded.add(y.requiresGrad());
            return y;
          }

          @Override
          public Map<String, Tensor> state() {
            return linear.state();
          }
        };
    Learner learner = Fits.learner(spy);
    learner.fit(1, 0.1);
    assertThat(modes).containsExactly(true, true, true, true, false, false, false);
    assertThat(recorded).isEqualTo(modes);
    // Also where training is on around it.
    modes.clear();
    Training.on(learner::validate);
    Training.on(() -> learner.predict(Tensor.zeros(1, 4)));
    assertThat(modes).containsOnly(false);
  }

  /// Writes down each call and where the fit is then.
  private static Callback witness(List<String> calls) {
    return (Callback)
        Proxy.newProxyInstance(
            Callback.class.getClassLoader(),
            new Class<?>[] {Callback.class},
            (Object _, Method method, Object[] arguments) -> {
              assertThat(Training.isOn()).isFalse();
              Fit fit = (Fit) arguments[0];
              calls.add(method.getName() + " " + fit.epoch() + " " + fit.step());
              return null;
            });
  }

  @Example
  void callbacksAreCalledAtEachStage() {
    List<String> calls = new ArrayList<>();
    Learner learner =
        new Learner(
            Fits.model(0), Losses::crossEntropy, p -> new SGD(p, 1), Fits.loader(1, 6), null);
    learner.fit(2, 0.1, witness(calls));
    assertThat(calls)
        .containsExactly(
            "beforeFit 0 0",
            "beforeEpoch 0 0",
            "beforeBatch 0 0",
            "afterLoss 0 0",
            "afterBackward 0 0",
            "afterStep 0 0",
            "beforeBatch 0 1",
            "afterLoss 0 1",
            "afterBackward 0 1",
            "afterStep 0 1",
            "afterEpoch 0 2",
            "beforeEpoch 1 2",
            "beforeBatch 1 2",
            "afterLoss 1 2",
            "afterBackward 1 2",
            "afterStep 1 2",
            "beforeBatch 1 3",
            "afterLoss 1 3",
            "afterBackward 1 3",
            "afterStep 1 3",
            "afterEpoch 1 4",
            "afterFit 2 4");
  }

  @Example
  void aStopInTheMiddleLeavesTheRestOut() {
    List<String> calls = new ArrayList<>();
    Sequential model = Fits.model(0);
    List<List<Integer>> before = Fits.values(model);
    Callback stop =
        new Callback() {
          @Override
          public void afterLoss(Fit fit) {
            fit.stop();
          }
        };
    assertThat(Fits.learner(model).fit(2, 0.1, stop, witness(calls))).isEmpty();
    assertThat(calls)
        .containsExactly(
            "beforeFit 0 0", "beforeEpoch 0 0", "beforeBatch 0 0", "afterLoss 0 0", "afterFit 0 0");
    assertThat(Fits.values(model)).isEqualTo(before);
  }

  /// The last of 5 steps is alone in its epoch, which has a validation and figures.
  @Example
  void anEpochCanEndEarly() {
    List<String> calls = new ArrayList<>();
    Callback end =
        new Callback() {
          @Override
          public void afterStep(Fit fit) {
            if (fit.step() == 4) {
              fit.endEpoch();
            }
          }
        };
    Learner learner = Fits.learner(Fits.model(0));
    List<Map<String, Double>> history = learner.fit(2, 0.1, end, witness(calls));
    assertThat(learner.training().size()).isEqualTo(4);
    assertThat(calls.stream().filter(call -> call.startsWith("afterStep"))).hasSize(5);
    assertThat(calls).endsWith("afterStep 1 4", "afterEpoch 1 5", "afterFit 2 5");
    assertThat(history).hasSize(2);
    assertThat(history.getLast()).containsAllEntriesOf(learner.validate());
  }

  @Example
  void otherDataCanBeValidated() {
    Learner learner = Fits.learner(Fits.model(0));
    DataLoader other = new DataLoader(Samples.of(Fits.data(5)), 3);
    double mean = 0;
    try (Batches batches = other.epoch(0)) {
      for (Dataset batch : batches) {
        mean += batch.size() * Losses.crossEntropy(learner.predict(batch.x()), batch.y()).item();
      }
    }
    assertThat(learner.validate(other).get("valid_loss"))
        .isCloseTo(mean / Fits.data(5).size(), within(1e-6));
  }

  @Example
  void fineTuningTrainsTheHeadFirstAndThenEachGroupAtItsRate() {
    Sequential body = Fits.model(3);
    Linear middle = new Linear(new Generator(1), 3, 3);
    Sequential model = new Sequential(body, middle, new Linear(new Generator(2), 3, 3));
    Learner learner = Fits.learner(model).split("1", "2");
    assertThat(learner.optimizers())
        .extracting(o -> o.parameters().size())
        .containsExactly(4, 2, 2);
    List<List<Integer>> before = Fits.values(body);
    List<List<Double>> rates = new ArrayList<>();
    Callback spy =
        new Callback() {
          @Override
          public void beforeFit(Fit fit) {
            assertThat(Fits.values(body)).as("frozen until here").isEqualTo(before);
            assertThat(model.parameters()).hasSize(8);
          }

          @Override
          public void afterStep(Fit fit) {
            rates.add(learner.optimizers().stream().map(Optimizer::lr).toList());
          }
        };
    Tensor head = learner.parameters().get("2.weight");
    float[] headBefore = head.toFloats();
    learner.fineTune(0, 0.1, spy);
    assertThat(head.toFloats()).isNotEqualTo(headBefore);
    learner.fineTune(2, 0.1, spy);
    assertThat(Fits.values(body)).isNotEqualTo(before);
    assertThat(rates).hasSize(8);
    for (int step = 0; step < 8; step++) {
      double lr = 0.05 * Schedule.oneCycle(0.3, 5, 1e5).factor(step, 8);
      List<Double> now = rates.get(step);
      assertThat(now.get(0)).isCloseTo(lr / 100, within(1e-12));
      assertThat(now.get(1)).isCloseTo(lr / 10, within(1e-12));
      assertThat(now.get(2)).isCloseTo(lr, within(1e-12));
    }
  }

  @Example
  void whatIsFrozenCostsNoGradient() {
    Sequential model = Fits.model(3);
    Learner learner = Fits.learner(model).split("2");
    learner.fit(1, 0.1);
    learner.freeze(1);
    List<List<Integer>> before = Fits.values(model);
    learner.fit(1, 0.1);
    List<List<Integer>> after = Fits.values(model);
    assertThat(after.get(0)).isEqualTo(before.get(0));
    assertThat(after.get(1)).isEqualTo(before.get(1));
    assertThat(after.get(2)).isNotEqualTo(before.get(2));
    assertThat(learner.parameters().get("0.weight").grad()).isNull();
    assertThat(model.parameters().keySet()).containsExactly("2.weight", "2.bias");
    learner.freeze(0);
    assertThat(model.parameters()).hasSize(4);
    learner.fit(1, 0.1);
    assertThat(Fits.values(model).getFirst()).isNotEqualTo(before.getFirst());
  }

  /// Two groups at the same rate are one.
  @Example
  void groupsAtOneRateAreOneGroup() {
    Sequential one = Fits.model(3);
    Sequential two = Fits.model(3);
    Fits.learner(one).fitOneCycle(2, 0.1);
    Fits.learner(two).split("2").fitOneCycle(2, 0.1);
    assertThat(Fits.values(two)).isEqualTo(Fits.values(one));
  }

  @Example
  void groupsOfOnesOwn() {
    Sequential model = Fits.model(3);
    Learner learner = Fits.learner(model);
    Map<String, Tensor> all = learner.parameters();
    List<Tensor> weights = List.of(all.get("0.weight"), all.get("2.weight"));
    List<Tensor> biases = List.of(all.get("0.bias"), all.get("2.bias"));
    learner.optimizers(List.of(new SGD(weights, 1), new AdamW(biases, 1)));
    List<List<Integer>> before = Fits.values(model);
    learner.fit(1, new double[] {0, 0.1});
    List<List<Integer>> after = Fits.values(model);
    assertThat(after.get(0)).isEqualTo(before.get(0));
    assertThat(after.get(1)).isNotEqualTo(before.get(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> learner.optimizers(List.of(new SGD(weights, 1))))
        .withMessageContaining("the model's 4 parameters, each once, and got 2");
    List<Tensor> others = List.copyOf(Fits.model(3).parameters().values());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> learner.optimizers(List.of(new SGD(others, 1))));
  }

  @Example
  void lrFindRestoresEverything() {
    for (boolean split : new boolean[] {false, true}) {
      Sequential model = Fits.model(4);
      Learner learner = Fits.learner(model);
      learner = split ? learner.split("2") : learner;
      learner.fit(1, 0.1);
      Sequential other = Fits.model(4);
      Learner same = Fits.learner(other);
      same = split ? same.split("2") : same;
      same.fit(1, 0.1);
      LrCurve curve = learner.lrFind();
      assertThat(curve.rates()).hasSizeBetween(20, 100).hasSameSizeAs(curve.losses());
      assertThat(curve.rates().getFirst()).isEqualTo(1e-7);
      assertThat(curve.rates()).isSorted();
      assertThat(curve.suggestion()).isBetween(1e-4, 10.0);
      assertThat(Fits.values(model)).isEqualTo(Fits.values(other));
      assertThat(learner.parameters().get("0.weight").grad()).isNull();
      // Weights, momentum and order: what follows is the same, too.
      assertThat(learner.fit(2, 0.1)).isEqualTo(same.fit(2, 0.1));
      assertThat(Fits.values(model)).isEqualTo(Fits.values(other));
    }
  }

  /// The steepest fall of a curve that falls once, between its ends.
  @Example
  void theSuggestionIsWhereTheLossFallsMostSteeply() {
    List<Double> rates = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      rates.add(Math.pow(10, i / 10.0 - 5));
      losses.add(1 - Math.tanh((i - 31) / 4.0));
    }
    assertThat(LrCurve.of(rates, losses).suggestion()).isEqualTo(rates.get(31));
    assertThat(LrCurve.of(rates, rates).suggestion()).isNaN();
  }

  @Example
  void refusesWhatCanNotBeDone() {
    Learner learner = Fits.learner(Fits.model(0));
    assertThatIllegalArgumentException().isThrownBy(() -> learner.fit(-1, 0.1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> learner.fit(1, new double[] {1, 2}))
        .withMessageContaining("2 for 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> learner.split("2", "0"))
        .withMessageContaining("[0.weight, 0.bias, 2.weight, 2.bias]");
    assertThatIllegalArgumentException().isThrownBy(() -> learner.split("0"));
    assertThatIllegalArgumentException().isThrownBy(() -> learner.split("2.w"));
    assertThatIllegalArgumentException().isThrownBy(() -> learner.freeze(1));
    assertThatIllegalStateException()
        .isThrownBy(() -> learner.fineTune(1, 0.1))
        .withMessageContaining("split");
    Learner nothing =
        new Learner(
            Fits.model(0),
            Losses::mse,
            p -> new SGD(p, 1),
            Fits.loader(0, 50).droppingLast(),
            null);
    assertThatIllegalArgumentException().isThrownBy(() -> nothing.fit(1, 0.1));
    assertThatIllegalStateException()
        .isThrownBy(nothing::validate)
        .withMessageContaining("no validation set");
  }
}
