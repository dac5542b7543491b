package gradus.engine;

import java.util.Locale;

/// Random draws whose probabilities are the elements of a [Tensor]. They are not recorded.
sealed interface TensorSampling permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// {@return ones and zeros of this shape and type, each 1 with the probability that the element
  /// gives: the draws of `torch.bernoulli`}
  ///
  /// @param generator the random number generator: one draw of 24 bits per element, of an F64
  ///   tensor one of 53 bits
  /// @throws IllegalArgumentException if an element is not from 0 to 1
  default Tensor bernoulli(Generator generator) {
    double[] p = self().floating().toDoubles();
    for (double probability : p) {
      if (!(probability >= 0 && probability <= 1)) {
        throw self().rejected("bernoulli", probability + " is not a probability");
      }
    }
    boolean wide = self().dtype() == DType.F64;
    double[] drawn = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      drawn[i] = (wide ? generator.nextDouble() : generator.nextFloat()) < p[i] ? 1 : 0;
    }
    return on(Tensor.fromArray(drawn, self().shape().dims()).to(self().floating().dtype()));
  }

  private Tensor on(Tensor drawn) {
    return drawn.to(self().backend());
  }

  /// {@return indices, I32, drawn with the weights along the last axis as probabilities: the draws
  /// of `torch.multinomial` in PyTorch 1.13. Those without replacement come from logarithms, whose
  /// last digit may differ from PyTorch's}
  ///
  /// @param generator the random number generator
  /// @param count the number of draws for each row of weights, at least 1
  /// @param replacement whether an index may be drawn several times
  /// @throws IllegalArgumentException if this is not a vector or a matrix of weights that are not
  ///   negative, finite, and not all 0, or if there are fewer weights that aren't 0 than draws
  ///   without replacement
  default Tensor multinomial(Generator generator, int count, boolean replacement) {
    Tensor weights = self().floating();
    if (weights.rank() < 1 || weights.rank() > 2 || count < 1) {
      throw self()
          .rejected(
              "multinomial",
              String.format(
                  Locale.ROOT, "needs a vector or matrix, and at least 1 draw, got %d", count));
    }
    int categories = weights.size(-1);
    int rows = weights.rank() == 1 ? 1 : weights.size(0);
    double[] w = weights.toDoubles();
    for (int row = 0; row < rows; row++) {
      checkWeights(w, row * categories, categories, replacement ? 1 : count);
    }
    int[] shape = weights.shape().with(weights.rank() - 1, count).dims();
    if (!replacement) {
      return distinct(generator, weights, w.length, count);
    }
    int[] drawn = new int[rows * count];
    for (int row = 0; row < rows; row++) {
      double[] cumulative = cumulative(w, row * categories, categories);
      for (int i = 0; i < count; i++) {
        drawn[row * count + i] = first(cumulative, generator.nextDouble());
      }
    }
    return on(Tensor.fromArray(drawn, shape));
  }

  private void checkWeights(double[] weights, int start, int categories, int needed) {
    int possible = 0;
    for (int i = start; i < start + categories; i++) {
      if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
        throw self().rejected("multinomial", weights[i] + " is not a weight");
      }
      possible += weights[i] > 0 ? 1 : 0;
    }
    if (possible < needed) {
      throw self()
          .rejected(
              "multinomial",
              String.format(
                  Locale.ROOT, "%d draws from %d weights that aren't 0", needed, possible));
    }
  }

  /// The indices of the greatest w/q, where the q are exponentially distributed: P. Efraimidis and
  /// P. Spirakis: *Weighted random sampling with a reservoir*, 2006.
  private Tensor distinct(Generator generator, Tensor weights, int size, int count) {
    double[] q = new double[size];
    for (int i = 0; i < size; i++) {
      q[i] = -Math.log1p(-generator.nextDouble());
    }
    Tensor exponential = on(Tensor.fromArray(q, weights.shape().dims()).to(weights.dtype()));
    return weights.detach().div(exponential).topk(-1, count).indices();
  }

  /// Returns the sums of the weights up to each one, divided by their sum, rounded to this type at
  /// each step.
  private double[] cumulative(double[] weights, int start, int categories) {
    boolean wide = self().dtype() == DType.F64;
    double[] sums = new double[categories];
    double sum = 0;
    for (int i = 0; i < categories; i++) {
      sum = wide ? sum + weights[start + i] : (float) (sum + weights[start + i]);
      sums[i] = sum;
    }
    for (int i = 0; i < categories; i++) {
      sums[i] = wide ? sums[i] / sum : (float) (sums[i] / sum);
    }
    sums[categories - 1] = 1;
    return sums;
  }

  /// Returns the first index whose sum is at least `drawn`.
  private static int first(double[] sums, double drawn) {
    int low = 0;
    int high = sums.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] < drawn) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
