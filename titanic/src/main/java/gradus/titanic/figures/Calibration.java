package gradus.titanic.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The calibration of predictions: of the passengers with a predicted probability of 70 %, do 70 %
/// survive? Predictions are sorted into bins of equal width. Predictions below 0 count as 0 and
/// above 1 as 1, because a model without a sigmoid is not bounded.
///
/// @param bins the bins from 0 to 1, including empty ones
/// @param outside the number of predictions below 0 or above 1
public record Calibration(List<Bin> bins, int outside) {
  /// The number of bins. With more, there would be too few rows in each.
  public static final int BINS = 10;

  /// A bin: the rows with predictions in a range.
  ///
  /// @param from the lower end, inclusive
  /// @param to the upper end, exclusive except for the last bin's, 1
  /// @param count the number of rows
  /// @param predicted the mean prediction; NaN if there are no rows
  /// @param survivors the number of survivors
  public record Bin(double from, double to, int count, double predicted, int survivors) {
    /// {@return the survival rate; NaN if there are no rows}
    public double observed() {
      return (double) survivors / count;
    }
  }

  /// {@return the bins of some predictions}
  ///
  /// @param predictions a number for each row
  /// @param truth 1 or 0 for each row
  /// @throws IllegalArgumentException if a prediction is NaN
  public static Calibration of(double[] predictions, double... truth) {
    int[] counts = new int[BINS];
    int[] survivors = new int[BINS];
    double[] sums = new double[BINS];
    int outside = 0;
    for (int row = 0; row < truth.length; row++) {
      double prediction = predictions[row];
      if (Double.isNaN(prediction)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "the prediction of row %d is NaN", row));
      }
      double probability = Math.clamp(prediction, 0, 1);
      outside += probability == prediction ? 0 : 1;
      int bin = Math.min(BINS - 1, (int) (probability * BINS));
      counts[bin]++;
      sums[bin] += probability;
      survivors[bin] += truth[row] == 1 ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      double from = (double) bin / BINS;
      double to = (bin + 1.0) / BINS;
      bins.add(new Bin(from, to, counts[bin], sums[bin] / counts[bin], survivors[bin]));
    }
    return new Calibration(List.copyOf(bins), outside);
  }

  /// {@return the number of rows}
  public int rows() {
    return bins.stream().mapToInt(Bin::count).sum();
  }

  /// {@return the expected calibration error: how far the observed share is from the predicted one,
  /// on average over the rows}
  ///
  /// Source: M. Pakdaman Naeini, G. Cooper, M. Hauskrecht, "Obtaining Well Calibrated Probabilities
  /// Using Bayesian Binning", AAAI 2015.
  public double error() {
    return bins.stream()
        .filter(bin -> bin.count > 0)
        .mapToDouble(bin -> Math.abs(bin.observed() - bin.predicted) * bin.count / rows())
        .sum();
  }
}
