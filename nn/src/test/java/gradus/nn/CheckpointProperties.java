package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import gradus.nn.io.SafetensorsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

class CheckpointProperties {
  private static final int ROWS = 7;
  private static final Dataset DATA = data();

  private Path file;

  @BeforeProperty
  void createFile() throws IOException {
    file = Files.createTempFile("checkpoint", ".safetensors");
  }

  @AfterProperty
  void deleteFile() throws IOException {
    Files.delete(file);
  }

  private static Dataset data() {
    Generator generator = new Generator(1);
    return new Dataset(Tensor.randn(generator, ROWS, 3), Tensor.rand(generator, ROWS, 2));
  }

  /// A network being trained, with all that draws on chance: the order of batches, and what is
  /// dropped.
  private static final class Run {
    private final Generator order;
    private final Generator chance;
    private final Sequential model;
    private final Optimizer optimizer;

    Run(OptimizerKind kind, long seed) {
      order = new Generator(seed);
      chance = new Generator(seed + 1);
      model =
          new Sequential(
              new Linear(order, 3, 4),
              new Tanh(),
              new Dropout(0.3, chance),
              new Linear(order, 4, 2));
      optimizer = kind.of(model.parameters().values());
      // Leaves a normal number over, which the state must keep.
      Tensor.randn(order, 1);
    }

    Checkpoint checkpoint() {
      return new Checkpoint(model, optimizer, List.of(order, chance));
    }

    double[] fit(int epochs, int batchSize) {
      return Trainer.fit(
          model, DATA, Losses::mse, optimizer, epochs, batchSize, order, (_, _) -> {});
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void savedLoadedAndContinuedIsNeverHavingStopped(
      @ForAll OptimizerKind kind,
      @ForAll long seed,
      @ForAll @IntRange(max = 4) int before,
      @ForAll @IntRange(max = 4) int after,
      @ForAll @IntRange(min = 1, max = ROWS) int batchSize,
      @ForAll @IntRange(max = 3) int astray,
      @ForAll boolean inBytes)
      throws IOException {
    Run whole = new Run(kind, seed);
    whole.fit(before, batchSize);
    double[] expected = whole.fit(after, batchSize);

    Run stopped = new Run(kind, seed);
    stopped.fit(before, batchSize);
    Map<String, String> metadata = Map.of("epoch", String.valueOf(before));
    stopped.checkpoint().save(file, metadata);
    byte[] bytes = stopped.checkpoint().toBytes(metadata);
    assertThat(bytes).isEqualTo(Files.readAllBytes(file));
    // Another seed, and it may have gone its own way for a while.
    Run continued = new Run(kind, ~seed);
    continued.fit(astray, batchSize);
    Checkpoint checkpoint = continued.checkpoint();
    assertThat(inBytes ? checkpoint.load(bytes) : checkpoint.load(file)).isEqualTo(metadata);
    assertThat(continued.fit(after, batchSize)).containsExactly(expected);
    same(state(continued), state(whole));
    assertThat(Tensor.randn(continued.order, 3).toFloats())
        .containsExactly(Tensor.randn(whole.order, 3).toFloats());
  }

  private Map<String, Tensor> state(Run run) throws IOException {
    run.checkpoint().save(file, Map.of());
    return Safetensors.load(file).tensors();
  }

  private static void same(Map<String, Tensor> actual, Map<String, Tensor> expected) {
    assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
    expected.forEach(
        (name, tensor) -> {
          assertThat(actual.get(name).spec()).as(name).isEqualTo(tensor.spec());
          assertThat(actual.get(name).toDoubles()).as(name).containsExactly(tensor.toDoubles());
        });
  }

  /// Each wrong in the part that is looked at last, so that the others must be taken back.
  @Property
  void aCheckpointThatDoesNotFitChangesNothing(@ForAll OptimizerKind kind) throws IOException {
    Run other = new Run(kind, 2);
    other.fit(2, 3);
    Map<String, Tensor> good = state(other);
    Map<String, Map<String, Tensor>> wrong = new LinkedHashMap<>();
    wrong.put("3.bias is f32[3], not f32[2]", with(good, "model.3.bias", Tensor.zeros(3)));
    wrong.put("3.bias is missing", with(good, "model.3.bias", null));
    wrong.put("no parameter 4.bias", with(good, "model.4.bias", Tensor.zeros(3)));
    wrong.put("generator.1 is missing", with(good, "generator.1", null));
    wrong.put("not i32[3]", with(good, "generator.1", Tensor.zeros(3).to(DType.I32)));
    wrong.put("bits are 0", with(good, "generator.1", Tensor.zeros(627).to(DType.I32)));
    wrong.put("more states of generators than 2", with(good, "generator.2", Tensor.zeros(1)));
    wrong.put(
        "which this optimizer does not have", with(good, "optimizer.9.exp_avg", Tensor.zeros(1)));
    wrong.put("a checkpoint has no \"weight\"", with(good, "weight", Tensor.zeros(1)));
    Run run = new Run(kind, 3);
    run.fit(1, 3);
    Map<String, Tensor> before = state(run);
    for (Map.Entry<String, Map<String, Tensor>> entry : wrong.entrySet()) {
      Safetensors.save(file, entry.getValue(), Map.of());
      assertThatExceptionOfType(SafetensorsException.class)
          .isThrownBy(() -> run.checkpoint().load(file))
          .withMessageStartingWith(file + ": ")
          .withMessageContaining(entry.getKey());
      same(state(run), before);
      byte[] bytes = Safetensors.toBytes(entry.getValue(), Map.of());
      assertThatExceptionOfType(SafetensorsException.class)
          .isThrownBy(() -> run.checkpoint().load(bytes))
          .withMessageStartingWith("byte[" + bytes.length + "]: ")
          .withMessageContaining(entry.getKey());
      same(state(run), before);
    }
  }

  private static Map<String, Tensor> with(Map<String, Tensor> good, String name, Tensor tensor) {
    Map<String, Tensor> changed = new LinkedHashMap<>(good);
    changed.put(name, tensor);
    changed.values().removeIf(Objects::isNull);
    return changed;
  }

  @Example
  void theNamesInTheFile() throws IOException {
    Run run = new Run(OptimizerKind.MOMENTUM, 1);
    run.fit(1, ROWS);
    assertThat(state(run).keySet())
        .containsExactly(
            "model.0.weight",
            "model.0.bias",
            "model.3.weight",
            "model.3.bias",
            "optimizer.0.momentum_buffer",
            "optimizer.1.momentum_buffer",
            "optimizer.2.momentum_buffer",
            "optimizer.3.momentum_buffer",
            "generator.0",
            "generator.1");
  }

  /// Two groups are saved under the numbers that one group of all parameters has, and one that
  /// doesn't fit changes neither.
  @Property(edgeCases = EdgeCasesMode.NONE)
  void optimizersOfSeveralGroups(@ForAll OptimizerKind kind, @ForAll @IntRange(max = 3) int steps)
      throws IOException {
    Run one = new Run(kind, 4);
    List<Tensor> parameters = List.copyOf(new Run(kind, 4).model.parameters().values());
    Run groups = new Run(kind, 4);
    List<Tensor> own = List.copyOf(groups.model.parameters().values());
    List<Optimizer> optimizers = List.of(kind.of(own.subList(0, 1)), kind.of(own.subList(1, 4)));
    for (int step = 0; step < steps; step++) {
      parameters.forEach(p -> p.grad(p.detach()));
      List<Tensor> gradients = parameters.stream().map(Tensor::grad).toList();
      one.optimizer.step(gradients);
      optimizers.get(0).step(gradients.subList(0, 1));
      optimizers.get(1).step(gradients.subList(1, 4));
    }
    Checkpoint checkpoint =
        new Checkpoint(groups.model, optimizers, List.of(groups.order, groups.chance));
    checkpoint.save(file, Map.of());
    Map<String, Tensor> saved = Safetensors.load(file).tensors();
    same(saved, state(one));
    one.checkpoint().save(file, Map.of());
    optimizers.get(1).load(Map.of());
    checkpoint.load(file);
    checkpoint.save(file, Map.of());
    same(Safetensors.load(file).tensors(), saved);
    Safetensors.save(file, with(saved, "optimizer.4.exp_avg", Tensor.zeros(1)), Map.of());
    assertThatExceptionOfType(SafetensorsException.class)
        .isThrownBy(() -> checkpoint.load(file))
        .withMessageContaining("4.exp_avg");
  }
}
