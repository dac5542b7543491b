package gradus.nn.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Tensor;
import gradus.nn.AdamW;
import gradus.nn.Dataset;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.StateDict;
import gradus.nn.distributed.Runs.Outcome;
import gradus.nn.distributed.Runs.Part;
import gradus.nn.io.Safetensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Beside the ordinary loop on one machine.
class OneMachineTest {
  private static final int STEPS = 4;

  private enum Example {
    DROPOUT(Runs.DROPOUT, Runs.classes(20)),
    STATISTICS(Runs.STATISTICS, Runs.numbers(20)),
    /// A parameter without a gradient, which weight decay would change, and one that isn't trained.
    UNUSED(
        TrainingPlan.of(
            g -> new Unused(new Linear(g, Runs.COLUMNS, Runs.CLASSES), new Linear(g, 2, 2)),
            parameters ->
                new AdamW(
                    parameters.stream().filter(parameter -> parameter.rank() == 2).toList(), 0.1),
            Losses::mse),
        Runs.numbers(20));

    private final TrainingPlan plan;
    private final Dataset rows;

    Example(TrainingPlan plan, Dataset rows) {
      this.plan = plan.shards(1).batchSize(Integer.MAX_VALUE).epochs(STEPS);
      this.rows = rows;
    }
  }

  private record Unused(Layer used, Layer unused) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return used.forward(x);
    }

    @Override
    public Map<String, Tensor> state() {
      return new StateDict().add("used", used).add("unused", unused).tensors();
    }
  }

  private static List<Shard> split(Dataset rows, int shards) {
    return List.copyOf(HeapShard.split(rows, shards));
  }

  @ParameterizedTest
  @EnumSource(Example.class)
  void oneShardHasTheBitsOfTheOrdinaryLoop(Example example) throws IOException {
    OneMachine machine = new OneMachine(example.plan);
    List<Double> losses = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      losses.add(machine.step(example.rows, step, STEPS));
    }
    Outcome outcome =
        Runs.run(example.plan, split(example.rows, 1), List.of(), new Part(1, 3), new Part(1, 9));
    assertThat(outcome.losses()).isEqualTo(losses);
    OneMachine loaded = new OneMachine(example.plan);
    assertThat(loaded.checkpoint().load(outcome.state()))
        .isEqualTo(Map.of("step", "4", "epoch", "4"));
    assertThat(loaded.bytes()).isEqualTo(machine.bytes());
  }

  /// Sums of rows are rounded in another order; dropout and statistics would differ more.
  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void severalShardsDifferByRounding(int shards) throws IOException {
    Example example = Example.UNUSED;
    Outcome one = Runs.run(example.plan, split(example.rows, 1), List.of(), new Part(1, STEPS));
    Outcome several =
        Runs.run(
            example.plan.shards(shards),
            split(example.rows, shards),
            List.of(),
            new Part(2, STEPS));
    for (int step = 0; step < STEPS; step++) {
      assertThat(several.losses().get(step))
          .isCloseTo(one.losses().get(step), within(1e-6 * one.losses().get(step)));
    }
    assertThat(Safetensors.load(several.state()).tensors().get("model.used.weight").toFloats())
        .containsExactly(
            Safetensors.load(one.state()).tensors().get("model.used.weight").toFloats(),
            within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource(Example.class)
  void aRunMovesFromOneMachineToWorkersAndBack(Example example) throws IOException {
    OneMachine machine = new OneMachine(example.plan);
    for (int step = 0; step < STEPS; step++) {
      machine.step(example.rows, step, STEPS);
    }
    OneMachine first = new OneMachine(example.plan);
    first.step(example.rows, 0, STEPS);
    byte[] begun = first.withGenerator().toBytes(Map.of("step", "1", "name", "mine"));
    byte[] middle =
        Runs.from(begun, example.plan, split(example.rows, 1), List.of(), new Part(1, 2)).state();
    OneMachine last = new OneMachine(example.plan);
    assertThat(last.checkpoint().load(middle))
        .isEqualTo(Map.of("step", "3", "epoch", "3", "name", "mine"));
    last.step(example.rows, 3, STEPS);
    assertThat(last.bytes()).isEqualTo(machine.bytes());
  }

  /// Steps count from 0 if the checkpoint doesn't say otherwise.
  @Test
  void aCheckpointWithoutStepsBeginsARun() throws IOException {
    Example example = Example.DROPOUT;
    OneMachine first = new OneMachine(example.plan.seed(99));
    byte[] weights = first.checkpoint().toBytes(Map.of());
    Outcome outcome =
        Runs.from(weights, example.plan, split(example.rows, 1), List.of(), new Part(1, 9));
    OneMachine expected = new OneMachine(example.plan);
    expected.checkpoint().load(weights);
    assertThat(outcome.losses()).hasSize(STEPS);
    assertThat(outcome.losses().getFirst()).isEqualTo(expected.step(example.rows, 0, STEPS));
  }
}
