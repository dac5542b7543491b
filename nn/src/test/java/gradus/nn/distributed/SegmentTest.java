package gradus.nn.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Backends;
import gradus.engine.Tensor;
import gradus.nn.BatchNorm;
import gradus.nn.Dataset;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.SGD;
import gradus.nn.Sequential;
import gradus.nn.distributed.Runs.Outcome;
import gradus.nn.distributed.Runs.Part;
import gradus.nn.io.Safetensors;
import gradus.nn.io.SafetensorsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a segment does beside taking the same steps with any number of workers.
@Timeout(60)
class SegmentTest {
  private static final Part WHOLE = new Part(1, Segment.ALL_STEPS);

  private static Map<String, Tensor> tensors(byte[] state) throws SafetensorsException {
    return Safetensors.load(state).tensors();
  }

  private static List<Shard> split(Dataset rows, int shards) {
    return List.copyOf(HeapShard.split(rows, shards));
  }

  @Test
  void theResultSaysWhereTheRunIs() throws IOException {
    List<Shard> rows = Runs.shards(Runs.classes(38));
    ConcurrentLinkedQueue<Integer> steps = new ConcurrentLinkedQueue<>();
    Segment.Result first =
        new Segment(Runs.DROPOUT, 4).run(null, rows, List.of(), Collective.single(), steps::add);
    assertThat(steps).containsExactly(0, 1, 2, 3);
    assertThat(first.firstStep()).isZero();
    assertThat(first.endStep()).isEqualTo(4);
    assertThat(first.stepsPerEpoch()).isEqualTo(3);
    assertThat(first.runSteps()).isEqualTo(9);
    assertThat(first.isComplete()).isFalse();
    assertThat(first.validations()).isEmpty();
    assertThat(first.computing()).hasSize(4);
    assertThat(first.exchanging()).hasSize(4);
    assertThat(Safetensors.load(first.state()).metadata())
        .isEqualTo(Map.of("step", "4", "epoch", "1"));
    Segment all = new Segment(Runs.DROPOUT, Segment.ALL_STEPS);
    Segment.Result second = all.run(first.state(), rows, Collective.single());
    assertThat(second.firstStep()).isEqualTo(4);
    assertThat(second.losses()).hasSize(5);
    assertThat(second.isComplete()).isTrue();
    Segment.Result none = all.run(second.state(), rows, Collective.single());
    assertThat(none.losses()).isEmpty();
    assertThat(none.isComplete()).isTrue();
    assertThat(none.state()).isEqualTo(second.state());
  }

  @Test
  void onlyTheFirstWorkerReturnsTheState() throws IOException {
    List<Shard> rows = Runs.shards(Runs.classes(38));
    Segment segment = new Segment(Runs.DROPOUT, 1);
    List<Segment.Result> results =
        WorkerThreads.run(2, worker -> segment.run(null, Shards.own(rows, worker), worker));
    assertThat(results.get(0).state()).isNotNull();
    assertThat(results.get(1).state()).isNull();
    assertThat(results.get(1).losses()).isEqualTo(results.get(0).losses());
  }

  @Test
  void shardsWithoutRowsMayBeMissing() throws IOException {
    List<Shard> rows = Runs.shards(Runs.classes(38));
    List<Shard> some = rows.stream().filter(shard -> shard.rows() > 0).toList().reversed();
    Segment segment = new Segment(Runs.DROPOUT, 2);
    assertThat(segment.run(null, some, Collective.single()).state())
        .isEqualTo(segment.run(null, rows, Collective.single()).state());
  }

  @Test
  void aValidationIsTheMeanOverAllRows() throws IOException {
    Dataset rows = Runs.numbers(300);
    Outcome outcome = Runs.run(Runs.STATISTICS, split(rows, 7), split(rows, 7), new Part(3, 33));
    Validation last = outcome.validations().getLast();
    assertThat(outcome.validations()).hasSize(3);
    assertThat(last.epoch()).isEqualTo(3);
    assertThat(last.rows()).isEqualTo(300);
    OneMachine machine = new OneMachine(Runs.STATISTICS);
    machine.checkpoint().load(outcome.state());
    Tensor prediction = machine.model().forward(rows.x());
    assertThat(last.loss())
        .isCloseTo(Losses.mse(prediction, rows.y()).item(), within(1e-6 * last.loss()));
    assertThat(last.metrics().get("l1"))
        .isCloseTo(Losses.l1(prediction, rows.y()).item(), within(1e-6));
  }

  @Test
  void runningStatisticsAreTheMeansOverTheShards() throws IOException {
    Dataset rows = Runs.numbers(10);
    TrainingPlan plan =
        TrainingPlan.of(
                g -> new Sequential(new BatchNorm(Runs.COLUMNS), new Linear(g, Runs.COLUMNS, 3)),
                parameters -> new SGD(parameters, 0.1),
                Losses::mse)
            .shards(3)
            .epochs(2);
    List<Shard> shards = new ArrayList<>();
    int[] ends = {0, 2, 4, 10};
    for (int i = 0; i < 3; i++) {
      Dataset part =
          new Dataset(
              rows.x().slice(0, ends[i], ends[i + 1]), rows.y().slice(0, ends[i], ends[i + 1]));
      shards.add(Runs.written(part, ShardWriter.onHeap(i, RowSpec.of(rows))));
    }
    Map<String, Tensor> state = tensors(Runs.run(plan, shards, List.of(), new Part(2, 2)).state());
    float[] mean = new float[Runs.COLUMNS];
    float[] variance = new float[Runs.COLUMNS];
    for (int column = 0; column < Runs.COLUMNS; column++) {
      double means = 0;
      double variances = 0;
      for (int i = 0; i < 3; i++) {
        Tensor x = rows.x().slice(0, ends[i], ends[i + 1]).slice(1, column, column + 1);
        means += x.mean().item() * x.size() / 10;
        variances += Math.pow(x.std().item(), 2) * x.size() / 10;
      }
      // Two steps with a momentum of 0.1 from 0 and 1.
      mean[column] = (float) (0.19 * means);
      variance[column] = (float) (0.81 + 0.19 * variances);
    }
    assertThat(state.get("model.0.running_mean").toFloats()).containsExactly(mean, within(1e-6f));
    assertThat(state.get("model.0.running_var").toFloats())
        .containsExactly(variance, within(1e-6f));
    assertThat(state.get("model.0.num_batches_tracked").toInts()).containsExactly(2);
  }

  @Test
  void aLossThatIsNotFiniteNamesTheStep() {
    TrainingPlan plan =
        TrainingPlan.of(
                g -> new Linear(g, Runs.COLUMNS, Runs.CLASSES),
                parameters -> new SGD(parameters, 1e12),
                Losses::mse)
            .shards(2)
            .epochs(100);
    List<Shard> rows = split(Runs.numbers(20), 2);
    assertThatThrownBy(() -> Runs.run(plan, rows, List.of(), new Part(2, Segment.ALL_STEPS)))
        .isInstanceOfSatisfying(
            DivergedException.class,
            e -> {
              assertThat(e.step()).isBetween(1, 3);
              assertThat(e).hasMessageMatching("step " + e.step() + ": the loss is (NaN|Infinity)");
            });
  }

  @Test
  void parametersThatAreNotFiniteDoNotGetIntoAState() {
    TrainingPlan plan =
        TrainingPlan.of(
            g -> new Linear(g, Runs.COLUMNS, Runs.CLASSES),
            parameters -> new SGD(parameters, 3e38),
            (prediction, target) -> Losses.mse(prediction, target).mul(100));
    assertThatThrownBy(() -> Runs.run(plan, split(Runs.numbers(20), 1), List.of(), WHOLE))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("step 0: a parameter")
        .hasMessageContaining("NaN or infinite");
  }

  @Test
  void aHookThatThrowsReleasesTheOtherWorkers() throws IOException {
    List<Shard> rows = Runs.shards(Runs.classes(38));
    IllegalStateException fault = new IllegalStateException("stop");
    assertThatThrownBy(
            () ->
                WorkerThreads.run(
                    3,
                    worker ->
                        new Segment(Runs.DROPOUT, 9)
                            .run(
                                null,
                                Shards.own(rows, worker),
                                List.of(),
                                worker,
                                step -> {
                                  if (worker.rank() == 2 && step == 3) {
                                    throw fault;
                                  }
                                })))
        .isSameAs(fault);
  }

  @Test
  void workersMustAgree() throws IOException {
    List<Shard> rows = Runs.shards(Runs.classes(38));
    Segment segment = new Segment(Runs.DROPOUT, 1);
    byte[] state = segment.run(null, rows, Collective.single()).state();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                WorkerThreads.run(
                    3,
                    worker ->
                        segment.run(
                            worker.rank() == 2 ? state : null, Shards.own(rows, worker), worker)))
        .withMessageContaining("the workers 0 and 2 were given different states");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                WorkerThreads.run(
                    2,
                    worker ->
                        new Segment(Runs.DROPOUT.seed(worker.rank()), 1)
                            .run(null, Shards.own(rows, worker), worker)))
        .withMessageContaining("the workers 0 and 1 were given different plans");
    assertThatThrownBy(
            () ->
                WorkerThreads.run(
                    2,
                    worker ->
                        on(worker, () -> segment.run(null, Shards.own(rows, worker), worker))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "the workers 0 and 1 compute different bits; this one has Fingerprint[");
  }

  /// Runs a worker on a backend of its own.
  private static <T> T on(Collective worker, Callable<T> body) {
    return Backends.using(
        Backends.named(worker.rank() == 0 ? "reference" : "simd"),
        () -> {
          try {
            return body.call();
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void mistakesAreNamed() throws IOException {
    List<Shard> rows = Runs.shards(Runs.classes(38));
    Segment segment = new Segment(Runs.DROPOUT, 1);
    byte[] state = segment.run(null, rows, Collective.single()).state();
    assertThatIllegalArgumentException().isThrownBy(() -> new Segment(Runs.DROPOUT, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> segment.run(null, List.of(rows.get(1), rows.get(1)), Collective.single()))
        .withMessageContaining("worker 0 of 1 has the shards from 0 to 6, each once, not shard 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkerThreads.run(2, worker -> segment.run(null, rows, worker)))
        .withMessageContaining("of 2 has the shards from");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> segment.run(null, List.of(), Collective.single()))
        .withMessageContaining("0 rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkerThreads.run(8, worker -> segment.run(null, List.of(), worker)))
        .withMessageContaining("of 8 with 7 shards");
    assertThatThrownBy(
            () ->
                new Segment(Runs.STATISTICS, 1)
                    .run(state, Runs.shards(Runs.numbers(38)), Collective.single()))
        .isInstanceOf(SafetensorsException.class);
    byte[] broken = new OneMachine(Runs.DROPOUT).checkpoint().toBytes(Map.of("step", "soon"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> segment.run(broken, rows, Collective.single()))
        .withMessageContaining("step is \"soon\"");
    TrainingPlan vector =
        TrainingPlan.of(
            Runs.STATISTICS.model(), Runs.STATISTICS.optimizer(), (prediction, _) -> prediction);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Runs.run(vector, split(Runs.numbers(9), 1), List.of(), WHOLE))
        .withMessageContaining("a loss must be an f32 scalar");
  }
}
