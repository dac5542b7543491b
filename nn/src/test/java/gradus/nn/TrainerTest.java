package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TrainerTest {
  private static Dataset numbered(int rows) {
    Tensor x = Tensor.arange(rows * 2).reshape(rows, 2);
    return new Dataset(x, Tensor.arange(rows));
  }

  private static List<int[]> targets(Iterable<Dataset> batches) {
    List<int[]> targets = new ArrayList<>();
    batches.forEach(batch -> targets.add(batch.y().toInts()));
    return targets;
  }

  @TestFactory
  Stream<DynamicTest> batchesHoldEachRowOnceInPyTorchsOrder() {
    return OnEachBackend.test(
        "batches",
        () -> {
          List<int[]> found = targets(numbered(10).batches(4, new Generator(7)));
          assertThat(found).extracting(rows -> rows.length).containsExactly(4, 4, 2);
          int[] order = found.stream().flatMapToInt(Arrays::stream).toArray();
          assertThat(order).containsExactly(new Generator(7).permutation(10));
          for (Dataset batch : numbered(10).batches(3, new Generator(7))) {
            assertThat(batch.x().select(1, 0).toInts())
                .as("inputs stay with their targets")
                .containsExactly(batch.y().mul(2).toInts());
          }
        });
  }

  @Test
  void eachPassHasAnOrderOfItsOwn() {
    Iterable<Dataset> batches = numbered(50).batches(20, new Generator(1));
    assertThat(targets(batches).getFirst()).isNotEqualTo(targets(batches).getFirst());
  }

  @Test
  void oneBatchIsTheDataAsItIsAndDrawsNothing() {
    Generator generator = new Generator(1);
    Dataset data = numbered(5);
    assertThat(data.batches(5, generator)).containsExactly(data);
    assertThat(data.batches(500, generator)).containsExactly(data);
    assertThat(generator.permutation(9)).containsExactly(new Generator(1).permutation(9));
    assertThat(numbered(0).batches(3, generator)).isEmpty();
  }

  @Test
  void selectTakesRows() {
    Dataset part = numbered(5).select(Tensor.of(3, 0, 3));
    assertThat(part.size()).isEqualTo(3);
    assertThat(part.x().toInts()).containsExactly(6, 7, 0, 1, 6, 7);
    assertThat(part.y().toInts()).containsExactly(3, 0, 3);
  }

  @Test
  void aDatasetRefusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dataset(Tensor.zeros(3, 2), Tensor.zeros(2)))
        .withMessageContaining("f32[3, 2] and f32[2]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dataset(Tensor.scalar(1), Tensor.scalar(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> numbered(3).batches(0, new Generator(0)))
        .withMessageContaining("0");
  }

  private static double[] fit(Layer model, Dataset data, double lr, int batch, EpochListener told) {
    Optimizer optimizer = new SGD(model.parameters().values(), lr);
    return Trainer.fit(model, data, Losses::mse, optimizer, 60, batch, new Generator(2), told);
  }

  @TestFactory
  Stream<DynamicTest> learnsALine() {
    return OnEachBackend.test(
        "y = 3x - 1",
        () -> {
          Tensor x = Tensor.linspace(-1, 1, 21).reshape(21, 1);
          Linear model = new Linear(new Generator(0), 1, 1);
          double[] losses = fit(model, new Dataset(x, x.mul(3).sub(1)), 0.1, 6, (_, _) -> {});
          assertThat(losses[59]).isLessThan(1e-5).isLessThan(losses[0]);
          assertThat(model.weight().item()).isCloseTo(3, within(0.01));
          assertThat(model.bias().item()).isCloseTo(-1, within(0.01));
        });
  }

  @Test
  void anEpochsLossIsTheMeanOverItsRows() {
    Dataset data = new Dataset(Tensor.ones(5, 1), Tensor.of(1.0, 2.0, 3.0, 4.0, 5.0).reshape(5, 1));
    Linear model = new Linear(new Generator(0), 1, 1);
    double all = Losses.mse(model.forward(data.x()), data.y()).item();
    // Without a step, batches of 2, 2 and 1 rows give the loss of all 5.
    double[] losses = fit(model, data, 0, 2, (_, _) -> {});
    assertThat(losses).hasSize(60);
    assertThat(losses[0]).isCloseTo(all, within(1e-6));
    assertThat(losses[59]).isCloseTo(all, within(1e-6));
  }

  @Test
  void theListenerHearsEachEpochOutsideOfTraining() {
    List<Integer> epochs = new ArrayList<>();
    List<Double> heard = new ArrayList<>();
    List<Boolean> training = new ArrayList<>();
    Linear linear = new Linear(new Generator(0), 1, 1);
    Layer spy =
        new Sequential(
            linear,
            x -> {
              training.add(Training.isOn());
              return x;
            });
    double[] losses =
        fit(
            spy,
            new Dataset(Tensor.ones(2, 1), Tensor.ones(2, 1)),
            0.1,
            2,
            (epoch, loss) -> {
              assertThat(Training.isOn()).isFalse();
              epochs.add(epoch);
              heard.add(loss);
            });
    assertThat(epochs).isEqualTo(IntStream.range(0, 60).boxed().toList());
    assertThat(heard).isEqualTo(Arrays.stream(losses).boxed().toList());
    assertThat(training).hasSize(60).containsOnly(true);
  }

  @Test
  void refusesWhatIsNothingToLearn() {
    Linear model = new Linear(new Generator(0), 1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                fit(model, new Dataset(Tensor.zeros(0, 1), Tensor.zeros(0, 1)), 1, 2, (_, _) -> {}))
        .withMessageContaining("no rows");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Trainer.fit(
                    model,
                    new Dataset(Tensor.zeros(1, 1), Tensor.zeros(1, 1)),
                    Losses::mse,
                    new SGD(model.parameters().values(), 1),
                    -1,
                    1,
                    new Generator(0),
                    (_, _) -> {}))
        .withMessageContaining("-1");
  }
}
