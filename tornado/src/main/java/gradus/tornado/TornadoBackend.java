package gradus.tornado;

import gradus.engine.ArgMaxPool;
import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.Convolve;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.HostStorage;
import gradus.engine.Kernel;
import gradus.engine.MatMul;
import gradus.engine.Operand;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Scan;
import gradus.engine.Softmax;
import gradus.engine.Sort;
import gradus.engine.Storage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Runs kernels on a device through TornadoVM. F32 and I32 elements stay on the device until they
/// are read; F64, which is meant for checking, stays on the CPU.
///
/// Operations without a device kernel run on a CPU backend: the results are right, but the transfer
/// of the elements to the CPU and back is slow. [#handedOver()] counts them, and the logger
/// `gradus.tornado` logs each at DEBUG.
public final class TornadoBackend implements Backend {
  private static final Logger LOG = System.getLogger("gradus.tornado");

  private final Device device;
  private final DeviceMemory floats;
  private final DeviceMemory ints;
  private final Elements elements;
  private final FormulaSteps formulas;
  private final Reductions reductions;
  private final Products products;
  private final Placements placements;
  private final AtomicLong handedOver = new AtomicLong();

  TornadoBackend(Device device) {
    this.device = device;
    floats = new DeviceMemory(DType.F32, 0, device.capacity(DType.F32));
    ints = new DeviceMemory(DType.I32, Args.RESERVED, device.capacity(DType.I32));
    elements = new Elements(device);
    formulas = new FormulaSteps(elements, floats, ints);
    reductions = new Reductions(device, floats);
    products = new Products(device, elements);
    placements = new Placements(device, elements);
  }

  @Override
  public String name() {
    return "tornado";
  }

  /// Returns a description of the device.
  ///
  /// @return its type, name, driver and memory
  public String device() {
    return device.about();
  }

  /// Returns whether the device is a GPU; an OpenCL device may also be a CPU.
  ///
  /// @return true for a GPU
  public boolean isGpu() {
    return device.isGpu();
  }

  /// Returns the number of kernels that ran on a CPU backend instead of the device.
  ///
  /// @return kernels since the start
  public long handedOver() {
    return handedOver.get();
  }

  @Override
  public Storage allocate(DType dtype, int length) {
    return switch (dtype) {
      case F32 -> floats.allocate(length);
      case I32 -> ints.allocate(length);
      case F64 -> HostStorage.allocate(dtype, length);
    };
  }

  @Override
  public HostStorage toHost(Storage storage) {
    return switch (storage) {
      case HostStorage host -> host;
      case DeviceStorage there -> {
        HostStorage copy = device.read(there.dtype(), there.start(), there.length());
        Reference.reachabilityFence(there);
        yield copy;
      }
      default -> throw new IllegalArgumentException("not of this backend: " + storage);
    };
  }

  @Override
  public Storage fromHost(HostStorage elements) {
    Storage storage =
        elements.dtype() == DType.F64 ? elements : allocate(elements.dtype(), elements.length());
    if (storage instanceof DeviceStorage there) {
      device.write(elements, there.start());
    }
    return storage;
  }

  @Override
  public void run(Kernel kernel, List<Operand> inputs, Operand output) {
    if (output.shape().size() > 0) {
      try {
        if (!runOnDevice(kernel, inputs, output)) {
          handOver(kernel, inputs, output);
        }
      } finally {
        // Their ranges must not be freed before this point.
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(output);
      }
    }
  }

  private boolean runOnDevice(Kernel kernel, List<Operand> inputs, Operand output) {
    if (!(output.storage() instanceof DeviceStorage)) {
      return false;
    }
    if (kernel instanceof Elementwise.Copy
        && inputs.getFirst().storage() instanceof HostStorage number
        && number.length() == 1) {
      return elements.fill(number.get(0), output);
    }
    if (!inputs.stream().allMatch(input -> input.storage() instanceof DeviceStorage)) {
      return false;
    }
    return switch (kernel) {
      case Elementwise op -> elements.run(op, inputs, output) || formulas.run(op, inputs, output);
      case Reduction op -> reductions.run(op, inputs.getFirst(), output);
      case Softmax op -> reductions.run(op, inputs.getFirst(), output);
      // Each element waits for others of its row, which the CPU does as well.
      case Scan _, Sort _ -> false;
      case Convolve _, ArgMaxPool _ -> false;
      case MatMul _ -> products.run(inputs, output);
      case Placement op -> placements.run(op, inputs, output);
    };
  }

  private void handOver(Kernel kernel, List<Operand> inputs, Operand output) {
    Backend cpu = Backends.named(Backends.usable().contains("simd") ? "simd" : "reference");
    handedOver.incrementAndGet();
    LOG.log(
        Level.DEBUG,
        () ->
            String.format(
                Locale.ROOT,
                "%s is handed to %s: %s to %s",
                kernel.label(),
                cpu.name(),
                inputs.stream().map(input -> input.dtype() + "" + input.shape()).toList(),
                output.dtype() + "" + output.shape()));
    // One copy of each storage, since the output may share an input's.
    Map<Storage, HostStorage> copies = new IdentityHashMap<>();
    List<Operand> there = new ArrayList<>();
    for (Operand input : inputs) {
      there.add(copied(input, copies));
    }
    Operand result = copied(output, copies);
    cpu.run(kernel, there, result);
    if (output.storage() instanceof DeviceStorage storage) {
      device.write((HostStorage) result.storage(), storage.start());
    }
  }

  private Operand copied(Operand operand, Map<Storage, HostStorage> copies) {
    HostStorage copy = copies.computeIfAbsent(operand.storage(), this::toHost);
    return new Operand(copy, operand.layout());
  }
}
