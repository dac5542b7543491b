package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.testkit.GradientCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What is true of convolutions with any numbers. Their inputs are small integers, so that the
/// results are exact in every type and in any order of their terms.
class ConvolutionProperties {
  /// A convolution and the shapes of its inputs.
  private record Drawn(Convolve op, Shape x, Shape kernel) {
    Tensor apply(Tensor signal, Tensor taps) {
      return op.apply(signal, taps);
    }
  }

  /// Over one to three axes, with several groups, spread, and padding that may be negative.
  private static Drawn draw(Random random) {
    int count = 1 + random.nextInt(3);
    int most = 6 - count;
    int[] x = new int[3 + count];
    int[] kernel = new int[3 + count];
    List<Convolve.Axis> axes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = 1 + random.nextInt(most);
      int taps = 1 + random.nextInt(3);
      int spread = 1 + random.nextInt(3);
      int dilation = 1 + random.nextInt(2);
      int low = random.nextInt(5) - 2;
      // As much as one output needs, or more.
      int least = (taps - 1) * dilation - (length - 1) * spread - low;
      int high = Math.max(least, random.nextInt(5) - 2);
      axes.add(new Convolve.Axis(1 + random.nextInt(3), low, high, spread, dilation));
      x[3 + i] = length;
      kernel[3 + i] = taps;
    }
    x[0] = 1 + random.nextInt(2);
    x[1] = 1 + random.nextInt(2);
    x[2] = 1 + random.nextInt(2);
    kernel[0] = x[1];
    kernel[1] = 1 + random.nextInt(2);
    kernel[2] = x[2];
    return new Drawn(new Convolve(axes), Shape.of(x), Shape.of(kernel));
  }

  private static Tensor integers(Random random, Shape shape) {
    double[] values = random.ints(shape.size(), -4, 5).asDoubleStream().toArray();
    return Tensor.of(DType.F64, values).reshape(shape.dims());
  }

  private static Tensor product(Tensor a, Tensor b) {
    return a.mul(b).sum();
  }

  /// ⟨J·v, u⟩ = ⟨v, Jᵀ·u⟩ for both inputs. A convolution is linear in each, so J·v is the
  /// convolution of v.
  @Property(tries = 300)
  void theGradientsAreTheTransposes(@ForAll long seed) {
    Random random = new Random(seed);
    Drawn drawn = draw(random);
    Tensor x = integers(random, drawn.x).requiresGrad(true);
    Tensor kernel = integers(random, drawn.kernel).requiresGrad(true);
    Tensor y = drawn.apply(x, kernel);
    Tensor u = integers(random, y.shape());
    List<Tensor> gradients = Gradients.of(product(y, u), x, kernel);
    assertThat(gradients.get(1).layout().isContiguous()).as("%s", drawn).isTrue();
    Tensor v = integers(random, drawn.x);
    Tensor w = integers(random, drawn.kernel);
    assertThat(product(v, gradients.get(0)).item())
        .as("%s", drawn)
        .isEqualTo(product(drawn.apply(v, kernel), u).item());
    assertThat(product(w, gradients.get(1)).item())
        .as("%s", drawn)
        .isEqualTo(product(drawn.apply(x, w), u).item());
  }

  /// ⟨x ∗ w, u⟩ is linear in each of the three, so its second derivatives are the same with two of
  /// them replaced.
  @Property(tries = 150)
  void theGradientsOfTheGradientsAreConvolutionsToo(@ForAll long seed) {
    Random random = new Random(seed);
    Drawn drawn = draw(random);
    Tensor x = integers(random, drawn.x).requiresGrad(true);
    Tensor kernel = integers(random, drawn.kernel).requiresGrad(true);
    Tensor y = drawn.apply(x, kernel);
    Tensor u = integers(random, y.shape()).requiresGrad(true);
    Tensor a = integers(random, drawn.x);
    Tensor b = integers(random, drawn.kernel);
    Tensor c = integers(random, y.shape());
    List<Tensor> first = Gradients.recorded(product(y, u), x, kernel);
    List<Tensor> ofX = Gradients.of(product(first.get(0), a), kernel, u);
    double both = product(drawn.apply(a, b), u).item();
    assertThat(product(ofX.get(0), b).item()).as("%s", drawn).isEqualTo(both);
    assertThat(product(ofX.get(1), c).item())
        .as("%s", drawn)
        .isEqualTo(product(drawn.apply(a, kernel), c).item());
    List<Tensor> again = Gradients.recorded(product(drawn.apply(x, kernel), u), x, kernel);
    List<Tensor> ofKernel = Gradients.of(product(again.get(1), b), x, u);
    assertThat(product(ofKernel.get(0), a).item()).as("%s", drawn).isEqualTo(both);
    assertThat(product(ofKernel.get(1), c).item())
        .as("%s", drawn)
        .isEqualTo(product(drawn.apply(x, b), c).item());
  }

  @Property(tries = 20)
  void differencesAgreeToSecondOrder(@ForAll long seed) {
    Random random = new Random(seed);
    Drawn drawn = draw(random);
    GradientCheck.of(in -> drawn.op.apply(in.toArray(Tensor[]::new)))
        .named(drawn.toString())
        .second()
        .near(integers(random, drawn.x), integers(random, drawn.kernel));
  }

  @Provide
  Arbitrary<DType> types() {
    return Arbitraries.of(DType.values());
  }

  @Provide
  Arbitrary<String> backends() {
    return Arbitraries.of(Backends.usable());
  }

  /// Group by group, the rows of a matrix are the windows, and its columns the channels and taps.
  @Property(tries = 200)
  void aConvolutionIsAProductWithItsWindows(
      @ForAll long seed, @ForAll("types") DType dtype, @ForAll("backends") String backend) {
    Backends.using(
        Backends.named(backend),
        () -> {
          Random random = new Random(seed);
          int groups = 1 + random.nextInt(3);
          int c = 1 + random.nextInt(3);
          int o = 1 + random.nextInt(3);
          int[] taps = {1 + random.nextInt(3), 1 + random.nextInt(4)};
          int[] stride = {1 + random.nextInt(3), 1 + random.nextInt(2)};
          int[] dilation = {1 + random.nextInt(2), 1 + random.nextInt(3)};
          int[] padding = {random.nextInt(3), random.nextInt(3)};
          int[] x = {1 + random.nextInt(2), groups * c, 0, 0};
          for (int i = 0; i < 2; i++) {
            x[2 + i] = (taps[i] - 1) * dilation[i] + 1 + random.nextInt(5);
          }
          Tensor signal = integers(random, Shape.of(x)).to(dtype);
          Tensor kernel = integers(random, Shape.of(groups * o, c, taps[0], taps[1])).to(dtype);
          ConvOptions options =
              ConvOptions.DEFAULT
                  .withStride(stride)
                  .withPadding(padding)
                  .withDilation(dilation)
                  .withGroups(groups);
          Tensor windows = signal;
          for (int i = 0; i < 2; i++) {
            windows = windows.pad(2 + i, padding[i], padding[i], 0);
          }
          for (int i = 0; i < 2; i++) {
            windows = new Movement.Unfold(2 + i, taps[i], stride[i], dilation[i]).apply(windows);
          }
          List<Tensor> parts = new ArrayList<>();
          for (int g = 0; g < groups; g++) {
            Tensor rows = windows.slice(1, g * c, (g + 1) * c).permute(0, 2, 3, 1, 4, 5).flatten(3);
            Tensor columns = kernel.slice(0, g * o, (g + 1) * o).flatten(1).t();
            parts.add(rows.matmul(columns).permute(0, 3, 1, 2));
          }
          Tensor expected = Tensor.concat(1, parts);
          Tensor actual = signal.conv2d(kernel, null, options);
          assertThat(actual.spec()).isEqualTo(expected.spec());
          assertThat(actual.toDoubles()).isEqualTo(expected.toDoubles());
          return null;
        });
  }

  /// The other way round than [TensorConvolution] says it: the gradient comes from [Convolve].
  @Property(tries = 200)
  void aTransposedConvolutionIsTheGradientOfTheInput(@ForAll long seed) {
    Random random = new Random(seed);
    int groups = 1 + random.nextInt(2);
    int[] x = {1 + random.nextInt(2), groups * (1 + random.nextInt(2)), 0, 0};
    int[] kernel = {groups * (1 + random.nextInt(2)), x[1] / groups, 0, 0};
    int[] stride = new int[2];
    int[] padding = new int[2];
    int[] dilation = new int[2];
    int[] more = new int[2];
    for (int i = 0; i < 2; i++) {
      kernel[2 + i] = 1 + random.nextInt(3);
      stride[i] = 1 + random.nextInt(3);
      dilation[i] = 1 + random.nextInt(2);
      padding[i] = random.nextInt(3);
      int span = (kernel[2 + i] - 1) * dilation[i] + 1;
      x[2 + i] = Math.max(1, span - 2 * padding[i]) + random.nextInt(4);
      // The places at the end that no window reads.
      more[i] = (x[2 + i] + 2 * padding[i] - span) % stride[i];
    }
    ConvOptions options =
        ConvOptions.DEFAULT
            .withStride(stride)
            .withPadding(padding)
            .withDilation(dilation)
            .withGroups(groups);
    Tensor signal = integers(random, Shape.of(x)).requiresGrad(true);
    Tensor weight = integers(random, Shape.of(kernel));
    Tensor y = signal.conv2d(weight, null, options);
    Tensor u = integers(random, y.shape());
    Tensor gradient = Gradients.of(product(y, u), signal).getFirst();
    Tensor transposed = u.convTranspose2d(weight, null, options, more);
    assertThat(transposed.shape()).isEqualTo(gradient.shape());
    assertThat(transposed.toDoubles())
        .as("%s %s %s", Arrays.toString(x), Arrays.toString(kernel), options)
        .isEqualTo(gradient.toDoubles());
  }
}
