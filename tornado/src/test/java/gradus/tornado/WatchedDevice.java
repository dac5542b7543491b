package gradus.tornado;

import gradus.engine.DType;
import gradus.engine.HostStorage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.opentest4j.TestAbortedException;

/// A device that writes down what it is asked for, and has another do it.
final class WatchedDevice implements Device {
  /// The system property that asks for the real runtime.
  private static final String REAL = "tests.real";

  final List<String> reads = new ArrayList<>();
  final List<String> writes = new ArrayList<>();
  final Set<DeviceKernel> launched = EnumSet.noneOf(DeviceKernel.class);
  private final Device device;

  WatchedDevice(Device device) {
    this.device = device;
  }

  private static final class Real {
    static final Device DEVICE = open();

    private static Device open() {
      new TornadoProvider()
          .whyUnusable()
          .ifPresent(
              reason -> {
                throw new TestAbortedException(reason);
              });
      return Accelerator.open();
    }
  }

  /// Whether the tests run on the real runtime.
  static boolean isReal() {
    return Boolean.getBoolean(REAL);
  }

  /// The real device where the tests ask for it, and otherwise one that is emulated.
  static WatchedDevice open() {
    return new WatchedDevice(isReal() ? Real.DEVICE : new EmulatedDevice(1 << 23));
  }

  /// Forgets what it wrote down.
  void forget() {
    reads.clear();
    writes.clear();
    launched.clear();
  }

  @Override
  public String about() {
    return device.about();
  }

  @Override
  public boolean isGpu() {
    return device.isGpu();
  }

  @Override
  public int capacity(DType dtype) {
    return device.capacity(dtype);
  }

  @Override
  public void launch(DeviceKernel kernel, int units, int[] args, float... numbers) {
    launched.add(kernel);
    device.launch(kernel, units, args, numbers);
  }

  @Override
  public void write(HostStorage elements, int place) {
    writes.add(elements.dtype() + " " + elements.length());
    device.write(elements, place);
  }

  @Override
  public HostStorage read(DType dtype, int place, int length) {
    reads.add(dtype + " " + length);
    return device.read(dtype, place, length);
  }
}
