package gradus.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.Layout;
import gradus.engine.Operand;
import gradus.engine.Reduction;
import gradus.engine.Shape;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The results of a row's parts must stay allocated on the device until they are combined.
class PartsTest {
  private static final int LENGTH = 4096;
  private static final int CAPACITY = 1 << 24;

  /// So often that the code is compiled, in which a variable that isn't read again holds nothing.
  private static final int OFTEN = 30_000;

  /// Launches nothing, but looks at what is free once the garbage collector has done all it may.
  private static final class Looking implements Device {
    private final List<Long> free = new ArrayList<>();
    private DeviceMemory memory;
    private boolean looks;

    @Override
    public String about() {
      return "a device to look at";
    }

    @Override
    public boolean isGpu() {
      return false;
    }

    @Override
    public int capacity(DType dtype) {
      return CAPACITY;
    }

    @Override
    public void launch(DeviceKernel kernel, int units, int[] args, float... numbers) {
      if (looks) {
        long before;
        do {
          before = memory.free();
          for (int i = 0; i < 5; i++) {
            System.gc();
            pause();
          }
        } while (memory.free() > before);
        free.add(before);
      }
    }

    private static void pause() {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void write(HostStorage elements, int place) {}

    @Override
    public HostStorage read(DType dtype, int place, int length) {
      return HostStorage.allocate(dtype, length);
    }
  }

  @Test
  void theyStayUntilTheyAreCombined() {
    Looking device = new Looking();
    DeviceMemory memory = new DeviceMemory(DType.F32, 0, CAPACITY);
    device.memory = memory;
    Reductions reductions = new Reductions(device, memory);
    DeviceStorage input = memory.allocate(LENGTH);
    DeviceStorage output = memory.allocate(1);
    Operand x = new Operand(input, Layout.contiguous(Shape.of(LENGTH)));
    Operand y = new Operand(output, Layout.contiguous(Shape.of(1)));
    for (int i = 0; i < OFTEN; i++) {
      reductions.run(new Reduction.Sum(List.of(0)), x, y);
    }
    device.looks = true;
    reductions.run(new Reduction.Sum(List.of(0)), x, y);
    Reference.reachabilityFence(input);
    Reference.reachabilityFence(output);
    // Both parts' sums take 16 places, as the output does.
    assertThat(device.free).containsOnly(CAPACITY - LENGTH - 32L).hasSize(2);
  }
}
