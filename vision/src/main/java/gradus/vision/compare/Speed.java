package gradus.vision.compare;

import gradus.engine.Tensor;
import gradus.nn.Training;
import gradus.vision.data.Labelled;
import gradus.vision.model.Network;
import java.util.Arrays;
import java.util.stream.IntStream;

/// How long a network takes for a picture that is already in the form of its input.
///
/// @param alone the seconds for one picture, the median of many
/// @param inBulk the seconds per picture of a batch of up to 256, the median of some
public record Speed(double alone, double inBulk) {
  private static final int BULK = 256;

  /// Before a measurement, the network runs so long, for the JVM compiles what runs often.
  private static final double WARM_UP = 0.5;

  private static final double MEASURE = 0.5;
  private static final int LEAST = 5;
  private static final int MOST = 1000;

  /// {@return the speed of a network}
  ///
  /// @param network the network
  /// @param pictures some pictures
  public static Speed of(Network network, Labelled pictures) {
    int bulk = Math.min(BULK, pictures.size());
    Tensor[] inputs =
        IntStream.range(0, bulk)
            .mapToObj(i -> network.input().transform().apply(pictures.samples().get(i).x(), null))
            .toArray(Tensor[]::new);
    return new Speed(
        median(network, inputs[0].unsqueeze(0)), median(network, Tensor.stack(0, inputs)) / bulk);
  }

  private static double median(Network network, Tensor x) {
    long start = System.nanoTime();
    do {
      once(network, x);
    } while (System.nanoTime() - start < WARM_UP * 1e9);
    double[] times = new double[MOST];
    int count = 0;
    double all = 0;
    while (count < LEAST || all < MEASURE && count < MOST) {
      times[count] = once(network, x);
      all += times[count++];
    }
    double[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }

  private static double once(Network network, Tensor x) {
    long start = System.nanoTime();
    Training.off(() -> Tensor.noGrad(() -> network.layer().forward(x))).toFloats();
    return (System.nanoTime() - start) / 1e9;
  }
}
