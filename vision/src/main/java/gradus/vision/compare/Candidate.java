package gradus.vision.compare;

import gradus.cli.figures.Interval;
import gradus.vision.train.Predictions;
import java.util.Comparator;
import java.util.List;

/// A network to choose from, with what was measured of it.
///
/// @param name its name
/// @param right how many test pictures are predicted correctly
/// @param tested the number of test pictures
/// @param parameters the number of parameters
/// @param alone the seconds for one picture
/// @param inBulk the seconds per picture of a large batch
/// @param training the seconds of its training; NaN if it was loaded
public record Candidate(
    String name,
    int right,
    int tested,
    int parameters,
    double alone,
    double inBulk,
    double training) {
  /// {@return a network with its measurements}
  ///
  /// @param name its name
  /// @param predictions its predictions of the test pictures
  /// @param parameters the number of parameters
  /// @param speed how long it takes
  /// @param training the seconds of its training; NaN if it was loaded
  public static Candidate of(
      String name, Predictions predictions, int parameters, Speed speed, double training) {
    return new Candidate(
        name,
        predictions.right(),
        predictions.labels().length,
        parameters,
        speed.alone(),
        speed.inBulk(),
        training);
  }

  /// {@return the share of test pictures that are predicted correctly}
  public double accuracy() {
    return (double) right / tested;
  }

  /// {@return the 95 % interval of the accuracy}
  public Interval interval() {
    return Interval.wilson(right, tested);
  }

  /// {@return whether another network is at least as accurate and as fast for one picture, and
  /// better in one of the two}
  ///
  /// @param other the other network
  public boolean isDominatedBy(Candidate other) {
    return other.accuracy() >= accuracy()
        && other.alone <= alone
        && (other.accuracy() > accuracy() || other.alone < alone);
  }

  /// {@return the networks that no other dominates, the Pareto frontier of accuracy and time, from
  /// the fastest to the most accurate}
  ///
  /// @param all the networks
  public static List<Candidate> frontier(List<Candidate> all) {
    return all.stream()
        .filter(candidate -> all.stream().noneMatch(candidate::isDominatedBy))
        .sorted(Comparator.comparingDouble(Candidate::alone))
        .toList();
  }
}
