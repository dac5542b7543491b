package gradus.tornado;

import gradus.engine.DType;
import gradus.engine.HostStorage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// A device in plain Java, on which the kernels run as they are written. Items that work together
/// are threads, with real barriers and local memory of their group's; the others run in turn.
final class EmulatedDevice implements Device {
  private final FloatArray memory;
  private final IntArray ints;
  private final IntArray integers = new IntArray(Args.SIZE);
  private final FloatArray floats = new FloatArray(Args.NUMBERS);

  /// A device.
  ///
  /// @param capacity how many floats it holds; half as many integers
  EmulatedDevice(int capacity) {
    memory = new FloatArray(capacity);
    ints = new IntArray(capacity / 2);
    // Reads of memory that was never written must show.
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
    MemorySegment.copy(args, 0, integers.getSegment(), ValueLayout.JAVA_INT, 0, Args.SIZE);
    MemorySegment.copy(numbers, 0, floats.getSegment(), ValueLayout.JAVA_FLOAT, 0, Args.NUMBERS);
    int items = kernel.items(units);
    if (!kernel.isCooperative()) {
      for (int item = 0; item < items; item++) {
        run(kernel, new Item(item, kernel.groupSize(), items, null));
      }
      return;
    }
    for (int first = 0; first < items; first += kernel.groupSize()) {
      new Group(kernel, first, items).run();
    }
  }

  private void run(DeviceKernel kernel, Item item) {
    kernel.code.apply(item, memory, ints, integers, floats);
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

  /// The items that work together, and what they share.
  private final class Group {
    private final DeviceKernel kernel;
    private final Thread[] threads;
    private final List<float[]> arrays = new ArrayList<>();
    private int waiting;
    private int done;
    private volatile int phase;
    private volatile Throwable failure;

    Group(DeviceKernel kernel, int first, int items) {
      this.kernel = kernel;
      threads = new Thread[kernel.groupSize()];
      for (int i = 0; i < threads.length; i++) {
        Item item = new Item(first + i, threads.length, items, this);
        threads[i] = Thread.ofVirtual().unstarted(() -> run(item));
      }
    }

    /// Runs all items to their end.
    void run() {
      for (Thread thread : threads) {
        thread.start();
      }
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      if (failure != null) {
        throw new IllegalStateException(kernel + " failed", failure);
      }
    }

    private void run(Item item) {
      try {
        EmulatedDevice.this.run(kernel, item);
      } catch (RuntimeException | Error e) {
        fail(e);
      }
      synchronized (this) {
        done++;
        checkThatAllCome();
      }
    }

    /// The group's array that its items ask for as so manyth; its contents are anything at first.
    synchronized float[] array(int number, int size) {
      if (number == arrays.size()) {
        float[] array = new float[size];
        Arrays.fill(array, Float.NaN);
        arrays.add(array);
      }
      return arrays.get(number);
    }

    /// Returns when all items are here.
    void await() {
      int before = phase;
      boolean last;
      synchronized (this) {
        waiting++;
        last = waiting == threads.length;
        if (last) {
          waiting = 0;
          phase = before + 1;
        } else {
          checkThatAllCome();
        }
      }
      if (last) {
        wake();
      }
      while (phase == before && failure == null) {
        LockSupport.park(this);
      }
      if (failure != null) {
        throw new IllegalStateException("another item failed");
      }
    }

    /// On a real device a barrier that some items don't come to is undefined behaviour.
    private void checkThatAllCome() {
      if (waiting > 0 && done > 0 && waiting + done == threads.length && failure == null) {
        fail(
            new IllegalStateException(
                String.format(
                    Locale.ROOT,
                    "%d items wait at a barrier that the others, %d, don't come to",
                    waiting,
                    done)));
      }
    }

    private void fail(Throwable cause) {
      synchronized (this) {
        if (failure == null) {
          failure = cause;
        }
      }
      wake();
    }

    private void wake() {
      for (Thread thread : threads) {
        LockSupport.unpark(thread);
      }
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
      group.await();
    }

    @Override
    public float[] allocateFloatLocalArray(int size) {
      return group.array(arrays++, size);
    }
  }
}
