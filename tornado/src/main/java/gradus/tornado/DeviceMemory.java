package gradus.tornado;

import gradus.engine.DType;
import java.lang.ref.Cleaner;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Allocates device memory of one type. The garbage collector frees a range when its storage is
/// unreachable.
final class DeviceMemory {
  private static final Cleaner CLEANER = Cleaner.create();

  /// The alignment of ranges, 64 bytes, in elements.
  private static final int GRAIN = 16;

  /// The maximum number of attempts to find a free range, the number of attempts between two calls
  /// of the garbage collector, and the wait before each attempt, in milliseconds: two seconds in
  /// all.
  private static final int ATTEMPTS = 200;

  private static final int ATTEMPTS_A_COLLECTION = 40;
  private static final int WAIT = 10;

  private final DType dtype;
  private final int capacity;

  /// The lengths of the free ranges by start.
  private final TreeMap<Integer, Integer> free = new TreeMap<>();

  private int places;

  /// Creates memory that is all free.
  ///
  /// @param dtype the type of its elements
  /// @param reserved the number of elements at the start that are not allocated
  /// @param capacity the number of elements
  DeviceMemory(DType dtype, int reserved, int capacity) {
    this.dtype = dtype;
    this.capacity = capacity;
    int first = Math.ceilDiv(reserved, GRAIN) * GRAIN;
    free.put(first, capacity - first);
  }

  /// Allocates a range, which is freed when the storage is unreachable.
  ///
  /// @param length the number of elements
  /// @return the storage
  /// @throws IllegalStateException if no range is long enough even after the garbage collector has
  ///   run
  DeviceStorage allocate(int length) {
    int start = 0;
    if (length > 0) {
      start = find(length);
      if (start < 0) {
        start = findAfterCollecting(length);
      }
      if (start < 0) {
        throw new IllegalStateException(full(length));
      }
    }
    DeviceStorage storage = new DeviceStorage(dtype, start, length);
    if (length > 0) {
      int given = start;
      CLEANER.register(storage, () -> release(given, length));
    }
    return storage;
  }

  /// Runs the garbage collector and looks again. The collector may not have run for long, since it
  /// sees only small objects and not the device memory that they represent.
  private int findAfterCollecting(int length) {
    int start = -1;
    boolean couldFit = length <= capacity;
    for (int i = 0; couldFit && start < 0 && i < ATTEMPTS; i++) {
      if (i % ATTEMPTS_A_COLLECTION == 0) {
        System.gc();
      }
      try {
        // Another thread frees the ranges that it finds.
        Thread.sleep(WAIT);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return find(length);
      }
      start = find(length);
    }
    return start;
  }

  private static int rounded(int length) {
    return Math.ceilDiv(length, GRAIN) * GRAIN;
  }

  /// Allocates the first free range that is long enough; returns its start, or -1 if there is none.
  private synchronized int find(int length) {
    // Negative if it exceeds any memory.
    int size = rounded(length);
    for (Map.Entry<Integer, Integer> part : free.entrySet()) {
      int start = part.getKey();
      int rest = part.getValue() - size;
      if (size >= 0 && rest >= 0) {
        // The map may reuse the entry from here on.
        free.remove(start);
        if (rest > 0) {
          free.put(start + size, rest);
        }
        places++;
        return start;
      }
    }
    return -1;
  }

  private synchronized void release(int start, int length) {
    int from = start;
    int size = rounded(length);
    Map.Entry<Integer, Integer> before = free.lowerEntry(from);
    if (before != null && before.getKey() + before.getValue() == from) {
      from = before.getKey();
      size += before.getValue();
    }
    Integer after = free.remove(start + rounded(length));
    free.put(from, size + (after == null ? 0 : after));
    places--;
  }

  /// Returns the number of free elements.
  synchronized long free() {
    return free.values().stream().mapToLong(Integer::longValue).sum();
  }

  private synchronized String full(int length) {
    long most = free.values().stream().mapToLong(Integer::longValue).max().orElse(0);
    return String.format(
        Locale.ROOT,
        "the device's memory for %s is full: %d elements were asked for, %d of %d are free, %d"
            + " of them in one piece, and %d tensors hold the rest; raise it with -D%s"
            + " (megabytes, now %d)%s",
        dtype,
        length,
        free(),
        capacity,
        most,
        places,
        Setting.MEMORY,
        Setting.megabytes(),
        Setting.ADVICE);
  }
}
