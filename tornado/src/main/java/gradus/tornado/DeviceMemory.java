package gradus.tornado;

import gradus.engine.DType;
import java.lang.ref.Cleaner;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Gives out places in a device's memory of one type, and takes them back when the garbage
/// collector finds that nothing reaches them any more.
final class DeviceMemory {
  private static final Cleaner CLEANER = Cleaner.create();

  /// Places begin at multiples of this, 64 bytes.
  private static final int GRAIN = 16;

  /// How often to look again for a place, how often so after each time that the garbage collector
  /// was called, and how long to wait before each, in milliseconds: two seconds in all.
  private static final int ATTEMPTS = 200;

  private static final int ATTEMPTS_A_COLLECTION = 40;
  private static final int WAIT = 10;

  private final DType dtype;
  private final int capacity;

  /// The free parts by their start.
  private final TreeMap<Integer, Integer> free = new TreeMap<>();

  private int places;

  /// Memory, all of it free.
  ///
  /// @param dtype its elements' type
  /// @param reserved how many of them, at the start, aren't given out
  /// @param capacity how many elements it has
  DeviceMemory(DType dtype, int reserved, int capacity) {
    this.dtype = dtype;
    this.capacity = capacity;
    int first = Math.ceilDiv(reserved, GRAIN) * GRAIN;
    free.put(first, capacity - first);
  }

  /// A place for elements, given back when the storage is no longer reachable.
  ///
  /// @param length how many
  /// @return the storage
  /// @throws IllegalStateException if there is none, also after the garbage collector has run
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

  /// Lets the garbage collector look for what nothing reaches any more. It sees small objects, not
  /// what they stand for, and may not have run for long.
  private int findAfterCollecting(int length) {
    int start = -1;
    boolean couldFit = length <= capacity;
    for (int i = 0; couldFit && start < 0 && i < ATTEMPTS; i++) {
      if (i % ATTEMPTS_A_COLLECTION == 0) {
        System.gc();
      }
      try {
        // What it finds comes back by another thread.
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

  /// The first part that is long enough; -1 if there is none.
  private synchronized int find(int length) {
    // Negative if it is too long for any memory.
    int size = rounded(length);
    for (Map.Entry<Integer, Integer> part : free.entrySet()) {
      int start = part.getKey();
      int rest = part.getValue() - size;
      if (size >= 0 && rest >= 0) {
        // From here on the entry may be another's.
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

  /// How many elements are free.
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
