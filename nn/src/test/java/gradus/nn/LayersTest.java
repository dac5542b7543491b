package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayersTest {
  @Test
  void linearTakesAnyNumberOfAxes() {
    Linear linear =
        new Linear(Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}), Tensor.of(0.5, 0, 1));
    assertThat(linear.forward(Tensor.of(1.0, 10)).toDoubles()).containsExactly(21.5, 43, 66);
    assertThat(linear.forward(Tensor.ones(4, 5, 2)).shape()).isEqualTo(Shape.of(4, 5, 3));
    assertThatThrownBy(() -> linear.forward(Tensor.ones(4, 3)))
        .hasMessageContaining("matmul(f32[4, 3], f32[2, 3])");
    assertThatThrownBy(() -> new Linear(Tensor.ones(2, 3), Tensor.ones(3)))
        .hasMessage(
            "Linear: the weight must be (out, in) and the bias (out), not f32[2, 3] and f32[3]");
    assertThatThrownBy(() -> new Linear(new Generator(0), 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void layersCompose() {
    Generator g = new Generator(1);
    Sequential inner = new Sequential(new Tanh(), new Linear(g, 6, 2));
    Sequential model = new Sequential(new Flatten(), inner, new Sigmoid());
    assertThat(model.parameters().keySet()).containsExactly("1.1.weight", "1.1.bias");
    Tensor y = model.forward(Tensor.ones(5, 2, 3));
    assertThat(y.shape()).isEqualTo(Shape.of(5, 2));
    assertThat(y.min().item()).isPositive();
    assertThat(y.max().item()).isLessThan(1);
  }

  @Test
  void dropoutWorksInTrainingOnly() {
    Dropout dropout = new Dropout(0.25, new Generator(4));
    Tensor x = Tensor.ones(100, 100);
    assertThat(dropout.forward(x)).isSameAs(x);
    Tensor y = Training.on(() -> dropout.forward(x));
    double[] values = y.toDoubles();
    assertThat(values).containsOnly(0, (float) (1 / 0.75));
    assertThat(y.eq(0).mean().item()).isBetween(0.23, 0.27);
    assertThat(y.mean().item()).isBetween(0.97, 1.03);
    assertThat(Training.isOn()).isFalse();
    assertThatThrownBy(() -> new Dropout(1, new Generator(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void lossesRefuseShapesThatWouldBroadcast() {
    assertThatThrownBy(() -> Losses.mse(Tensor.ones(3, 1), Tensor.ones(3)))
        .hasMessage(
            "mse: the prediction is f32[3, 1], the target f32[3]; their shapes must be equal");
    assertThatThrownBy(() -> Losses.crossEntropy(Tensor.ones(3, 2), Tensor.ones(3)))
        .hasMessageContaining("labels i32 (n)");
    assertThatThrownBy(() -> Losses.crossEntropy(Tensor.ones(1, 2), Tensor.of(new int[] {2})))
        .hasMessageContaining("index 2 is outside axis 1, of length 2");
  }

  @Test
  void logitsOfAnySizeHaveFiniteLosses() {
    Tensor logits = Tensor.of(1000.0, -1000).requiresGrad(true);
    Tensor loss = Losses.bceWithLogits(logits, Tensor.of(1.0, 0));
    loss.backward();
    assertThat(loss.item()).isZero();
    assertThat(logits.grad().toDoubles()).containsExactly(0, 0);
    assertThat(Losses.bceWithLogits(logits, Tensor.of(0.0, 1)).item()).isEqualTo(1000);
  }

  @Test
  void batchesHoldEveryRowOnce() {
    Tensor x = Tensor.arange(10).reshape(10, 1);
    Dataset data = new Dataset(x.to(DType.F32), x.mul(2));
    List<Integer> seen = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (Dataset batch : data.batches(4, new Generator(2))) {
      sizes.add(batch.size());
      assertThat(batch.y().toDoubles()).isEqualTo(batch.x().mul(2).toDoubles());
      for (int row : batch.x().toInts()) {
        seen.add(row);
      }
    }
    assertThat(sizes).containsExactly(4, 4, 2);
    assertThat(seen)
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
        .isNotEqualTo(sorted(seen));
    assertThatThrownBy(() -> new Dataset(Tensor.ones(2), Tensor.ones(3)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> data.batches(0, new Generator(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Integer> sorted(List<Integer> numbers) {
    return numbers.stream().sorted().toList();
  }

  @Test
  void trainingInBatchesLearns() {
    Generator g = new Generator(0);
    Tensor x = Tensor.rand(g, 64, 2);
    Tensor y = x.matmul(Tensor.of(new double[][] {{2}, {-1}})).add(0.5);
    Layer model = new Sequential(new Linear(g, 2, 1));
    List<Integer> epochs = new ArrayList<>();
    double[] losses =
        Training.fit(
            model,
            new Dataset(x, y),
            Losses::mse,
            new SGD(model.parameters().values(), 0.3),
            60,
            10,
            g,
            (epoch, _) -> epochs.add(epoch));
    assertThat(losses[59]).isLessThan(1e-4).isLessThan(losses[0] / 100);
    assertThat(epochs).hasSize(60).endsWith(59);
  }

  @Test
  void anOptimizerGoesOnFromItsState() {
    double[] whole = steps(10).toDoubles();
    Tensor w = Tensor.of(1.0, -2, 3).requiresGrad(true);
    Optimizer first = new AdamW(List.of(w), 0.1);
    run(first, w, 5);
    Map<String, Tensor> state = first.state();
    assertThat(state.keySet()).containsExactly("step", "0.mean", "0.square");
    Optimizer second = new AdamW(List.of(w), 0.1);
    second.load(state);
    run(second, w, 5);
    assertThat(w.toDoubles()).isEqualTo(whole);
    Map<String, Tensor> wrong = Map.of("step", Tensor.scalar(1), "0.momentum", Tensor.ones(3));
    assertThatThrownBy(() -> second.load(wrong)).hasMessageContaining("\"0.momentum\"");
    assertThatThrownBy(() -> second.load(Map.of())).hasMessageContaining("step");
  }

  private static Tensor steps(int count) {
    Tensor w = Tensor.of(1.0, -2, 3).requiresGrad(true);
    Optimizer optimizer = new AdamW(List.of(w), 0.1);
    run(optimizer, w, count);
    return w;
  }

  private static void run(Optimizer optimizer, Tensor w, int steps) {
    for (int i = 0; i < steps; i++) {
      optimizer.zeroGrad();
      w.square().sum().backward();
      optimizer.step();
    }
  }

  @Test
  void optionsAreChecked() {
    List<Tensor> parameters = List.of(Tensor.ones(1).requiresGrad(true));
    assertThatThrownBy(() -> new SGD(parameters, -1)).hasMessageContaining("lr must be");
    assertThatThrownBy(() -> new SGD.Options(1, 0, true, 0)).hasMessageContaining("Nesterov");
    assertThatThrownBy(() -> new Adam.Options(1, 1, 0, 0, 0)).hasMessageContaining("betas");
    assertThatThrownBy(() -> new SGD(List.of(Tensor.ones(1)), 1))
        .hasMessageContaining("leaves that require a gradient");
  }
}
