package gradus.tornado;

import gradus.engine.DType;
import gradus.engine.HostStorage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import uk.ac.manchester.tornado.api.DataRange;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// A TornadoVM device.
///
/// There is one execution plan with a graph for each kernel. All graphs share the device memory:
/// the graph [#OPEN] allocates it, and each other graph takes it over from the one that ran before,
/// so each must name all of it. A graph is compiled when it first runs. Arguments and the number of
/// work items differ between runs; they don't affect the compiled code.
final class Accelerator implements Device {
  private static final Logger LOG = System.getLogger("gradus.tornado");

  private static final String OPEN = "open";
  private static final String TASK = "kernel";

  /// Replaces TornadoVM's own flags, which let the compiler ignore NaN and infinities and divide
  /// inexactly.
  private static final String FLAGS = "-w -cl-fp32-correctly-rounded-divide-sqrt";

  /// The lengths of the staging arrays, through which elements are copied to the device.
  private static final int[] STAGES = {1 << 10, 1 << 20};

  private final FloatArray memory = new FloatArray(Setting.floats());
  private final IntArray ints = new IntArray(Setting.ints());
  private final IntArray args = new IntArray(Args.SIZE);
  private final FloatArray numbers = new FloatArray(Args.NUMBERS);

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("gradus-tornado").factory());

  private final List<ImmutableTaskGraph> graphs = new ArrayList<>();
  private final List<WorkerGrid1D> grids = new ArrayList<>();
  private final GridScheduler scheduler = new GridScheduler();
  private final List<Stage> stages = new ArrayList<>();
  private final TornadoDevice device;
  private final TornadoExecutionPlan plan;
  private TornadoExecutionResult last;

  /// The number of launched kernels, and the graphs that have been launched.
  private int launches;

  private final BitSet tried = new BitSet();

  /// Staging arrays, and the graphs that copy their elements into device memory.
  private record Stage(
      int length, FloatArray floats, int floatGraph, IntArray ints, int intGraph) {}

  private Accelerator(TornadoDevice device) {
    DeviceKernel.Code open = TransferKernels::open;
    add(
        new TaskGraph(OPEN)
            .transferToDevice(DataTransferMode.EVERY_EXECUTION, args, numbers)
            .task(TASK, open, new KernelContext(), memory, ints, args, numbers)
            .persistOnDevice(memory, ints),
        OPEN);
    for (DeviceKernel kernel : DeviceKernel.values()) {
      add(kernel.name(), kernel.code, args, numbers);
    }
    for (int length : STAGES) {
      FloatArray floats = new FloatArray(length);
      IntArray elements = new IntArray(Args.SIZE + length);
      int floatGraph = graphs.size();
      add("FLOATS_" + length, TransferKernels::floats, args, floats);
      add("INTS_" + length, TransferKernels::ints, elements, numbers);
      stages.add(new Stage(length, floats, floatGraph, elements, floatGraph + 1));
    }
    this.device = device;
    plan =
        inItsThread(
            () -> {
              TornadoExecutionPlan all =
                  new TornadoExecutionPlan(graphs.toArray(ImmutableTaskGraph[]::new));
              all.withDevice(device);
              all.withCompilerFlags(TornadoVMBackendType.OPENCL, FLAGS);
              all.withGridScheduler(scheduler);
              return all;
            });
    inItsThread(
        () -> {
          run(0, args, 1, 1);
          return plan;
        });
  }

  private void add(String name, DeviceKernel.Code code, IntArray args, FloatArray numbers) {
    add(
        new TaskGraph(name)
            .consumeFromDevice(OPEN, memory, ints)
            .transferToDevice(DataTransferMode.EVERY_EXECUTION, args, numbers)
            .task(TASK, code, new KernelContext(), memory, ints, args, numbers),
        name);
  }

  private void add(TaskGraph graph, String name) {
    WorkerGrid1D grid = new WorkerGrid1D(1);
    grid.setLocalWork(1, 1, 1);
    scheduler.addWorkerGrid(name + "." + TASK, grid);
    grids.add(grid);
    graphs.add(graph.snapshot());
  }

  /// Returns the device to use: the first GPU, or else the first device; empty if there is none.
  private static Optional<TornadoDevice> find() {
    TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
    Optional<TornadoDevice> found = Optional.empty();
    for (int i = 0; i < runtime.getNumBackends(); i++) {
      TornadoBackend backend = runtime.getBackend(i);
      boolean known =
          backend.getBackendType() == TornadoVMBackendType.OPENCL
              || backend.getBackendType() == TornadoVMBackendType.CUDA;
      for (int j = 0; known && j < backend.getNumDevices(); j++) {
        TornadoDevice device = backend.getDevice(j);
        if (found.isEmpty() || isGpu(device) && !isGpu(found.get())) {
          found = Optional.of(device);
        }
      }
    }
    return found;
  }

  private static boolean isGpu(TornadoDevice device) {
    return device.getDeviceType() == TornadoDeviceType.GPU;
  }

  /// Returns the reason why no device can be used, in a sentence; empty if one can.
  static Optional<String> whyUnusable() {
    Optional<TornadoDevice> found = find();
    if (found.isEmpty()) {
      return Optional.of(
          "TornadoVM has no device of OpenCL or CUDA; install the driver of one, and see with"
              + " `tornado --devices`");
    }
    TornadoDevice device = found.get();
    if (!device.getDeviceContext().isFP64Supported()) {
      return Optional.of(name(device) + " has no double precision, which exp and log need");
    }
    long group = device.getPhysicalDevice().getDeviceMaxWorkGroupSize()[0];
    if (group < ProductKernels.GROUP) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%s runs groups of up to %d work items; %d are needed",
              name(device),
              group,
              ProductKernels.GROUP));
    }
    long needed = 4L * Setting.floats();
    return needed > device.getMaxAllocMemory()
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%s has pieces of memory of up to %d MB; lower -D%s=%d",
                name(device),
                device.getMaxAllocMemory() >> 20,
                Setting.MEMORY,
                Setting.megabytes()))
        : Optional.empty();
  }

  /// Returns whether the device to use is a GPU.
  static boolean findsGpu() {
    return find().map(Accelerator::isGpu).orElse(false);
  }

  private static String name(TornadoDevice device) {
    return device.getPhysicalDevice().getDeviceName().trim();
  }

  /// Opens the device.
  static Accelerator open() {
    TornadoDevice device = find().orElseThrow();
    Accelerator opened = new Accelerator(device);
    LOG.log(Level.INFO, opened.about());
    return opened;
  }

  @Override
  public String about() {
    return String.format(
        Locale.ROOT,
        "%s, %s; driver %s, %s; memory %d MB, of which tensors may take %d",
        isGpu() ? "GPU" : "no GPU but " + device.getDeviceType(),
        name(device),
        device.getPlatformName(),
        device.getDeviceOpenCLCVersion().trim(),
        device.getMaxGlobalMemory() >> 20,
        Setting.megabytes() + Setting.megabytes() / 8);
  }

  @Override
  public boolean isGpu() {
    return isGpu(device);
  }

  @Override
  public int capacity(DType dtype) {
    return dtype == DType.F32 ? memory.getSize() : ints.getSize();
  }

  private void run(int graph, IntArray args, int items, int group) {
    WorkerGrid1D grid = grids.get(graph);
    grid.setGlobalWork(items, 1, 1);
    grid.setLocalWork(group, 1, 1);
    launches++;
    args.set(Args.LAUNCH, launches);
    last = plan.withGraph(graph).execute();
    if (!tried.get(graph)) {
      tried.set(graph);
      check();
    }
  }

  /// Checks that the last launch took place.
  private void check() {
    last.transferToHost(new DataRange(ints).withOffset(Args.LAST).withSize(1));
    if (ints.get(Args.LAST) != launches) {
      throw new IllegalStateException(
          String.format(
                  Locale.ROOT,
                  "the device didn't run a kernel that it was given, number %d; its driver's reason"
                      + " may stand",
                  launches)
              + " on the terminal");
    }
  }

  /// Runs a task in the only thread that talks to TornadoVM. TornadoVM keeps a command queue for
  /// each calling thread, and crashes in other threads after one of them has ended.
  private <T> T inItsThread(Callable<T> action) {
    try {
      return thread.submit(action).get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the device was at work", e);
    }
  }

  @Override
  public void launch(DeviceKernel kernel, int units, int[] given, float... floats) {
    inItsThread(
        () -> {
          launchNow(kernel, units, given, floats);
          return kernel;
        });
  }

  private void launchNow(DeviceKernel kernel, int units, int[] given, float... floats) {
    MemorySegment.copy(given, 0, args.getSegment(), ValueLayout.JAVA_INT, 0, given.length);
    MemorySegment.copy(floats, 0, numbers.getSegment(), ValueLayout.JAVA_FLOAT, 0, floats.length);
    run(1 + kernel.ordinal(), args, kernel.items(units), kernel.groupSize());
  }

  @Override
  public void write(HostStorage elements, int place) {
    inItsThread(
        () -> {
          writeNow(elements, place);
          return elements;
        });
  }

  private void writeNow(HostStorage elements, int place) {
    int length = elements.length();
    for (int from = 0; from < length; ) {
      int rest = length - from;
      Stage stage = rest <= STAGES[0] ? stages.getFirst() : stages.getLast();
      int count = Math.min(rest, stage.length());
      switch (elements) {
        case HostStorage.Floats(float[] array) -> {
          MemorySegment.copy(
              array, from, stage.floats().getSegment(), ValueLayout.JAVA_FLOAT, 0, count);
          args.set(Args.OUT, place + from);
          args.set(Args.COUNT, count);
          run(
              stage.floatGraph(),
              args,
              DeviceKernel.items(count, DeviceKernel.ANY),
              DeviceKernel.ANY);
        }
        case HostStorage.Ints(int[] array) -> {
          MemorySegment.copy(
              array, from, stage.ints().getSegment(), ValueLayout.JAVA_INT, 4L * Args.SIZE, count);
          stage.ints().set(Args.OUT, place + from);
          stage.ints().set(Args.COUNT, count);
          run(
              stage.intGraph(),
              stage.ints(),
              DeviceKernel.items(count, DeviceKernel.ANY),
              DeviceKernel.ANY);
        }
        case HostStorage.Doubles _ ->
            throw new IllegalArgumentException("f64 isn't kept on the device");
      }
      from += count;
    }
  }

  @Override
  public HostStorage read(DType dtype, int place, int length) {
    return inItsThread(() -> readNow(dtype, place, length));
  }

  private HostStorage readNow(DType dtype, int place, int length) {
    HostStorage copy = HostStorage.allocate(dtype, length);
    if (length == 0) {
      // TornadoVM takes a size of 0 as the whole array.
      return copy;
    }
    check();
    switch (copy) {
      case HostStorage.Floats(float[] array) -> {
        last.transferToHost(new DataRange(memory).withOffset(place).withSize(length));
        MemorySegment.copy(
            memory.getSegment(), ValueLayout.JAVA_FLOAT, 4L * place, array, 0, length);
      }
      case HostStorage.Ints(int[] array) -> {
        last.transferToHost(new DataRange(ints).withOffset(place).withSize(length));
        MemorySegment.copy(ints.getSegment(), ValueLayout.JAVA_INT, 4L * place, array, 0, length);
      }
      case HostStorage.Doubles _ ->
          throw new IllegalArgumentException("f64 isn't kept on the device");
    }
    return copy;
  }
}
