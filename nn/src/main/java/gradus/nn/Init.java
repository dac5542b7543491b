package gradus.nn;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Arrays;
import java.util.Locale;

/// Initial values of parameters: `torch.nn.init`. Each method changes the elements of a tensor,
/// which may require a gradient, and returns it.
///
/// The numbers are those that PyTorch draws from the same seed for F32. Those from a uniform
/// distribution agree bit for bit, those from a normal one to the last few bits; see [Generator]. A
/// tensor of F64 gets the same numbers.
///
/// ```java
/// Tensor weight = Init.kaimingNormal(Tensor.zeros(16, 3, 3, 3), generator).requiresGrad(true);
/// ```
public final class Init {
  private Init() {}

  /// The number of connections by which an initialisation scales the values.
  public enum Fan {
    /// Those that lead into an output: the variance stays about the same in the forward pass.
    IN,
    /// Those that lead away from an input: the variance stays about the same in the backward pass.
    OUT
  }

  /// The function after a layer, which determines the gain: the factor of the weights' standard
  /// deviation that makes up for what the function takes from it.
  public enum Nonlinearity {
    /// No function.
    LINEAR(1),
    /// The sigmoid.
    SIGMOID(1),
    /// The hyperbolic tangent.
    TANH(5.0 / 3),
    /// The rectified linear unit.
    RELU(Math.sqrt(2)),
    /// The scaled exponential linear unit.
    SELU(3.0 / 4);

    private final double gain;

    Nonlinearity(double gain) {
      this.gain = gain;
    }

    /// {@return the gain, as `torch.nn.init.calculate_gain` has it}
    public double gain() {
      return gain;
    }

    /// {@return the gain of a leaky ReLU: √(2 / (1 + slope²))}
    ///
    /// @param slope the slope below 0; 0 for a ReLU
    public static double leakyReLU(double slope) {
      return Math.sqrt(2 / (1 + slope * slope));
    }
  }

  /// Returns the number of connections of an output or an input.
  ///
  /// @param weight the weight of a layer: (out, in, …), where the further axes are those of a
  ///   convolution's kernel
  /// @param fan which of them
  /// @return the length of the second axis or of the first, times the elements of the kernel
  /// @throws IllegalArgumentException if the tensor has fewer than two axes
  public static int fan(Tensor weight, Fan fan) {
    if (weight.rank() < 2) {
      throw new IllegalArgumentException(
          "Init: inputs and outputs need at least two axes, but got " + weight.spec());
    }
    int[] shape = weight.shape().dims();
    int kernel = Arrays.stream(shape).skip(2).reduce(1, Math::multiplyExact);
    return Math.multiplyExact(shape[fan == Fan.IN ? 1 : 0], kernel);
  }

  /// Sets every element to a number.
  ///
  /// @param tensor the tensor to change
  /// @param value the number
  /// @return the tensor
  public static Tensor constant(Tensor tensor, double value) {
    Tensor.noGrad(() -> tensor.fill(value));
    return tensor;
  }

  /// Draws from a uniform distribution.
  ///
  /// @param tensor the tensor to change
  /// @param generator the random number generator
  /// @param low the lower end, inclusive
  /// @param high the upper end; rounding may reach it
  /// @return the tensor
  public static Tensor uniform(Tensor tensor, Generator generator, double low, double high) {
    return copy(tensor, Tensor.uniform(generator, low, high, tensor.shape().dims()));
  }

  /// Draws from a normal distribution.
  ///
  /// @param tensor the tensor to change
  /// @param generator the random number generator
  /// @param mean the mean
  /// @param deviation the standard deviation
  /// @return the tensor
  public static Tensor normal(Tensor tensor, Generator generator, double mean, double deviation) {
    return copy(tensor, Tensor.normal(generator, mean, deviation, tensor.shape().dims()));
  }

  private static Tensor copy(Tensor tensor, Tensor drawn) {
    Tensor.noGrad(() -> tensor.copyFrom(drawn.to(tensor.backend())));
    return tensor;
  }

  /// Draws from a uniform distribution by the fan in, for a layer before a ReLU.
  ///
  /// @param weight the weight to change: (out, in, …)
  /// @param generator the random number generator
  /// @return the weight
  /// @throws IllegalArgumentException if it has fewer than two axes
  public static Tensor kaimingUniform(Tensor weight, Generator generator) {
    return kaimingUniform(weight, generator, Fan.IN, Nonlinearity.RELU.gain());
  }

  /// Draws from a uniform distribution between ±√3 · gain / √fan, whose standard deviation is gain
  /// / √fan.
  ///
  /// K. He et al.: *Delving deep into rectifiers*, ICCV 2015.
  ///
  /// @param weight the weight to change: (out, in, …)
  /// @param generator the random number generator
  /// @param fan the number of connections that counts
  /// @param gain the gain of the function after the layer
  /// @return the weight
  /// @throws IllegalArgumentException if it has fewer than two axes
  public static Tensor kaimingUniform(Tensor weight, Generator generator, Fan fan, double gain) {
    double bound = Math.sqrt(3) * (gain / Math.sqrt(fan(weight, fan)));
    return weight.size() == 0 ? weight : uniform(weight, generator, -bound, bound);
  }

  /// Draws from a normal distribution by the fan in, for a layer before a ReLU.
  ///
  /// @param weight the weight to change: (out, in, …)
  /// @param generator the random number generator
  /// @return the weight
  /// @throws IllegalArgumentException if it has fewer than two axes
  public static Tensor kaimingNormal(Tensor weight, Generator generator) {
    return kaimingNormal(weight, generator, Fan.IN, Nonlinearity.RELU.gain());
  }

  /// Draws from a normal distribution of mean 0 and standard deviation gain / √fan.
  ///
  /// @param weight the weight to change: (out, in, …)
  /// @param generator the random number generator
  /// @param fan the number of connections that counts
  /// @param gain the gain of the function after the layer
  /// @return the weight
  /// @throws IllegalArgumentException if it has fewer than two axes
  public static Tensor kaimingNormal(Tensor weight, Generator generator, Fan fan, double gain) {
    double deviation = gain / Math.sqrt(fan(weight, fan));
    return weight.size() == 0 ? weight : normal(weight, generator, 0, deviation);
  }

  /// Draws from a uniform distribution between ±√3 · σ, where σ = gain · √(2 / (fan in + fan out)).
  ///
  /// X. Glorot, Y. Bengio: *Understanding the difficulty of training deep feedforward neural
  /// networks*, AISTATS 2010.
  ///
  /// @param weight the weight to change: (out, in, …)
  /// @param generator the random number generator
  /// @param gain the gain of the function after the layer; 1 for none
  /// @return the weight
  /// @throws IllegalArgumentException if it has fewer than two axes
  public static Tensor xavierUniform(Tensor weight, Generator generator, double gain) {
    double bound = Math.sqrt(3) * xavier(weight, gain);
    return weight.size() == 0 ? weight : uniform(weight, generator, -bound, bound);
  }

  /// Draws from a normal distribution of mean 0 and standard deviation gain · √(2 / (fan in + fan
  /// out)).
  ///
  /// @param weight the weight to change: (out, in, …)
  /// @param generator the random number generator
  /// @param gain the gain of the function after the layer; 1 for none
  /// @return the weight
  /// @throws IllegalArgumentException if it has fewer than two axes
  public static Tensor xavierNormal(Tensor weight, Generator generator, double gain) {
    double deviation = xavier(weight, gain);
    return weight.size() == 0 ? weight : normal(weight, generator, 0, deviation);
  }

  private static double xavier(Tensor weight, double gain) {
    double sum = (double) fan(weight, Fan.IN) + fan(weight, Fan.OUT);
    return gain * Math.sqrt(2 / sum);
  }

  /// Draws from a normal distribution of which only an interval is left.
  ///
  /// A uniform number between the distribution function's values at the ends is mapped to the
  /// normal distribution by the inverse of that function. PyTorch computes the inverse in F32, so
  /// the last few bits may differ.
  ///
  /// @param tensor the tensor to change
  /// @param generator the random number generator
  /// @param mean the mean of the whole distribution
  /// @param deviation its standard deviation, above 0
  /// @param low the lower end, -2 in PyTorch unless given; not in standard deviations
  /// @param high the upper end, 2 in PyTorch unless given
  /// @return the tensor
  /// @throws IllegalArgumentException unless the deviation is positive and low is less than high
  public static Tensor truncNormal(
      Tensor tensor, Generator generator, double mean, double deviation, double low, double high) {
    if (!(deviation > 0 && low < high)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Init.truncNormal: needs a positive standard deviation and an interval, not %s and"
                  + " from %s to %s",
              deviation,
              low,
              high));
    }
    Tensor ends = Tensor.of(DType.F64, (low - mean) / deviation, (high - mean) / deviation);
    double[] bounds = ends.div(Math.sqrt(2)).erf().toDoubles();
    float[] numbers = generator.uniform(tensor.size(), bounds[0], bounds[1]);
    float scale = (float) (deviation * Math.sqrt(2));
    for (int i = 0; i < numbers.length; i++) {
      float normal = (float) InverseErrorFunction.of(numbers[i]) * scale + (float) mean;
      numbers[i] = Math.clamp(normal, (float) low, (float) high);
    }
    return copy(tensor, Tensor.fromArray(numbers, tensor.shape().dims()));
  }

  /// Makes the rows of a matrix orthogonal to each other, or the columns if there are more rows
  /// than columns, each of length `gain`; every such matrix is equally likely.
  ///
  /// The matrix Q of the QR decomposition of normal numbers, with signs that make the diagonal of R
  /// positive: F. Mezzadri: *How to generate random matrices from the classical compact groups*,
  /// Notices of the AMS 54 (2007). A. Saxe et al.: *Exact solutions to the nonlinear dynamics of
  /// learning in deep linear neural networks*, 2013.
  ///
  /// @param weight the weight to change: (rows, …), where the further axes count as one
  /// @param generator the random number generator
  /// @param gain the factor
  /// @return the weight
  /// @throws IllegalArgumentException if it has fewer than two axes
  public static Tensor orthogonal(Tensor weight, Generator generator, double gain) {
    if (weight.rank() < 2) {
      throw new IllegalArgumentException(
          "Init.orthogonal: needs at least two axes, but got " + weight.spec());
    }
    if (weight.size() == 0) {
      return weight;
    }
    int rows = weight.size(0);
    int columns = weight.size() / rows;
    float[] drawn = generator.normal(weight.size());
    int count = Math.min(rows, columns);
    boolean wide = rows < columns;
    // The vectors that become orthogonal: the rows, or the columns.
    double[][] vectors = new double[count][Math.max(rows, columns)];
    for (int i = 0; i < drawn.length; i++) {
      int row = i / columns;
      int column = i % columns;
      vectors[wide ? row : column][wide ? column : row] = drawn[i];
    }
    Householder.orthogonalize(vectors);
    for (int i = 0; i < drawn.length; i++) {
      int row = i / columns;
      int column = i % columns;
      float q = (float) vectors[wide ? row : column][wide ? column : row];
      drawn[i] = q * (float) gain;
    }
    return copy(weight, Tensor.fromArray(drawn, weight.shape().dims()));
  }
}
