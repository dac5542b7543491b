package gradus.bench;

import gradus.engine.Backends;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.AdamW;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.Optimizer;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// The program of a fresh JVM that trains a small network, as a user would write it. The script
/// `cold_training.py` is the same in PyTorch; from the same seed, both draw the same parameters and
/// data, so their losses are the same but for rounding.
///
/// It prints a description, then when training began and when each step ended, in microseconds
/// since 1970, then the first loss and the mean of the last 100.
final class ColdTraining {
  /// The number of rows of a batch.
  private static final int BATCH = 64;

  /// The number of batches, which are repeated.
  private static final int BATCHES = 64;

  private static final int INPUTS = 784;
  private static final int CLASSES = 10;
  private static final double RATE = 0.001;

  /// The number of losses in the last mean.
  private static final int LAST = 100;

  private ColdTraining() {}

  /// Runs the program.
  ///
  /// @param args the number of steps
  public static void main(String... args) {
    Generator generator = new Generator(1);
    Layer model =
        new Sequential(
            new Linear(generator, INPUTS, 512),
            new ReLU(),
            new Linear(generator, 512, 256),
            new ReLU(),
            new Linear(generator, 256, CLASSES));
    List<Tensor> inputs = new ArrayList<>();
    List<Tensor> labels = new ArrayList<>();
    for (int batch = 0; batch < BATCHES; batch++) {
      inputs.add(Tensor.fromArray(generator.uniform(BATCH * INPUTS), BATCH, INPUTS));
      labels.add(Tensor.fromArray(labels(batch), BATCH));
    }
    Optimizer optimizer = new AdamW(model.parameters().values(), RATE);
    double[] losses = new double[Integer.parseInt(args[0])];
    long[] times = new long[losses.length + 1];
    long begin = System.nanoTime();
    times[0] = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    for (int step = 0; step < losses.length; step++) {
      optimizer.zeroGrad();
      Tensor logits = model.forward(inputs.get(step % BATCHES));
      Tensor loss = Losses.crossEntropy(logits, labels.get(step % BATCHES));
      loss.backward();
      optimizer.step();
      losses[step] = loss.item();
      times[step + 1] = times[0] + (System.nanoTime() - begin) / 1000;
    }
    print(times, losses);
  }

  /// Each class in turn: the network can only learn the rows by heart.
  private static int[] labels(int batch) {
    int[] labels = new int[BATCH];
    for (int row = 0; row < BATCH; row++) {
      labels[row] = (batch * BATCH + row) % CLASSES;
    }
    return labels;
  }

  private static void print(long[] times, double... losses) {
    StringBuilder text = new StringBuilder(16 * times.length);
    text.append("backend ").append(Backends.current().name()).append('\n');
    for (long time : times) {
      text.append(time).append(' ');
    }
    int last = Math.min(LAST, losses.length);
    double sum = 0;
    for (int step = losses.length - last; step < losses.length; step++) {
      sum += losses[step];
    }
    text.append('\n').append(losses[0]).append(' ').append(sum / last).append('\n');
    System.out.print(text);
    System.out.flush();
  }
}
