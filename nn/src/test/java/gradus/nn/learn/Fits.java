package gradus.nn.learn;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.SGD;
import gradus.nn.Sequential;
import gradus.nn.Tanh;
import gradus.nn.data.DataLoader;
import gradus.nn.data.Samples;
import java.util.ArrayList;
import java.util.List;

/// Small models and data for tests of the learner.
final class Fits {
  static final int ROWS = 11;

  private Fits() {}

  /// Three classes of rows of 4 numbers.
  static Dataset data(long seed) {
    Generator random = new Generator(seed);
    Tensor x = Tensor.randn(random, ROWS, 4);
    return new Dataset(x, x.slice(1, 0, 3).argmax(1));
  }

  static DataLoader loader(long seed, int batchSize) {
    return new DataLoader(Samples.of(data(seed)), batchSize);
  }

  static Sequential model(long seed) {
    Generator random = new Generator(seed);
    return new Sequential(new Linear(random, 4, 6), new Tanh(), new Linear(random, 6, 3));
  }

  /// With four batches an epoch, and SGD with momentum.
  static Learner learner(Layer model) {
    return new Learner(
        model,
        Losses::crossEntropy,
        p -> new SGD(p, new SGD.Options(0, 0.9, false, 0)),
        loader(1, 3).shuffled(new Generator(5)),
        loader(2, 4),
        Metrics.accuracy());
  }

  /// A fit that is not run.
  static Fit of(int epochs, double lr, Callback... callbacks) {
    return new Fit(learner(model(0)), epochs, lr, List.of(callbacks));
  }

  /// The bits of all tensors of a model.
  static List<List<Integer>> values(Layer model) {
    return model.state().values().stream().map(Fits::bits).toList();
  }

  private static List<Integer> bits(Tensor tensor) {
    List<Integer> bits = new ArrayList<>();
    for (float value : tensor.toFloats()) {
      bits.add(Float.floatToRawIntBits(value));
    }
    return bits;
  }
}
