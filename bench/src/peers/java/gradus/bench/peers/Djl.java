package gradus.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import gradus.bench.ConvEntry;
import gradus.bench.ConvProblem;
import gradus.bench.ElementwiseProblem;
import gradus.bench.Entry;
import gradus.bench.Group;
import gradus.bench.MatmulProblem;
import gradus.bench.MatmulShape;
import gradus.bench.Peer;
import gradus.bench.SmallEntry;
import gradus.bench.SmallProblem;
import gradus.bench.SmallWork;
import gradus.engine.HostStorage;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// DJL, which calls PyTorch's native library, as it comes from the registry.
public sealed class Djl implements Peer permits Djl.ChannelsLast {
  private NDManager manager;

  /// For the service loader.
  public Djl() {}

  /// The same with pictures and kernels in PyTorch's layout channels_last. DJL has no name for it,
  /// but PyTorch knows it by the strides.
  public static final class ChannelsLast extends Djl {
    /// For the service loader.
    public ChannelsLast() {}

    @Override
    public String name() {
      return "djl-nhwc";
    }

    @Override
    public Set<Group> groups() {
      return Set.of(Group.CONV);
    }

    @Override
    public String open(int threads) {
      return super.open(threads) + ", channels_last";
    }

    @Override
    boolean channelsLast() {
      return true;
    }
  }

  @Override
  public String name() {
    return "djl";
  }

  /// {@return whether pictures and kernels are in the layout channels_last}
  boolean channelsLast() {
    return false;
  }

  @Override
  public boolean lingers() {
    return true;
  }

  @Override
  public Set<Group> groups() {
    return Set.of(Group.MATMUL, Group.CONV, Group.ELEMENTWISE, Group.STEP);
  }

  @Override
  public String open(int threads) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    // It unpacks its library, 400 MB, once.
    Path unpacked = Path.of(System.getProperty("java.io.tmpdir"), "gradus-bench-djl");
    System.setProperty("DJL_CACHE_DIR", unpacked.toString());
    System.setProperty("ENGINE_CACHE_DIR", unpacked.toString());
    manager = NDManager.newBaseManager("PyTorch");
    return String.format(
        Locale.ROOT,
        "DJL %s, PyTorch %s with the BLAS that its library contains, %d thread%s",
        Engine.getDjlVersion(),
        Engine.getEngine("PyTorch").getVersion(),
        threads,
        threads == 1 ? "" : "s");
  }

  /// Its results are arrays of its own, to be closed: that belongs to what it costs.
  @Override
  public Optional<Entry> matmul(MatmulProblem problem) {
    MatmulShape shape = problem.shape();
    NDManager own = manager.newSubManager();
    NDArray a = matrix(own, problem.a(), shape.m(), shape.k(), shape.transposedA());
    NDArray b = matrix(own, problem.b(), shape.k(), shape.n(), shape.transposedB());
    return Optional.of(
        new Entry(
            () -> a.matMul(b).close(),
            () -> {
              try (NDArray c = a.matMul(b)) {
                return values(c);
              }
            },
            own::close));
  }

  private static NDArray matrix(
      NDManager manager, HostStorage values, int rows, int columns, boolean transposed) {
    return transposed
        ? array(manager, values, new Shape(columns, rows)).transpose()
        : array(manager, values, new Shape(rows, columns));
  }

  /// {@return an array of elements}
  static NDArray array(NDManager manager, HostStorage values, Shape shape) {
    return switch (values) {
      case HostStorage.Floats floats -> manager.create(floats.array(), shape);
      case HostStorage.Doubles doubles -> manager.create(doubles.array(), shape);
      case HostStorage.Ints ints -> manager.create(ints.array(), shape);
    };
  }

  /// {@return the elements of an array of real numbers}
  static HostStorage values(NDArray array) {
    return array.getDataType() == DataType.FLOAT64
        ? new HostStorage.Doubles(array.toDoubleArray())
        : new HostStorage.Floats(array.toFloatArray());
  }

  @Override
  public Optional<Entry> elementwise(ElementwiseProblem problem) {
    return new DjlElementwise(manager.newSubManager(), problem).entry();
  }

  @Override
  public Optional<ConvEntry> conv(ConvProblem problem) {
    return Optional.of(
        new DjlConvolution(manager.newSubManager(), problem, channelsLast()).entry());
  }

  @Override
  public Optional<SmallEntry> small(SmallWork work, SmallProblem problem) {
    return Optional.of(
        switch (work) {
          case TITANIC_STEP -> new DjlStep(manager.newSubManager(), problem);
          case ADD -> add(problem, false);
          case ADD_RECORDED -> add(problem, true);
          case MATMUL_RECORDED -> matmul(problem);
        });
  }

  private SmallEntry add(SmallProblem problem, boolean recorded) {
    NDArray a = manager.create(SmallProblem.sixteen(problem.x()));
    NDArray b = manager.create(SmallProblem.sixteen(problem.bias1()));
    a.setRequiresGradient(recorded);
    return new Small(recorded, () -> a.add(b));
  }

  private SmallEntry matmul(SmallProblem problem) {
    Shape square = new Shape(4, 4);
    NDArray a = manager.create(SmallProblem.sixteen(problem.x()), square);
    NDArray b = manager.create(SmallProblem.sixteen(problem.bias1()), square);
    a.setRequiresGradient(true);
    return new Small(true, () -> a.matMul(b));
  }

  /// One operation on few elements, inside a collector of gradients or not.
  private static final class Small implements SmallEntry {
    private final boolean recorded;
    private final Supplier<NDArray> work;
    private double value = Double.NaN;

    Small(boolean recorded, Supplier<NDArray> work) {
      this.recorded = recorded;
      this.work = work;
    }

    @Override
    public double seconds(long repetitions) {
      if (!recorded) {
        return run(repetitions);
      }
      try (GradientCollector _ = Engine.getEngine("PyTorch").newGradientCollector()) {
        return run(repetitions);
      }
    }

    private double run(long repetitions) {
      long start = System.nanoTime();
      for (long i = 1; i < repetitions; i++) {
        work.get().close();
      }
      try (NDArray last = work.get()) {
        double seconds = (System.nanoTime() - start) / 1e9;
        value = last.sum().getFloat();
        return seconds;
      }
    }

    @Override
    public double value() {
      return value;
    }
  }
}
