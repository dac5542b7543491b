package gradus.tornado;

import gradus.engine.DType;
import gradus.engine.HostStorage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// A device in plain Java, on which the kernels run as they are written. Items that work together
/// are threads, with real barriers and local memory of their group's; the others run in turn.
final class EmulatedDevice implements Device {
  private static final int SECONDS = 30;

  private final FloatArray memory;
  private final IntArray ints;

  /// A device.
  ///
  /// @param capacity how many floats it holds; half as many integers
  EmulatedDevice(int capacity) {
    memory = new FloatArray(capacity);
    ints = new IntArray(capacity / 2);
    // Whoever reads what was never written shall notice.
    for (int i = 0; i < capacity; i++) {
      memory.set(i, Float.NaN);
    }
  }

  @Override
  public String about() {
    return "no GPU but plain Java";
  }

  @Override
  public boolean isGpu() {
    return false;
  }

  @Override
  public int capacity(DType dtype) {
    return dtype == DType.F32 ? memory.getSize() : ints.getSize();
  }

  @Override
  public synchronized void launch(DeviceKernel kernel, int units, int[] args, float... numbers) {
    IntArray integers = new IntArray(args.length);
    MemorySegment.copy(args, 0, integers.getSegment(), ValueLayout.JAVA_INT, 0, args.length);
    FloatArray floats = new FloatArray(numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      floats.set(i, numbers[i]);
    }
    int items = kernel.items(units);
    if (!kernel.isCooperative()) {
      for (int item = 0; item < items; item++) {
        Item context = new Item(item, kernel.groupSize(), items, null);
        kernel.code.apply(context, memory, ints, integers, floats);
      }
      return;
    }
    for (int first = 0; first < items; first += kernel.groupSize()) {
      run(kernel, first, items, integers, floats);
    }
  }

  private void run(DeviceKernel kernel, int first, int items, IntArray args, FloatArray numbers) {
    Group group = new Group(kernel.groupSize());
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < kernel.groupSize(); i++) {
      Item item = new Item(first + i, kernel.groupSize(), items, group);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      kernel.code.apply(item, memory, ints, args, numbers);
                    } catch (RuntimeException | Error e) {
                      synchronized (failures) {
                        failures.add(e);
                      }
                      group.barrier.reset();
                    }
                  }));
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(kernel + " failed", failures.getFirst());
    }
  }

  @Override
  public synchronized void write(HostStorage elements, int place) {
    switch (elements) {
      case HostStorage.Floats(float[] array) ->
          MemorySegment.copy(
              array, 0, memory.getSegment(), ValueLayout.JAVA_FLOAT, 4L * place, array.length);
      case HostStorage.Ints(int[] array) ->
          MemorySegment.copy(
              array, 0, ints.getSegment(), ValueLayout.JAVA_INT, 4L * place, array.length);
      case HostStorage.Doubles _ -> throw new IllegalArgumentException("f64");
    }
  }

  @Override
  public synchronized HostStorage read(DType dtype, int place, int length) {
    HostStorage copy = HostStorage.allocate(dtype, length);
    switch (copy) {
      case HostStorage.Floats(float[] array) ->
          MemorySegment.copy(
              memory.getSegment(), ValueLayout.JAVA_FLOAT, 4L * place, array, 0, length);
      case HostStorage.Ints(int[] array) ->
          MemorySegment.copy(ints.getSegment(), ValueLayout.JAVA_INT, 4L * place, array, 0, length);
      case HostStorage.Doubles _ -> throw new IllegalArgumentException("f64");
    }
    return copy;
  }

  /// What the items of a group share.
  private static final class Group {
    final CyclicBarrier barrier;
    final List<float[]> arrays = new ArrayList<>();

    Group(int size) {
      barrier = new CyclicBarrier(size);
    }

    /// The group's array that its items ask for as so manyth; its contents are anything at first.
    synchronized float[] array(int number, int size) {
      if (number == arrays.size()) {
        float[] array = new float[size];
        java.util.Arrays.fill(array, Float.NaN);
        arrays.add(array);
      }
      return arrays.get(number);
    }
  }

  private static final class Item extends KernelContext {
    private final Group group;
    private int arrays;

    Item(int item, int groupSize, int items, Group group) {
      super(item, groupSize, items);
      this.group = group;
    }

    @Override
    public void localBarrier() {
      try {
        group.barrier.await(SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new IllegalStateException("not all items of the group came to the barrier", e);
      }
    }

    @Override
    public float[] allocateFloatLocalArray(int size) {
      return group.array(arrays++, size);
    }
  }
}
