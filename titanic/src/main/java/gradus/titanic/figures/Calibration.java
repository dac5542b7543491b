package gradus.titanic.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whether predictions can be taken as probabilities: of those to whom a model gives 70 %, do 70 %
/// survive? Predictions are sorted into bins of one width. A weighted sum knows no bounds; what it
/// says below 0 counts as 0, and what it says above 1 as 1.
///
/// @param bins from 0 to 1, those without a row too
/// @param outside how many predictions lay below 0 or above 1
public record Calibration(List<Bin> bins, int outside) {
  /// How many bins there are. With more of them there would be too few rows in each.
  public static final int BINS = 10;

  /// Rows with predictions in a range.
  ///
  /// @param from its lower end, inclusive
  /// @param to its upper end, exclusive but for the last bin's, 1
  /// @param count how many rows
  /// @param predicted their mean prediction; NaN of none
  /// @param survivors how many of them survived
  public record Bin(double from, double to, int count, double predicted, int survivors) {
    /// {@return the share that survived; NaN of none}
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

  /// {@return how many rows there are}
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
