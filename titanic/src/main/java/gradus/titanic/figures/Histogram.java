package gradus.titanic.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// A histogram with bins of equal width.
///
/// @param from the lower end of the first bin
/// @param width the width of each bin
/// @param counts the number of values in each bin; a bin includes its lower end, and the last one
///   its upper end
public record Histogram(double from, double width, List<Integer> counts) {
  /// {@return about 16 empty bins with round limits that cover some numbers}
  ///
  /// @param values the numbers; NaN is ignored
  public static Histogram over(double... values) {
    double[] known = known(values);
    double low = Arrays.stream(known).min().orElse(0);
    double high = Arrays.stream(known).max().orElse(1);
    double width = round((high - low) / 16);
    double from = Math.floor(low / width) * width;
    int ranges = Math.max(1, (int) Math.ceil((high - from) / width - 1e-9));
    return new Histogram(from, width, Collections.nCopies(ranges, 0)).count(values);
  }

  private static double[] known(double... values) {
    return Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
  }

  /// Rounds up to 1, 2, 2.5 or 5 times a power of ten.
  private static double round(double width) {
    if (!(width > 0)) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(width)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * power >= width) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /// {@return a histogram of other numbers with the same bins; values outside are counted in the
  /// nearest bin}
  ///
  /// @param values the numbers; NaN is ignored
  public Histogram count(double... values) {
    int[] counted = new int[counts.size()];
    for (double value : known(values)) {
      counted[Math.clamp((long) Math.floor((value - from) / width), 0, counted.length - 1)]++;
    }
    return new Histogram(from, width, Arrays.stream(counted).boxed().toList());
  }

  /// {@return the lower end of each bin}
  public List<Double> starts() {
    List<Double> starts = new ArrayList<>();
    for (int range = 0; range < counts.size(); range++) {
      starts.add(from + range * width);
    }
    return starts;
  }

  /// {@return the number of values}
  public int total() {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }
}
