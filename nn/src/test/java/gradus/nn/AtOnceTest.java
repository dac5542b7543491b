package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several models trained at once, in several threads, learn what each learns alone, bit for bit.
class AtOnceTest {
  private static final int MODELS = 6;

  /// Trains a model and gives everything that came of it: the losses and the parameters.
  private static List<Integer> train(Backend backend, int which) {
    return Backends.using(
        backend,
        () -> {
          Generator random = new Generator(which);
          // The last is large enough for its kernels to be shared among threads.
          int rows = which == MODELS - 1 ? 700 : 40 + which;
          int width = which == MODELS - 1 ? 96 : 5 + which;
          Dataset data =
              new Dataset(
                  Tensor.randn(random, rows, width), Tensor.rand(random, rows, 1).gt(0.5).mul(1.0));
          Layer model =
              new Sequential(
                  new Linear(random, width, 2 * width),
                  new Tanh(),
                  new Dropout(0.2, new Generator(which)),
                  new Linear(random, 2 * width, 1));
          Optimizer optimizer =
              which % 2 == 0
                  ? new AdamW(model.parameters().values(), 0.01)
                  : new SGD(model.parameters().values(), 0.05);
          double[] losses =
              Trainer.fit(
                  model, data, Losses::bceWithLogits, optimizer, 3, 33, random, (_, _) -> {});
          List<Integer> hashes = new ArrayList<>(List.of(Arrays.hashCode(losses)));
          for (Tensor parameter : model.parameters().values()) {
            hashes.add(Arrays.hashCode(parameter.toFloats()));
            hashes.add(Arrays.hashCode(parameter.grad().toFloats()));
          }
          return hashes;
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "simd"})
  void learnWhatTheyLearnAlone(String name) throws InterruptedException, ExecutionException {
    Backend backend = Backends.named(name);
    List<List<Integer>> alone = new ArrayList<>();
    for (int which = 0; which < MODELS; which++) {
      alone.add(train(backend, which));
    }
    assertThat(alone).doesNotHaveDuplicates();
    List<Callable<List<Integer>>> tasks = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (int which = 0; which < MODELS; which++) {
        int model = which;
        tasks.add(() -> train(backend, model));
      }
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(MODELS)) {
      List<Future<List<Integer>>> done = threads.invokeAll(tasks);
      for (int i = 0; i < done.size(); i++) {
        assertThat(done.get(i).get()).as("model %d", i % MODELS).isEqualTo(alone.get(i % MODELS));
      }
    }
  }
}
