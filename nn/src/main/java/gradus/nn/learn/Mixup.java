package gradus.nn.learn;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dataset;

/// Trains on mixtures: each batch becomes λ x + (1 - λ) x', where x' has the same rows in a random
/// order, and the loss becomes λ times that of the targets plus 1 - λ times that of the targets of
/// x'. The share λ of a batch is drawn from the beta distribution with both parameters α.
///
/// H. Zhang et al.: *mixup: Beyond empirical risk minimization*, ICLR 2018.
public final class Mixup implements Callback {
  private final double alpha;
  private final Generator random;
  private double share;
  private Tensor others;

  /// Creates the callback.
  ///
  /// @param alpha the parameter α, above 0; the smaller it is, the closer λ is to 0 or 1
  /// @param random the random number generator
  /// @throws IllegalArgumentException if α is not above 0 and finite
  public Mixup(double alpha, Generator random) {
    if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("Mixup: alpha must be above 0 and finite, got " + alpha);
    }
    this.alpha = alpha;
    this.random = random;
  }

  @Override
  public void beforeBatch(Fit fit) {
    Dataset batch = fit.batch();
    share = beta(alpha, random);
    Dataset mixed = batch.select(Tensor.randperm(random, batch.size()).to(batch.x().backend()));
    others = mixed.y();
    fit.batch(new Dataset(batch.x().mul(share).add(mixed.x(), 1 - share), batch.y()));
  }

  @Override
  public void afterLoss(Fit fit) {
    Tensor other = fit.learner().loss().apply(fit.prediction(), others);
    fit.loss(fit.loss().mul(share).add(other, 1 - share));
  }

  /// Draws from the beta distribution with the same parameter twice: X / (X + Y) for X and Y from
  /// the gamma distribution. Logarithms, because a small parameter gives numbers that underflow.
  static double beta(double alpha, Generator random) {
    double x = logGamma(alpha, random);
    double y = logGamma(alpha, random);
    return 1 / (1 + Math.exp(y - x));
  }

  /// Draws the logarithm of a number from the gamma distribution: G. Marsaglia, W. Tsang, *A simple
  /// method for generating gamma variables*, 2000. For α < 1 it draws for α + 1 and multiplies by
  /// the power 1/α of a uniform number.
  private static double logGamma(double alpha, Generator random) {
    if (alpha < 1) {
      return logGamma(alpha + 1, random) + logUniform(random) / alpha;
    }
    double d = alpha - 1 / 3.0;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double normal = random.normal(1)[0];
      double v = Math.pow(1 + c * normal, 3);
      if (v > 0 && logUniform(random) < normal * normal / 2 + d - d * v + d * Math.log(v)) {
        return Math.log(d * v);
      }
    }
  }

  /// 1 minus the uniform number is never 0.
  private static double logUniform(Generator random) {
    return Math.log1p(-random.uniform(1)[0]);
  }
}
