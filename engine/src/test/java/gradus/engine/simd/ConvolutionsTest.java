package gradus.engine.simd;

import static gradus.engine.simd.AgainstReference.drawn;
import static gradus.engine.simd.AgainstReference.same;
import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.ArgMaxPool;
import gradus.engine.Convolve;
import gradus.engine.Convolve.Axis;
import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.Operand;
import gradus.engine.Placement;
import gradus.engine.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Convolutions of small whole numbers, which are exact in any order of adding, so that every way
/// of computing them must give the same bits: at sizes that lead into each, of inputs that lie in
/// every way.
class ConvolutionsTest {
  /// A convolution and the sizes of its inputs.
  ///
  /// @param x images, groups, channels, lengths
  /// @param outputs the outputs of a group
  /// @param taps along each axis
  /// @param axes the spatial axes
  record Size(DType dtype, int[] x, int outputs, int[] taps, List<Axis> axes) {
    Convolve op() {
      return new Convolve(axes);
    }

    int[] kernel() {
      return IntStream.concat(IntStream.of(x[1], outputs, x[2]), IntStream.of(taps)).toArray();
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s %s of %s %s",
          dtype,
          op().label(),
          Arrays.toString(x),
          Arrays.toString(kernel()));
    }
  }

  private static Axis axis(int stride, int low, int high, int spread, int dilation) {
    return new Axis(stride, low, high, spread, dilation);
  }

  private static int[] dims(int... dims) {
    return dims;
  }

  static Stream<Size> sizes() {
    return Arrays.stream(Lane.values()).flatMap(lane -> sizes(lane).stream());
  }

  private static List<Size> sizes(Lane lane) {
    DType t = DType.valueOf(lane.name());
    int w = lane.width();
    Axis plain = axis(1, 0, 0, 1, 1);
    Axis same = axis(1, 1, 1, 1, 1);
    Axis half = axis(2, 1, 1, 1, 1);
    List<Size> sizes = new ArrayList<>();
    // Panels of one image, and of several.
    sizes.add(new Size(t, dims(2, 1, 3, 13, w + 5), 13, dims(3, 3), List.of(same, same)));
    sizes.add(new Size(t, dims(5, 1, 4, 7, 7), 25, dims(3, 3), List.of(same, same)));
    sizes.add(new Size(t, dims(3, 1, 2, 1, 3), 2, dims(1, 2), List.of(plain, plain)));
    sizes.add(new Size(t, dims(2, 2, 3, 9, 2 * w), 5, dims(3, 2), List.of(half, half)));
    // In place: nothing to pad.
    sizes.add(new Size(t, dims(2, 1, 5, 12, 13), 9, dims(1, 1), List.of(plain, plain)));
    sizes.add(new Size(t, dims(1, 1, 3, 5, w + 1), 4, dims(2, 3), List.of(plain, plain)));
    sizes.add(
        new Size(
            t,
            dims(2, 1, 3, 9, 2 * w + 1),
            4,
            dims(1, 1),
            List.of(axis(2, 0, 0, 1, 1), axis(2, 0, 0, 1, 1))));
    // One axis and three, other strides and dilations, places cut off.
    sizes.add(new Size(t, dims(2, 1, 3, 3 * w + 4), 7, dims(5), List.of(axis(3, 2, -1, 1, 2))));
    sizes.add(new Size(t, dims(1, 2, 2, 4, 5, 6), 3, dims(2, 3, 2), List.of(same, half, plain)));
    // Nothing but padding.
    sizes.add(new Size(t, dims(1, 1, 2, 2), 2, dims(1), List.of(axis(2, 5, -3, 1, 1))));
    sizes.add(new Size(t, dims(1, 1, 2, 3, 2), 2, dims(2, 1), List.of(same, axis(2, 5, -3, 1, 1))));
    // Gaps between the elements: the gradient of a stride, of one with taps for some outputs only,
    // and of a dilation.
    sizes.add(
        new Size(
            t,
            dims(2, 1, 4, 5, 6),
            3,
            dims(3, 3),
            List.of(axis(1, 1, 2, 2, 1), axis(1, 1, 1, 2, 1))));
    sizes.add(
        new Size(
            t,
            dims(1, 1, 3, 4, 4),
            3,
            dims(1, 1),
            List.of(axis(1, 0, 1, 2, 1), axis(1, 0, 0, 3, 1))));
    sizes.add(new Size(t, dims(1, 1, 2, 7), 3, dims(4), List.of(axis(3, 4, 3, 2, 2))));
    // More taps than pixels: the gradient of a kernel, also with a long axis and many channels.
    sizes.add(new Size(t, dims(3, 1, 4, 9, w + 6), 5, dims(9, w + 6), List.of(same, same)));
    sizes.add(
        new Size(
            t,
            dims(6, 2, 3, 8, 8),
            13,
            dims(6, 6),
            List.of(axis(1, 0, -1, 1, 1), axis(1, 0, 0, 1, 1))));
    sizes.add(new Size(t, dims(2, 1, 2, 2 * 4096 + 9), 3, dims(2 * 4096 + 5), List.of(plain)));
    sizes.add(new Size(t, dims(2, 1, 70, 6, 7), 2, dims(6, 6), List.of(plain, plain)));
    // The same with outputs that are vectors: some, and more than one tile has.
    sizes.add(new Size(t, dims(2, 1, 2, 2 * 4096 + 9), w + 5, dims(2 * 4096 + 5), List.of(plain)));
    sizes.add(new Size(t, dims(2, 1, 70, 6, 7), 3 * w + 1, dims(6, 6), List.of(plain, plain)));
    sizes.add(new Size(t, dims(9, 1, 300, 3, 4), w, dims(3, 3), List.of(plain, plain)));
    sizes.add(
        new Size(
            t,
            dims(2, 1, 2, 9, 12),
            5,
            dims(4, 5),
            List.of(axis(1, 1, 0, 1, 2), axis(1, 1, 1, 1, 2))));
    // One channel: wide rows and short ones, in place, and the gradient of the kernel.
    sizes.add(new Size(t, dims(2, 5, 1, 6, 4 * w + 7), 1, dims(3, 3), List.of(same, same)));
    sizes.add(new Size(t, dims(2, 5, 1, 6, 9 * w + 2), 1, dims(3, 3), List.of(same, half)));
    sizes.add(new Size(t, dims(2, 3, 1, 7, 7), 1, dims(3, 3), List.of(same, same)));
    sizes.add(new Size(t, dims(2, 3, 1, 5, w + 3), 1, dims(2, 2), List.of(plain, plain)));
    sizes.add(new Size(t, dims(1, 3, 2, 8, 5 * w), 1, dims(6, 5 * w - 2), List.of(plain, plain)));
    sizes.add(new Size(t, dims(1, 3, 2, 8, 8), 1, dims(8, 8), List.of(same, same)));
    // Sums in several pieces.
    sizes.add(new Size(t, dims(2, 1, 300, 5, 5), 3, dims(3, 3), List.of(same, same)));
    // Nothing to add, and nothing at all.
    sizes.add(new Size(t, dims(2, 1, 0, 5, 5), 3, dims(3, 3), List.of(same, same)));
    sizes.add(new Size(t, dims(0, 1, 2, 5, 5), 3, dims(3, 3), List.of(same, same)));
    sizes.add(new Size(t, dims(2, 1, 2, 5, 5), 0, dims(3, 3), List.of(same, same)));
    return sizes;
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void areExact(Size size) {
    for (Lying lying : Lying.values()) {
      Operand x = drawn(1, size.dtype, lying, size.x);
      Operand kernel =
          drawn(
              2,
              size.dtype,
              Lying.values()[(2 * lying.ordinal()) % Lying.values().length],
              size.kernel());
      same(size.op(), Lying.OWN[lying.ordinal() % Lying.OWN.length], x, kernel);
      same(size.op(), Lying.ROWS, x, drawn(2, size.dtype, Lying.ROWS, size.kernel()));
    }
  }

  /// What lies around an operand is not read into a result: it is NaN, and no result is.
  @ParameterizedTest
  @EnumSource(Lane.class)
  void readNothingElse(Lane lane) {
    for (Size size : sizes(lane)) {
      for (Lying lying : new Lying[] {Lying.WITH_GAPS, Lying.EVERY_OTHER, Lying.BEHIND_OTHERS}) {
        Operand x = amongNaN(drawn(1, size.dtype, lying, size.x));
        Operand kernel = amongNaN(drawn(2, size.dtype, lying, size.kernel()));
        same(size.op(), Lying.ROWS, x, kernel);
      }
    }
  }

  /// The same operand, with NaN between its elements.
  private static Operand amongNaN(Operand operand) {
    HostStorage from = (HostStorage) operand.storage();
    HostStorage to = HostStorage.allocate(operand.dtype(), from.length());
    for (int i = 0; i < to.length(); i++) {
      to.set(i, Double.NaN);
    }
    int[] dims = operand.shape().dims();
    int[] index = new int[dims.length];
    for (int i = 0; i < operand.shape().size(); i++) {
      int place = operand.layout().index(index);
      to.set(place, from.get(place));
      for (int a = dims.length - 1; a >= 0 && ++index[a] == dims[a]; a--) {
        index[a] = 0;
      }
    }
    return new Operand(to, operand.layout());
  }

  /// A result does not depend on the other images of the batch.
  @ParameterizedTest
  @EnumSource(Lane.class)
  void anImageAloneGivesTheSameBits(Lane lane) {
    for (Size size : sizes(lane)) {
      boolean comparable = size.x[0] > 1 && size.x[1] == 1 && size.x[2] > 0 && size.outputs > 0;
      if (!comparable) {
        continue;
      }
      DType t = size.dtype;
      Operand x = Lying.ROWS.operand(t, i -> Math.sin(i), size.x);
      Operand kernel = Lying.ROWS.operand(t, i -> Math.cos(3 * i), size.kernel());
      int[] one = size.x.clone();
      one[0] = 1;
      Operand first = Lying.ROWS.operand(t, i -> Math.sin(i), one);
      double[] all = run(size.op(), x, kernel);
      double[] alone = run(size.op(), first, kernel);
      assertThat(Arrays.copyOf(all, alone.length)).as(size.toString()).isEqualTo(alone);
    }
  }

  private static double[] run(Convolve op, Operand x, Operand kernel) {
    var spec =
        op.infer(
            new TensorSpec(x.shape(), x.dtype()), new TensorSpec(kernel.shape(), kernel.dtype()));
    Operand y = Lying.ROWS.operand(spec.dtype(), _ -> 7, spec.shape().dims());
    new SimdBackend().run(op, List.of(x, kernel), y);
    HostStorage storage = (HostStorage) y.storage();
    return IntStream.range(0, storage.length()).mapToDouble(storage::get).toArray();
  }

  @Test
  void maximaOfWindows() {
    Axis same = axis(1, 1, 1, 1, 1);
    Axis half = axis(2, 1, 1, 1, 1);
    for (DType dtype : DType.values()) {
      for (Lying lying : Lying.values()) {
        Lying to = Lying.OWN[lying.ordinal() % Lying.OWN.length];
        same(pool(3, half), to, drawn(1, dtype, lying, 2, 3, 19));
        same(pool(3, half, same), to, drawn(1, dtype, lying, 3, 7, 18));
        same(pool(2, half, axis(1, 0, 0, 1, 2), same), to, drawn(1, dtype, lying, 4, 5, 6));
      }
    }
    same(pool(2, half), Lying.ROWS, drawn(1, DType.F32, Lying.ROWS, 0, 6));
  }

  private static ArgMaxPool pool(int size, Axis... axes) {
    return new ArgMaxPool(
        Arrays.stream(axes).map(axis -> new ArgMaxPool.Window(size, axis)).toList());
  }

  @Test
  void windowsAreAddedUp() {
    for (DType dtype : DType.values()) {
      for (Lying lying : Lying.values()) {
        Lying to = Lying.OWN[lying.ordinal() % Lying.OWN.length];
        same(new Placement.Fold(0, 30, 3, 2), to, drawn(1, dtype, lying, 5, 4, 7));
        same(new Placement.Fold(1, 21, 1, 1), to, drawn(1, dtype, lying, 3, 18, 3));
        same(new Placement.Fold(0, 4, 1, 1), to, drawn(1, dtype, lying, 0, 3, 2));
      }
    }
  }
}
