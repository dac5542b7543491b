package gradus.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import gradus.bench.ConvEntry;
import gradus.bench.ConvPass;
import gradus.bench.ConvProblem;
import gradus.bench.ConvShape;
import gradus.bench.Timed;
import gradus.engine.HostStorage;

/// A pass of a convolution with DJL. The output on which a gradient depends is computed only once.
final class DjlConvolution {
  private final NDManager manager;
  private final ConvProblem problem;
  private final boolean channelsLast;

  /// Creates one.
  ///
  /// @param manager what it owns belongs to this
  /// @param channelsLast whether pictures and kernels are in the layout channels_last
  DjlConvolution(NDManager manager, ConvProblem problem, boolean channelsLast) {
    this.manager = manager;
    this.problem = problem;
    this.channelsLast = channelsLast;
  }

  ConvEntry entry() {
    ConvShape shape = problem.shape();
    NDArray x = array(problem.input(), shape.input(problem.batch()));
    NDArray weight = array(problem.weight(), shape.weight());
    return problem.pass() == ConvPass.FORWARD
        ? forward(x, weight)
        : gradient(x, weight, problem.pass() == ConvPass.INPUT ? x : weight);
  }

  private ConvEntry forward(NDArray x, NDArray weight) {
    return new ConvEntry(
        Timed.of(() -> convolve(x, weight).close()),
        () -> {
          try (NDArray y = convolve(x, weight)) {
            return values(y);
          }
        },
        manager::close);
  }

  /// DJL has no gradient of anything but ones, so this calls what is below it. PyTorch adds a
  /// gradient to the one before, which DJL can't take away; the result is that of a run with zeros
  /// before.
  private ConvEntry gradient(NDArray x, NDArray weight, NDArray wanted) {
    NDArray upstream = array(problem.upstream(), problem.shape().output(problem.batch()));
    wanted.setRequiresGradient(true);
    NDArray y;
    try (GradientCollector _ = Engine.getEngine("PyTorch").newGradientCollector()) {
      y = convolve(x, weight);
    }
    Runnable backward = () -> JniUtils.backward((PtNDArray) y, (PtNDArray) upstream, true, false);
    return new ConvEntry(
        Timed.of(backward),
        () -> {
          try (NDArray gradient = wanted.getGradient()) {
            gradient.muli(0);
            backward.run();
            return values(gradient);
          }
        },
        manager::close);
  }

  private NDArray convolve(NDArray x, NDArray weight) {
    ConvShape shape = problem.shape();
    return Conv2d.conv2d(
            x,
            weight,
            null,
            new Shape(shape.stride(), shape.stride()),
            new Shape(shape.padding(), shape.padding()),
            new Shape(1, 1),
            shape.groups())
        .singletonOrThrow();
  }

  private NDArray array(HostStorage values, int... dims) {
    if (!channelsLast) {
      return Djl.array(manager, values, new Shape(dims[0], dims[1], dims[2], dims[3]));
    }
    float[] moved = moved(((HostStorage.Floats) values).array(), dims);
    return manager
        .create(moved, new Shape(dims[0], dims[2], dims[3], dims[1]))
        .transpose(0, 3, 1, 2);
  }

  /// Returns elements with the second axis as the last.
  private static float[] moved(float[] values, int... dims) {
    int places = dims[2] * dims[3];
    float[] moved = new float[values.length];
    for (int n = 0; n < dims[0]; n++) {
      for (int c = 0; c < dims[1]; c++) {
        for (int place = 0; place < places; place++) {
          moved[(n * places + place) * dims[1] + c] = values[(n * dims[1] + c) * places + place];
        }
      }
    }
    return moved;
  }

  /// Reads elements in row-major order, whatever the layout.
  private static HostStorage values(NDArray array) {
    try (NDArray flat = array.reshape(-1)) {
      return Djl.values(flat);
    }
  }
}
