package gradus.engine.simd;

import gradus.engine.Convolve;
import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.Layout;
import gradus.engine.Movement;
import gradus.engine.Operand;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Convolutions. One with gaps between the elements of its input, such as the gradient of a
/// convolution with a stride, is made of several without, so that no gap is multiplied: along an
/// axis, the outputs whose windows begin at the same place between two elements need the same taps,
/// and no others.
final class Convolutions {
  /// The axes before the spatial ones.
  static final int LEADING = 3;

  private Convolutions() {}

  /// Runs a convolution.
  ///
  /// @return false if it is one of integers, and nothing was done
  static boolean run(Convolve op, Operand x, Operand kernel, Operand y) {
    if (y.dtype() == DType.I32) {
      return false;
    }
    if (y.shape().size() > 0) {
      alongAxis(op, 0, new ArrayList<>(), x, kernel, y);
    }
    return true;
  }

  /// Divides the outputs of an axis, and of those after it, into classes that need the same taps.
  private static void alongAxis(
      Convolve op, int a, List<WindowAxis> done, Operand x, Operand kernel, Operand y) {
    if (a == op.axes().size()) {
      Convolution.run(done.toArray(WindowAxis[]::new), x, kernel, y);
      return;
    }
    Convolve.Axis axis = op.axes().get(a);
    int spread = axis.spread();
    int outputStep = spread / gcd(axis.stride(), spread);
    int tapStep = spread / gcd(axis.dilation(), spread);
    int taps = kernel.shape().dim(LEADING + a);
    for (int i = 0; i < Math.min(outputStep, y.shape().dim(LEADING + a)); i++) {
      Operand outputs = everyNth(y, LEADING + a, i, outputStep);
      int begin = i * axis.stride() - axis.low();
      int t = 0;
      while (t < tapStep && Math.floorMod(begin + t * axis.dilation(), spread) != 0) {
        t++;
      }
      if (t == tapStep || t >= taps) {
        Convolution.clear(outputs);
        continue;
      }
      Operand needed = everyNth(kernel, LEADING + a, t, tapStep);
      List<WindowAxis> axes = new ArrayList<>(done);
      axes.add(
          new WindowAxis(
              x.shape().dim(LEADING + a),
              needed.shape().dim(LEADING + a),
              outputs.shape().dim(LEADING + a),
              outputStep * axis.stride() / spread,
              tapStep * axis.dilation() / spread,
              -Math.floorDiv(begin + t * axis.dilation(), spread)));
      alongAxis(op, a + 1, axes, x, needed, outputs);
    }
  }

  private static int gcd(int a, int b) {
    return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).intValue();
  }

  private static Operand everyNth(Operand operand, int axis, int start, int step) {
    if (step == 1) {
      return operand;
    }
    int rank = operand.shape().rank();
    int length = Math.ceilDiv(operand.shape().dim(axis) - start, step);
    List<Integer> starts = new ArrayList<>(Collections.nCopies(rank, 0));
    List<Integer> steps = new ArrayList<>(Collections.nCopies(rank, 1));
    starts.set(axis, start);
    steps.set(axis, step);
    Layout layout =
        new Movement.Slice(operand.shape().with(axis, length), starts, steps)
            .apply(operand.layout());
    return new Operand(operand.storage(), layout);
  }

  /// {@return a contiguous operand of the same shape, whose elements are unspecified}
  static Operand contiguous(Operand like) {
    return new Operand(
        HostStorage.allocate(like.dtype(), like.shape().size()), Layout.contiguous(like.shape()));
  }

  /// Copies the elements of an operand to another one of the same shape.
  static void copy(Operand from, Operand to) {
    Runs.copy(
        from.shape().dims(),
        Runs.array(from.storage()),
        from.layout().offset(),
        Runs.strides(from.layout()),
        Runs.array(to.storage()),
        to.layout().offset(),
        Runs.strides(to.layout()));
  }
}
