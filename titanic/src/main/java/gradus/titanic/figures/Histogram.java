package gradus.titanic.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Numbers counted in ranges of one width.
///
/// @param from the lower end of the first range
/// @param width of each range
/// @param counts how many numbers are in each; a range has its lower end, the last its upper end
///   too
public record Histogram(double from, double width, List<Integer> counts) {
  /// {@return the ranges to count some numbers in, about 16 of them, with ends that are round}
  ///
  /// @param values the numbers; NaN is passed over
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

  /// The next larger of 1, 2, 2.5 and 5 times a power of ten.
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

  /// {@return other numbers, counted in the same ranges; what lies outside goes to the nearest}
  ///
  /// @param values the numbers; NaN is passed over
  public Histogram count(double... values) {
    int[] counted = new int[counts.size()];
    for (double value : known(values)) {
      counted[Math.clamp((long) Math.floor((value - from) / width), 0, counted.length - 1)]++;
    }
    return new Histogram(from, width, Arrays.stream(counted).boxed().toList());
  }

  /// {@return the lower end of each range}
  public List<Double> starts() {
    List<Double> starts = new ArrayList<>();
    for (int range = 0; range < counts.size(); range++) {
      starts.add(from + range * width);
    }
    return starts;
  }

  /// {@return how many numbers there are}
  public int total() {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }
}
