package gradus.nn.learn;

/// A mean of numbers with weights.
final class Mean {
  private double sum;
  private double weight;

  void add(double number, double itsWeight) {
    sum += number * itsWeight;
    weight += itsWeight;
  }

  /// {@return the mean; NaN if there are no numbers}
  double value() {
    return sum / weight;
  }
}
