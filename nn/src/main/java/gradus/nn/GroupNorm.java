package gradus.nn;

import gradus.engine.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/// Group normalisation: subtracts the mean of each group of channels and divides by its standard
/// deviation, each row by itself; then multiplies by the channel's weight and adds its bias. One
/// channel per group is instance normalisation.
///
/// y = (x - mean) / √(variance + ε) · weight + bias. Y. Wu, K. He: *Group normalization*, ECCV
/// 2018.
///
/// @param groups the number of groups
/// @param weight (channels); null for none
/// @param bias (channels); null for none
/// @param eps the number added to the variance
public record GroupNorm(int groups, Tensor weight, Tensor bias, double eps) implements Layer {
  /// PyTorch's default of ε.
  private static final double EPS = 1e-5;

  /// Creates a layer with given parameters.
  ///
  /// @throws IllegalArgumentException if they do not fit each other, or a number is out of range
  public GroupNorm {
    Checks.positive("GroupNorm", "number of groups", groups);
    Checks.notNegative("GroupNorm", "eps", eps);
    for (Tensor tensor : new Tensor[] {weight, bias}) {
      if (tensor != null
          && (tensor.rank() != 1
              || tensor.size() % groups != 0
              || weight != null && tensor.size() != weight.size())) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "GroupNorm: weight and bias must be (channels), a multiple of %d, not %s and %s",
                groups,
                weight == null ? "none" : weight.spec(),
                bias == null ? "none" : bias.spec()));
      }
    }
  }

  /// Creates a layer with PyTorch's defaults: weights of 1, biases of 0, an ε of 10⁻⁵.
  ///
  /// @param groups the number of groups
  /// @param channels the number of channels, a multiple of it
  public GroupNorm(int groups, int channels) {
    this(
        groups,
        Tensor.ones(Checks.positive("GroupNorm", "number of channels", channels))
            .requiresGrad(true),
        Tensor.zeros(channels).requiresGrad(true),
        EPS);
  }

  /// {@inheritDoc}
  ///
  /// @param x (rows, channels, …)
  /// @return of the same shape
  @Override
  public Tensor forward(Tensor x) {
    Tensor given = weight != null ? weight : bias;
    if (x.rank() < 2 || x.size(1) % groups != 0 || given != null && x.size(1) != given.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "GroupNorm: takes (rows, channels, …) with %s channels, but got %s",
              given == null ? String.format(Locale.ROOT, "a multiple of %d", groups) : given.size(),
              x.spec()));
    }
    int[] dims = x.shape().dims();
    int inGroup = x.size() == 0 ? 0 : x.size() / dims[0] / groups;
    Tensor y =
        new Standardization(new int[] {2}, eps)
            .apply(x.reshape(dims[0], groups, inGroup))
            .reshape(dims);
    int[] perChannel = new int[dims.length - 1];
    Arrays.fill(perChannel, 1);
    perChannel[0] = dims[1];
    y = weight == null ? y : y.mul(weight.reshape(perChannel));
    return bias == null ? y : y.add(bias.reshape(perChannel));
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict().add("weight", weight).add("bias", bias).tensors();
  }
}
