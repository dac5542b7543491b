package gradus.nn.learn;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Raises the learning rate exponentially and writes down the losses (L. Smith, *Cyclical learning
/// rates for training neural networks*, 2017).
final class LrFinder implements Callback {
  /// The share of the running mean that the smoothed loss keeps at each step.
  private static final double SMOOTHING = 0.9;

  /// How many times its least the loss may be.
  private static final double DIVERGED = 4;

  private final double low;
  private final double high;
  private final int steps;
  private final List<Double> rates = new ArrayList<>();
  private final List<Double> losses = new ArrayList<>();
  private double mean;
  private double least = Double.POSITIVE_INFINITY;

  private LrFinder(double low, double high, int steps) {
    this.low = low;
    this.high = high;
    this.steps = steps;
  }

  /// Runs, and restores what the run has changed.
  static LrCurve run(Learner learner, double low, double high, int steps) {
    Map<String, Tensor> model = new LinkedHashMap<>();
    learner.model().state().forEach((name, tensor) -> model.put(name, tensor.detach().copy()));
    List<Map<String, Tensor>> states = learner.optimizers().stream().map(Optimizer::state).toList();
    List<Double> lrs = learner.optimizers().stream().map(Optimizer::lr).toList();
    Generator order = learner.training().shuffle();
    Tensor drawn = order == null ? null : order.state();
    LrFinder finder = new LrFinder(low, high, steps);
    try {
      int epochs = Math.ceilDiv(steps, Math.max(1, learner.training().size()));
      learner.withoutValidation().fit(epochs, low, finder);
    } finally {
      Map<String, Tensor> changed = learner.model().state();
      Tensor.noGrad(() -> changed.forEach((name, tensor) -> tensor.copyFrom(model.get(name))));
      for (int i = 0; i < states.size(); i++) {
        learner.optimizers().get(i).load(states.get(i));
        learner.optimizers().get(i).lr(lrs.get(i));
        learner.optimizers().get(i).zeroGrad();
      }
      if (order != null) {
        order.load(drawn);
      }
    }
    return LrCurve.of(finder.rates, finder.losses);
  }

  @Override
  public void beforeBatch(Fit fit) {
    fit.lr(low * Math.pow(high / low, fit.step() / Math.max(1, steps - 1.0)));
  }

  @Override
  public void afterLoss(Fit fit) {
    double loss = fit.loss().item();
    mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
    // The mean began with 0; this corrects it, as in Adam.
    double smoothed = mean / (1 - Math.pow(SMOOTHING, fit.step() + 1.0));
    if (fit.step() == steps || !Double.isFinite(smoothed) || smoothed > DIVERGED * least) {
      fit.stop();
      return;
    }
    rates.add(fit.lr());
    losses.add(smoothed);
    least = Math.min(least, smoothed);
  }
}
