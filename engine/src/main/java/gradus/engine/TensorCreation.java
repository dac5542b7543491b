package gradus.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/// The methods that create a [Tensor], on the current backend; see [Backends#current()].
abstract sealed class TensorCreation extends TensorFunctions permits Tensor {
  private static Tensor onCurrentBackend(HostStorage elements, Shape shape) {
    return on(Backends.current(), elements, shape);
  }

  private static Tensor on(Backend backend, HostStorage elements, Shape shape) {
    if (elements.length() != shape.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "shape %s has %d elements, the array %d",
              shape,
              shape.size(),
              elements.length()));
    }
    Buffer buffer = new Buffer(backend, backend.fromHost(elements));
    Tensor created = new Tensor(buffer, Layout.contiguous(shape), null);
    Recording.created(created);
    return created;
  }

  /// {@return a vector, F32}
  ///
  /// @param values its elements
  public static Tensor of(double... values) {
    return of(DType.F32, values);
  }

  /// {@return a vector of a type}
  ///
  /// @param dtype the type
  /// @param values its elements, rounded to the type
  public static Tensor of(DType dtype, double... values) {
    return fromArray(values, values.length).to(dtype);
  }

  /// {@return a vector, F32}
  ///
  /// @param values its elements
  public static Tensor of(float... values) {
    return fromArray(values, values.length);
  }

  /// {@return a vector, I32}
  ///
  /// @param values its elements
  public static Tensor of(int... values) {
    return fromArray(values, values.length);
  }

  /// {@return a matrix, F32}
  ///
  /// @param rows its rows, all of one length
  public static Tensor of(float[][] rows) {
    return stack(0, Arrays.stream(rows).map(row -> of(row)).toArray(Tensor[]::new));
  }

  /// {@return a matrix, F32}
  ///
  /// @param rows its rows, all of one length
  public static Tensor of(double[][] rows) {
    return stack(0, Arrays.stream(rows).map(row -> of(row)).toArray(Tensor[]::new));
  }

  /// {@return a matrix, I32}
  ///
  /// @param rows its rows, all of one length
  public static Tensor of(int[][] rows) {
    return stack(0, Arrays.stream(rows).map(row -> of(row)).toArray(Tensor[]::new));
  }

  /// {@return a scalar, F32}
  ///
  /// @param value its value
  public static Tensor scalar(double value) {
    return fromArray(new float[] {(float) value});
  }

  /// {@return a tensor of F32 elements}
  ///
  /// @param values in row-major order; copied
  /// @param shape its shape
  public static Tensor fromArray(float[] values, int... shape) {
    return onCurrentBackend(new HostStorage.Floats(values.clone()), Shape.of(shape));
  }

  /// Returns a tensor that uses an array itself, as `torch.from_numpy` does, where the current
  /// backend computes on the host; otherwise it copies it. It saves the copy of large arrays, such
  /// as one with the gradients of all parameters.
  ///
  /// @param values in row-major order. The array must not change as long as the tensor, or a view
  ///   of it, is used.
  /// @param shape its shape
  /// @return a tensor of F32 elements
  public static Tensor wrap(float[] values, int... shape) {
    return Backends.current() instanceof HostBackend
        ? onCurrentBackend(new HostStorage.Floats(values), Shape.of(shape))
        : fromArray(values, shape);
  }

  /// {@return a tensor of F64 elements}
  ///
  /// @param values in row-major order; copied
  /// @param shape its shape
  public static Tensor fromArray(double[] values, int... shape) {
    return onCurrentBackend(new HostStorage.Doubles(values.clone()), Shape.of(shape));
  }

  /// {@return a tensor of I32 elements}
  ///
  /// @param values in row-major order; copied
  /// @param shape its shape
  public static Tensor fromArray(int[] values, int... shape) {
    return onCurrentBackend(new HostStorage.Ints(values.clone()), Shape.of(shape));
  }

  /// {@return zeros, F32}
  ///
  /// @param shape the shape
  public static Tensor zeros(int... shape) {
    return zeros(DType.F32, Shape.of(shape));
  }

  /// {@return zeros of a type}
  ///
  /// @param dtype the type
  /// @param shape the shape
  public static Tensor zeros(DType dtype, Shape shape) {
    return onCurrentBackend(HostStorage.allocate(dtype, shape.size()), shape);
  }

  /// {@return ones, F32}
  ///
  /// @param shape the shape
  public static Tensor ones(int... shape) {
    return full(1, shape);
  }

  /// {@return a tensor filled with a value, F32}
  ///
  /// @param value the value
  /// @param shape the shape
  public static Tensor full(double value, int... shape) {
    return full(DType.F32, value, Shape.of(shape));
  }

  /// {@return a tensor of a type, filled with a value}
  ///
  /// @param dtype the type
  /// @param value the value, rounded to the type
  /// @param shape the shape
  public static Tensor full(DType dtype, double value, Shape shape) {
    return full(Backends.current(), dtype, value, shape);
  }

  static Tensor full(Backend backend, DType dtype, double value, Shape shape) {
    HostStorage elements = HostStorage.allocate(dtype, shape.size());
    elements.fill(value);
    return on(backend, elements, shape);
  }

  /// {@return 0, 1, …, end - 1 as I32}
  ///
  /// @param end the number of elements, not negative
  public static Tensor arange(int end) {
    if (end < 0) {
      throw new IllegalArgumentException("arange: the end must not be negative, got " + end);
    }
    return of(IntStream.range(0, end).toArray());
  }

  /// {@return start, start + step, … up to end (exclusive), as F32}
  ///
  /// @param start the first value
  /// @param end the end, exclusive
  /// @param step the step, not 0; negative counts down
  public static Tensor arange(double start, double end, double step) {
    double count = Math.ceil((end - start) / step);
    if (!(step != 0 && count >= 0 && count < Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "arange: a step of %s does not lead from %s to %s", step, start, end));
    }
    return of(IntStream.range(0, (int) count).mapToDouble(i -> start + i * step).toArray());
  }

  /// {@return evenly spaced numbers, both ends included, as F32}
  ///
  /// @param start the first value
  /// @param end the last value
  /// @param count the number of values, at least 1; 1 returns only the first
  public static Tensor linspace(double start, double end, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("linspace: needs at least one element, got " + count);
    }
    // From both ends, like PyTorch, so that the last value is exact.
    double step = (end - start) / (count - 1);
    return of(
        IntStream.range(0, count)
            .mapToDouble(i -> i < count / 2 ? start + i * step : end - (count - 1 - i) * step)
            .map(x -> count == 1 ? start : x)
            .toArray());
  }

  /// {@return the identity matrix, F32}
  ///
  /// @param n the number of rows and columns
  public static Tensor eye(int n) {
    return eye(n, n);
  }

  /// {@return a matrix with ones on the main diagonal and zeros elsewhere, F32}
  ///
  /// @param rows the number of rows
  /// @param columns the number of columns
  public static Tensor eye(int rows, int columns) {
    Shape shape = Shape.of(rows, columns);
    float[] values = new float[shape.size()];
    for (int i = 0; i < Math.min(rows, columns); i++) {
      values[i * columns + i] = 1;
    }
    return onCurrentBackend(new HostStorage.Floats(values), shape);
  }

  /// {@return uniform random numbers from 0 (inclusive) to 1 (exclusive), F32: `torch.rand`}
  ///
  /// @param generator the random number generator
  /// @param shape the shape
  public static Tensor rand(Generator generator, int... shape) {
    return fromArray(generator.uniform(Shape.of(shape).size()), shape);
  }

  /// {@return normally distributed random numbers of mean 0 and variance 1, F32: `torch.randn`}
  ///
  /// @param generator the random number generator
  /// @param shape the shape
  public static Tensor randn(Generator generator, int... shape) {
    return fromArray(generator.normal(Shape.of(shape).size()), shape);
  }

  /// {@return uniform random numbers from an interval, F32: `Tensor.uniform_`}
  ///
  /// @param generator the random number generator
  /// @param low the lower end
  /// @param high the upper end
  /// @param shape the shape
  public static Tensor uniform(Generator generator, double low, double high, int... shape) {
    return fromArray(generator.uniform(Shape.of(shape).size(), low, high), shape);
  }

  /// {@return normally distributed random numbers, F32: `Tensor.normal_`}
  ///
  /// @param generator the random number generator
  /// @param mean the mean
  /// @param deviation the standard deviation
  /// @param shape the shape
  public static Tensor normal(Generator generator, double mean, double deviation, int... shape) {
    return fromArray(generator.normal(Shape.of(shape).size(), mean, deviation), shape);
  }

  /// {@return uniform random integers, I32: `torch.randint`}
  ///
  /// @param generator the random number generator
  /// @param low the least integer
  /// @param high the end, exclusive, greater than low
  /// @param shape the shape
  public static Tensor randint(Generator generator, int low, int high, int... shape) {
    return fromArray(generator.integers(Shape.of(shape).size(), low, high), shape);
  }

  /// {@return ones and zeros, F32, each 1 with a probability: the draws of `Tensor.bernoulli_`}
  ///
  /// @param generator the random number generator: one draw of 53 bits per element
  /// @param p the probability of a 1, from 0 to 1
  /// @param shape the shape
  public static Tensor bernoulli(Generator generator, double p, int... shape) {
    return fromArray(generator.bernoulli(Shape.of(shape).size(), p), shape);
  }

  /// {@return a random permutation of 0 to n - 1, I32: `torch.randperm`}
  ///
  /// @param generator the random number generator
  /// @param n the number of elements
  public static Tensor randperm(Generator generator, int n) {
    return of(generator.permutation(n));
  }
}
