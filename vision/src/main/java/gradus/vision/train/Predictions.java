package gradus.vision.train;

import gradus.engine.Tensor;
import gradus.nn.Dataset;
import gradus.nn.Losses;
import gradus.nn.Training;
import gradus.nn.data.Batches;
import gradus.nn.data.DataLoader;
import gradus.vision.data.Labelled;
import gradus.vision.model.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// What a network predicts for pictures.
///
/// @param probabilities of each class, (rows, classes)
/// @param labels the true classes
/// @param loss the mean cross-entropy
public record Predictions(Tensor probabilities, int[] labels, double loss) {
  private static final int BATCH = 256;

  /// {@return the predictions of a network, in the order of the pictures}
  ///
  /// @param network the network
  /// @param pictures the pictures, at least one, with labels less than its number of classes
  public static Predictions of(Network network, Labelled pictures) {
    DataLoader loader =
        new DataLoader(pictures.samples(), BATCH)
            .transformed(network.input().transform(), 0)
            .workers(1);
    List<Tensor> parts = new ArrayList<>();
    double loss = 0;
    try (Batches batches = loader.epoch(0)) {
      for (Dataset batch : batches) {
        Tensor logits = Training.off(() -> Tensor.noGrad(() -> network.layer().forward(batch.x())));
        loss += batch.size() * Losses.crossEntropy(logits, batch.y()).item();
        parts.add(logits.softmax(1));
      }
    }
    return new Predictions(Tensor.concat(0, parts), pictures.labels(), loss / pictures.size());
  }

  /// {@return the class of the greatest probability of each picture}
  public int[] predicted() {
    return probabilities.argmax(1).toInts();
  }

  /// {@return how many pictures are predicted correctly}
  public int right() {
    int[] predicted = predicted();
    return (int) IntStream.range(0, labels.length).filter(i -> predicted[i] == labels[i]).count();
  }

  /// {@return the share of pictures that are predicted correctly}
  public double accuracy() {
    return (double) right() / labels.length;
  }

  /// {@return the probability of a class}
  ///
  /// @param row the number of the picture
  /// @param label the class
  public double probability(int row, int label) {
    return probabilities.select(0, row).select(0, label).item();
  }

  /// {@return the numbers of the pictures that are predicted wrongly, the most certain first}
  public List<Integer> worst() {
    int[] predicted = predicted();
    return IntStream.range(0, labels.length)
        .filter(i -> predicted[i] != labels[i])
        .boxed()
        .sorted(Comparator.comparingDouble(i -> probability(i, labels[i])))
        .toList();
  }
}
