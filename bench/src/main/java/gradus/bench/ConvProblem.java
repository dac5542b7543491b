package gradus.bench;

import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.Tensor;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// A pass of a convolution; every engine gets the same values.
public final class ConvProblem {
  /// The number of elements of a result that are checked.
  private static final int SAMPLES = 100;

  /// The maximum error of an element, as a share of the sum of its terms' absolute values.
  private static final double TOLERANCE = 1e-5;

  private final ConvShape shape;
  private final int batch;
  private final ConvPass pass;
  private final HostStorage input;
  private final HostStorage weight;
  private final HostStorage upstream;

  /// Draws values from -1/2 to 1/2.
  ///
  /// @param shape the layer
  /// @param batch the number of pictures
  /// @param pass what is computed
  public ConvProblem(ConvShape shape, int batch, ConvPass pass) {
    this.shape = shape;
    this.batch = batch;
    this.pass = pass;
    SplittableRandom random = new SplittableRandom(1);
    input = draw(random, shape.input(batch));
    weight = draw(random, shape.weight());
    upstream = draw(random, shape.output(batch));
  }

  private static HostStorage draw(SplittableRandom random, int... dims) {
    return Values.draw(random, DType.F32, elements(dims), -0.5, 0.5);
  }

  private static int elements(int... dims) {
    int count = 1;
    for (int dim : dims) {
      count = Math.multiplyExact(count, dim);
    }
    return count;
  }

  /// {@return the layer}
  public ConvShape shape() {
    return shape;
  }

  /// {@return the number of pictures}
  public int batch() {
    return batch;
  }

  /// {@return what is computed}
  public ConvPass pass() {
    return pass;
  }

  /// {@return the pictures, (batch, channels, height, width)}
  public HostStorage input() {
    return input;
  }

  /// {@return the kernel, (output channels, channels / groups, height, width)}
  public HostStorage weight() {
    return weight;
  }

  /// {@return the gradient of the output, (batch, output channels, height, width)}
  public HostStorage upstream() {
    return upstream;
  }

  /// Returns the shape of the result.
  ///
  /// @return that of the output, of the input or of the kernel
  public int[] result() {
    return switch (pass) {
      case FORWARD -> shape.output(batch);
      case INPUT -> shape.input(batch);
      case KERNEL -> shape.weight();
    };
  }

  /// {@return such as `64x56 3x3/1 64, batch 8, gradient of input`}
  public String label() {
    return String.format(Locale.ROOT, "%s, batch %d, %s", shape.label(), batch, pass.label());
  }

  /// Returns this engine's implementation: [Tensor#conv2d] or [Tensor#backward(Tensor)], which
  /// allocate their results. The output on which a gradient depends is computed only once.
  ConvEntry gradus() {
    Tensor x = Values.tensor(input, shape.input(batch));
    Tensor kernel = Values.tensor(weight, shape.weight());
    if (pass == ConvPass.FORWARD) {
      Tensor[] last = new Tensor[1];
      return entry(
          () -> last[0] = x.conv2d(kernel, null, shape.options()), () -> Values.of(last[0]));
    }
    Tensor wanted = pass == ConvPass.INPUT ? x : kernel;
    wanted.requiresGrad(true);
    Tensor y = x.conv2d(kernel, null, shape.options());
    Tensor gradient = Values.tensor(upstream, shape.output(batch));
    return entry(
        () -> {
          wanted.zeroGrad();
          y.backward(gradient);
        },
        () -> Values.of(wanted.grad()));
  }

  private static ConvEntry entry(Runnable action, Supplier<HostStorage> result) {
    return new ConvEntry(Timed.of(action), result, () -> {});
  }

  /// Runs an entry once and compares some elements with double arithmetic, since the speed of a
  /// wrong result means nothing.
  ///
  /// @param name the engine's name
  /// @param entry the entry
  /// @throws IllegalStateException if the result is wrong
  void check(String name, ConvEntry entry) {
    entry.timed().seconds(1);
    HostStorage got = entry.result().get();
    int[] dims = result();
    if (got.length() != elements(dims)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s, %s: the result has %d elements, expected %d",
              name,
              label(),
              got.length(),
              elements(dims)));
    }
    SplittableRandom random = new SplittableRandom(2);
    for (int sample = 0; sample < SAMPLES; sample++) {
      int place = random.nextInt(got.length());
      Sum expected = new Sum();
      int last = place % dims[3];
      int row = place / dims[3] % dims[2];
      int channel = place / dims[3] / dims[2] % dims[1];
      int first = place / dims[3] / dims[2] / dims[1];
      switch (pass) {
        case FORWARD -> output(expected, first, channel, row, last);
        case INPUT -> ofInput(expected, first, channel, row, last);
        case KERNEL -> ofKernel(expected, first, channel, row, last);
      }
      double error = Math.abs(got.get(place) - expected.value);
      if (!(error <= TOLERANCE * expected.size)) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s, %s: element (%d, %d, %d, %d) is %s, expected %s",
                name,
                label(),
                first,
                channel,
                row,
                last,
                got.get(place),
                expected.value));
      }
    }
  }

  /// A sum of products, and the sum of their absolute values.
  private static final class Sum {
    private double value;
    private double size;

    void add(double a, double b) {
      value += a * b;
      size += Math.abs(a * b);
    }
  }

  /// Sums over the channels of the group and over the taps.
  private void output(Sum sum, int n, int o, int row, int column) {
    for (int c = 0; c < shape.weight()[1]; c++) {
      for (int i = 0; i < shape.kernel(); i++) {
        for (int j = 0; j < shape.kernel(); j++) {
          term(sum, n, o, c, row, column, i, j);
        }
      }
    }
  }

  /// Sums over the batch and over the places of the output.
  private void ofKernel(Sum sum, int o, int c, int i, int j) {
    for (int n = 0; n < batch; n++) {
      for (int row = 0; row < shape.outSize(); row++) {
        for (int column = 0; column < shape.outSize(); column++) {
          term(sum, n, o, c, row, column, i, j);
        }
      }
    }
  }

  /// Sums over those places of the output and taps that read the place.
  private void ofInput(Sum sum, int n, int channel, int y, int x) {
    int from = shape.depthwise() ? channel : 0;
    int to = shape.depthwise() ? channel + 1 : shape.out();
    for (int o = from; o < to; o++) {
      for (int i = 0; i < shape.kernel(); i++) {
        for (int j = 0; j < shape.kernel(); j++) {
          int row = y + shape.padding() - i;
          int column = x + shape.padding() - j;
          if (row % shape.stride() == 0 && column % shape.stride() == 0) {
            int c = shape.depthwise() ? 0 : channel;
            term(sum, n, o, c, row / shape.stride(), column / shape.stride(), i, j);
          }
        }
      }
    }
  }

  /// Adds the product that belongs to a place of the output, a channel of its group and a tap.
  private void term(Sum sum, int n, int o, int c, int row, int column, int i, int j) {
    int size = shape.outSize();
    int y = row * shape.stride() + i - shape.padding();
    int x = column * shape.stride() + j - shape.padding();
    if (row < 0 || row >= size || column < 0 || column >= size) {
      return;
    }
    if (y < 0 || y >= shape.size() || x < 0 || x >= shape.size()) {
      return;
    }
    int channel = shape.depthwise() ? o : c;
    int in = ((n * shape.channels() + channel) * shape.size() + y) * shape.size() + x;
    int tap = ((o * shape.weight()[1] + c) * shape.kernel() + i) * shape.kernel() + j;
    int out = ((n * shape.out() + o) * size + row) * size + column;
    switch (pass) {
      case FORWARD -> sum.add(input.get(in), weight.get(tap));
      case INPUT -> sum.add(upstream.get(out), weight.get(tap));
      case KERNEL -> sum.add(input.get(in), upstream.get(out));
    }
  }
}
