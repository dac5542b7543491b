package gradus.nn;

import gradus.engine.DType;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// Batch normalisation: subtracts the mean of each channel and divides by its standard deviation;
/// then multiplies by a weight and adds a bias. It is PyTorch's `BatchNorm1d`, `BatchNorm2d` and
/// `BatchNorm3d`: the channels are axis 1, and there may be any number of axes after it.
///
/// During [Training] the statistics are those of the batch, over all axes but the channels', and
/// the running ones move toward them. Otherwise, the running ones are used.
///
/// y = (x - mean) / √(variance + ε) · weight + bias. S. Ioffe, C. Szegedy: *Batch normalization*,
/// ICML 2015.
///
/// @param weight (channels); null for none
/// @param bias (channels); null for none
/// @param runningMean (channels); null if the statistics are always those of the batch
/// @param runningVar (channels), of the unbiased variance; null like the mean
/// @param numBatchesTracked a scalar, I32: the number of batches that the running statistics have
///   seen; null like the mean
/// @param options the options
public record BatchNorm(
    Tensor weight,
    Tensor bias,
    Tensor runningMean,
    Tensor runningVar,
    Tensor numBatchesTracked,
    Options options)
    implements Layer {
  /// The options.
  ///
  /// @param eps the number added to the variance
  /// @param momentum how far the running statistics move toward those of a batch, from 0 to 1
  /// @param affine whether there are a weight and a bias
  /// @param trackRunningStats whether there are running statistics
  public record Options(double eps, double momentum, boolean affine, boolean trackRunningStats) {
    /// PyTorch's defaults: an ε of 10⁻⁵, a momentum of 0.1, and both.
    public static final Options DEFAULT = new Options(1e-5, 0.1, true, true);

    /// Options.
    ///
    /// @throws IllegalArgumentException if a number is out of range
    public Options {
      Checks.notNegative("BatchNorm", "eps", eps);
      if (!(momentum >= 0 && momentum <= 1)) {
        throw new IllegalArgumentException(
            "BatchNorm: the momentum must be from 0 to 1, not " + momentum);
      }
    }
  }

  /// Creates a layer with given tensors.
  ///
  /// @throws IllegalArgumentException if they do not fit each other or the options
  public BatchNorm {
    boolean affine = weight != null;
    boolean tracked = runningMean != null;
    if (affine != (bias != null)
        || affine != options.affine()
        || tracked != (runningVar != null)
        || tracked != (numBatchesTracked != null)
        || tracked != options.trackRunningStats()) {
      throw new IllegalArgumentException(
          "BatchNorm: needs weight and bias if it is affine, and all running statistics if it"
              + " tracks them, and no others");
    }
    Tensor first = affine ? weight : runningMean;
    for (Tensor tensor : new Tensor[] {weight, bias, runningMean, runningVar}) {
      if (tensor != null && (tensor.rank() != 1 || !tensor.spec().equals(first.spec()))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "BatchNorm: all tensors must be (channels) and of one type, not %s and %s",
                first.spec(),
                tensor.spec()));
      }
    }
    if (tracked && (numBatchesTracked.rank() != 0 || numBatchesTracked.dtype() != DType.I32)) {
      throw new IllegalArgumentException(
          "BatchNorm: the number of batches must be an i32 scalar, not "
              + numBatchesTracked.spec());
    }
  }

  /// Creates a layer with PyTorch's defaults: weights of 1, biases of 0.
  ///
  /// @param channels the number of channels, at least 1
  public BatchNorm(int channels) {
    this(channels, Options.DEFAULT);
  }

  /// Creates a layer with weights of 1, biases of 0, running means of 0 and variances of 1.
  ///
  /// @param channels the number of channels, at least 1
  /// @param options the options
  public BatchNorm(int channels, Options options) {
    this(
        options.affine() ? Tensor.ones(positive(channels)).requiresGrad(true) : null,
        options.affine() ? Tensor.zeros(channels).requiresGrad(true) : null,
        options.trackRunningStats() ? Tensor.zeros(positive(channels)) : null,
        options.trackRunningStats() ? Tensor.ones(channels) : null,
        options.trackRunningStats() ? Tensor.zeros(DType.I32, Shape.SCALAR) : null,
        options);
  }

  private static int positive(int channels) {
    return Checks.positive("BatchNorm", "number of channels", channels);
  }

  /// {@inheritDoc}
  ///
  /// @param x (rows, channels, …)
  /// @return of the same shape
  @Override
  public Tensor forward(Tensor x) {
    Tensor given = weight != null ? weight : runningMean;
    if (x.rank() < 2 || given != null && x.size(1) != given.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "BatchNorm: takes (rows, %s, …), but got %s",
              given == null ? "channels" : given.size(),
              x.spec()));
    }
    if (Training.isOn() || runningMean == null) {
      return byBatch(x);
    }
    Tensor r = runningVar.add(options.eps()).rsqrt();
    return Standardization.apply(
        x,
        perChannel(runningMean, x),
        perChannel(weight == null ? r : r.mul(weight), x),
        bias == null ? null : perChannel(bias, x));
  }

  private Tensor byBatch(Tensor x) {
    int count = x.size() / Math.max(1, x.size(1));
    if (Training.isOn() && count < 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "BatchNorm: a batch in training needs at least two numbers per channel, but got %s",
              x.spec()));
    }
    int[] axes = IntStream.range(0, x.rank()).filter(axis -> axis != 1).toArray();
    Standardization function = new Standardization(axes, options.eps());
    Tensor y =
        weight == null
            ? function.apply(x)
            : function.apply(x, perChannel(weight, x), perChannel(bias, x));
    if (Training.isOn() && runningMean != null) {
      Tensor.noGrad(() -> track(function.statistics(), count));
    }
    return y;
  }

  private void track(Standardization.Statistics batch, int count) {
    double momentum = options.momentum();
    // The factor makes the variance unbiased.
    double factor = momentum * count / (count - 1);
    runningMean.combineInPlace(1 - momentum, kept(batch.mean()), momentum);
    runningVar.combineInPlace(1 - momentum, kept(batch.variance()), factor);
    Tensor one = Tensor.full(DType.I32, 1, Shape.SCALAR);
    numBatchesTracked.addInPlace(one.to(numBatchesTracked.backend()));
  }

  private Tensor kept(Tensor statistic) {
    return statistic.reshape(runningMean.size()).to(runningMean.dtype());
  }

  private static Tensor perChannel(Tensor vector, Tensor x) {
    int[] shape = new int[x.rank()];
    Arrays.fill(shape, 1);
    shape[1] = vector.size();
    return vector.reshape(shape);
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict()
        .add("weight", weight)
        .add("bias", bias)
        .add("running_mean", runningMean)
        .add("running_var", runningVar)
        .add("num_batches_tracked", numBatchesTracked)
        .tensors();
  }
}
