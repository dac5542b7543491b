package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import gradus.nn.io.SafetensorsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Layers with tensors that are not parameters, and with components of their own.
class StateTest {
  /// Subtracts the mean of the columns: that of the batch in training, else a running mean.
  private record Centering(Tensor runningMean, Tensor scale) implements Layer {
    Centering(int columns) {
      this(Tensor.zeros(columns), Tensor.ones(columns).requiresGrad(true));
    }

    @Override
    public Tensor forward(Tensor x) {
      if (!Training.isOn()) {
        return x.sub(runningMean).mul(scale);
      }
      Tensor mean = x.mean(0);
      Tensor.noGrad(() -> runningMean.combineInPlace(0.75, mean.detach(), 0.25));
      return x.sub(mean).mul(scale);
    }

    @Override
    public Map<String, Tensor> state() {
      return new StateDict().add("weight", scale).add("running_mean", runningMean).tensors();
    }
  }

  /// A component with a component that has a buffer, and one that may be absent.
  private record Block(Linear fc1, Centering norm, Linear shortcut) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      Tensor y = norm.forward(fc1.forward(x)).relu();
      return y.add(shortcut == null ? x : shortcut.forward(x));
    }

    @Override
    public Map<String, Tensor> state() {
      return new StateDict().add("fc1", fc1).add("bn1", norm).add("downsample", shortcut).tensors();
    }
  }

  private static Sequential model(long seed) {
    Generator g = new Generator(seed);
    return new Sequential(
        new Block(new Linear(g, 3, 3, false), new Centering(3), null),
        new ReLU(),
        new Block(new Linear(g, 3, 2), new Centering(2), new Linear(g, 3, 2, false)));
  }

  private static double[] train(Sequential model, Optimizer optimizer, Generator generator) {
    Generator fixed = new Generator(99);
    Dataset data = new Dataset(Tensor.randn(fixed, 9, 3), Tensor.rand(fixed, 9, 2));
    return Trainer.fit(model, data, Losses::mse, optimizer, 3, 4, generator, (_, _) -> {});
  }

  @Test
  void theStateHasWhatGradientsDoNotChangeAndNamesAsInPyTorch() {
    Sequential model = model(1);
    assertThat(model.state().keySet())
        .containsExactly(
            "0.fc1.weight",
            "0.bn1.weight",
            "0.bn1.running_mean",
            "2.fc1.weight",
            "2.fc1.bias",
            "2.bn1.weight",
            "2.bn1.running_mean",
            "2.downsample.weight");
    assertThat(model.parameters().keySet())
        .containsExactly(
            "0.fc1.weight",
            "0.bn1.weight",
            "2.fc1.weight",
            "2.fc1.bias",
            "2.bn1.weight",
            "2.downsample.weight");
    Block first = (Block) model.layers().getFirst();
    assertThat(model.state().get("0.bn1.running_mean")).isSameAs(first.norm().runningMean());
    assertThat(model.parameters().get("0.bn1.weight")).isSameAs(first.norm().scale());
  }

  @Test
  void aFrozenParameterStaysInTheState() {
    Linear layer = new Linear(new Generator(1), 2, 2);
    layer.bias().requiresGrad(false);
    assertThat(layer.parameters().keySet()).containsExactly("weight");
    assertThat(layer.state().keySet()).containsExactly("weight", "bias");
  }

  @Test
  void aSharedParameterIsOneParameterOfTwoNames() {
    Linear shared = new Linear(new Generator(1), 2, 2);
    Sequential model = new Sequential(shared, new Tanh(), shared);
    assertThat(model.state().keySet()).containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
    assertThat(model.parameters().keySet()).containsExactly("0.weight", "0.bias");
    Tensor before = shared.weight().detach().copy();
    Optimizer optimizer = new SGD(model.parameters().values(), 0.1);
    model.forward(Tensor.ones(1, 2)).sum().backward();
    optimizer.step();
    assertThat(shared.weight().toFloats()).isNotEqualTo(before.toFloats());
  }

  /// The table of words and the last layer of a language model are one tensor.
  private static Sequential tied(long seed) {
    Generator g = new Generator(seed);
    Embedding words = new Embedding(g, 5, 3);
    return new Sequential(
        List.of("wte", "h", "lm_head"),
        List.of(words, new Linear(g, 3, 3), new Linear(words.weight(), null)));
  }

  @Test
  void tiedWeightsAreOneParameterAndSavedOnce(@TempDir Path folder) throws IOException {
    Sequential model = tied(1);
    assertThat(model.state().keySet())
        .containsExactly("wte.weight", "h.weight", "h.bias", "lm_head.weight");
    assertThat(model.parameters().keySet()).containsExactly("wte.weight", "h.weight", "h.bias");
    Optimizer optimizer = new AdamW(model.parameters().values(), 0.1);
    Tensor words = model.state().get("wte.weight");
    Losses.crossEntropy(model.forward(Tensor.of(1, 4)), Tensor.of(2, 0)).backward();
    // Both uses have a part: rows that were looked up, and all rows of the last layer.
    assertThat(words.grad().toFloats()).doesNotContain(0);
    optimizer.step();

    Path file = folder.resolve("tied.safetensors");
    Safetensors.save(file, model.state(), Map.of());
    assertThat(Safetensors.load(file).tensors().keySet())
        .containsExactly("wte.weight", "h.weight", "h.bias");
    Sequential second = tied(2);
    Safetensors.loadInto(second.state(), Safetensors.load(file).tensors());
    second
        .state()
        .forEach(
            (name, tensor) ->
                assertThat(tensor.toFloats()).containsExactly(model.state().get(name).toFloats()));

    Checkpoint checkpoint = new Checkpoint(model, optimizer, List.of());
    Sequential third = tied(3);
    Optimizer thirdOptimizer = new AdamW(third.parameters().values(), 0.1);
    new Checkpoint(third, thirdOptimizer, List.of()).load(checkpoint.toBytes(Map.of()));
    assertThat(third.state().get("lm_head.weight").toFloats()).containsExactly(words.toFloats());
    assertThat(third.state().get("wte.weight")).isSameAs(third.state().get("lm_head.weight"));
  }

  @Test
  void tiedWeightsAreLoadedByAnyOfTheirNames() {
    Sequential model = tied(1);
    Map<String, Tensor> from = new LinkedHashMap<>(tied(2).state());
    Tensor words = from.get("wte.weight");
    from.put("lm_head.weight", words.copy());
    Safetensors.loadInto(model.state(), from);
    assertThat(model.state().get("wte.weight").toFloats()).containsExactly(words.toFloats());

    Map<String, Tensor> last = new LinkedHashMap<>(tied(3).state());
    Tensor other = last.remove("wte.weight");
    Safetensors.loadInto(model.state(), last);
    assertThat(model.state().get("wte.weight").toFloats()).containsExactly(other.toFloats());

    from.put("lm_head.weight", other);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.loadInto(model.state(), from))
        .withMessage("loadInto: lm_head.weight and wte.weight are one tensor, but have two values");
    from.keySet().removeAll(List.of("wte.weight", "lm_head.weight"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.loadInto(model.state(), from))
        .withMessage("loadInto: lm_head.weight or wte.weight is missing");
    assertThat(model.state().get("wte.weight").toFloats()).containsExactly(other.toFloats());
  }

  @Test
  void trainingGoesOnFromACheckpointWithItsBuffers(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("checkpoint.safetensors");
    Sequential model = model(1);
    Optimizer optimizer = new AdamW(model.parameters().values(), 0.1);
    Generator generator = new Generator(5);
    Tensor mean = model.state().get("2.bn1.running_mean");
    train(model, optimizer, generator);
    assertThat(mean.toFloats()).doesNotContain(0);
    new Checkpoint(model, optimizer, List.of(generator)).save(file, Map.of());
    double[] expected = train(model, optimizer, generator);

    Sequential second = model(2);
    Optimizer secondOptimizer = new AdamW(second.parameters().values(), 0.1);
    Generator secondGenerator = new Generator(6);
    new Checkpoint(second, secondOptimizer, List.of(secondGenerator)).load(file);
    assertThat(train(second, secondOptimizer, secondGenerator)).containsExactly(expected);
    model
        .state()
        .forEach(
            (name, tensor) ->
                assertThat(second.state().get(name).toFloats())
                    .as(name)
                    .containsExactly(tensor.toFloats()));
    Tensor x = Tensor.randn(new Generator(3), 4, 3);
    assertThat(second.forward(x).toFloats()).containsExactly(model.forward(x).toFloats());
  }

  @Test
  void aCheckpointWithoutABufferIsRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("checkpoint.safetensors");
    Sequential model = model(1);
    Checkpoint checkpoint =
        new Checkpoint(model, new SGD(model.parameters().values(), 0.1), List.of());
    checkpoint.save(file, Map.of());
    Map<String, Tensor> tensors = new LinkedHashMap<>(Safetensors.load(file).tensors());
    tensors.remove("model.0.bn1.running_mean");
    Safetensors.save(file, tensors, Map.of());
    assertThatExceptionOfType(SafetensorsException.class)
        .isThrownBy(() -> checkpoint.load(file))
        .withMessageContaining("0.bn1.running_mean is missing");
  }

  @Test
  void namesAreChecked() {
    Tensor x = Tensor.zeros(1);
    Layer layer = new Linear(x.reshape(1, 1), x);
    for (String bad : new String[] {"", "a.b"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new StateDict().add(bad, x))
          .withMessageContaining('"' + bad + '"');
      assertThatIllegalArgumentException().isThrownBy(() -> new StateDict().add(bad, layer));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StateDict().add("a", x).add("a", x))
        .withMessageContaining("two tensors of the name a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StateDict().add("a", layer).add("a", layer))
        .withMessageContaining("two tensors of the name a.weight");
  }
}
