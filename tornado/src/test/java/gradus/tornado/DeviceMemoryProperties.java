package gradus.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.DType;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// Places in a device's memory: no two overlap, and all come back.
class DeviceMemoryProperties {
  private static final int CAPACITY = 1 << 12;

  /// How long what isn't reachable any more may take to come back, in milliseconds.
  private static final int WAIT = 20_000;

  /// Lengths to allocate, and, where negative, which of those there are to drop.
  @Provide
  Arbitrary<List<Integer>> steps() {
    return Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.integers().between(0, 300)),
            Tuple.of(1, Arbitraries.integers().between(-100, -1)))
        .list()
        .ofMinSize(5)
        .ofMaxSize(60);
  }

  @Property(tries = 20)
  void placesDontOverlapAndAllComeBack(
      @ForAll("steps") List<Integer> steps, @ForAll boolean reserved) throws InterruptedException {
    int first = reserved ? 16 : 0;
    DeviceMemory memory = new DeviceMemory(DType.F32, reserved ? 1 : 0, CAPACITY);
    List<DeviceStorage> held = new ArrayList<>();
    for (int step : steps) {
      if (step >= 0) {
        int needed = held.stream().mapToInt(DeviceStorage::length).sum() + 16 * held.size() + step;
        if (needed < CAPACITY / 2) {
          held.add(memory.allocate(step));
          assertDisjoint(held, first);
        }
      } else if (!held.isEmpty()) {
        held.remove(-step % held.size());
      }
    }
    Reference.reachabilityFence(held);
    held.clear();
    awaitFree(memory, CAPACITY - first);
    // In one piece.
    DeviceStorage all = memory.allocate(CAPACITY - first);
    assertThat(all.start()).isEqualTo(first);
    assertThat(memory.free()).isZero();
    Reference.reachabilityFence(all);
  }

  /// Whichever of its neighbours is free already.
  @Example
  void freePartsBecomeOne() throws InterruptedException {
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (int[] order : orders) {
      DeviceMemory memory = new DeviceMemory(DType.F32, 0, 48);
      DeviceStorage[] held = {memory.allocate(16), memory.allocate(16), memory.allocate(16)};
      for (int i = 0; i < order.length; i++) {
        held[order[i]] = null;
        awaitFree(memory, 16 * (i + 1));
      }
      assertThat(memory.allocate(48).start()).isZero();
    }
  }

  private static void assertDisjoint(List<DeviceStorage> held, int first) {
    boolean[] taken = new boolean[CAPACITY];
    for (DeviceStorage storage : held) {
      assertThat(storage.length() == 0 || storage.start() >= first).isTrue();
      assertThat(storage.start() % 16).isZero();
      for (int i = 0; i < storage.length(); i++) {
        assertThat(taken[storage.start() + i]).isFalse();
        taken[storage.start() + i] = true;
      }
    }
  }

  private static void awaitFree(DeviceMemory memory, long expected) throws InterruptedException {
    long end = System.nanoTime() + WAIT * 1_000_000L;
    while (memory.free() < expected && System.nanoTime() < end) {
      System.gc();
      Thread.sleep(1);
    }
    assertThat(memory.free()).isEqualTo(expected);
  }

  @Example
  void whatIsUnreachableMakesRoom() {
    DeviceMemory memory = new DeviceMemory(DType.F32, 0, CAPACITY);
    DeviceStorage kept = memory.allocate(CAPACITY / 2);
    for (int i = 0; i < 20; i++) {
      DeviceStorage next = memory.allocate(CAPACITY / 2);
      assertThat(next.start()).isEqualTo(CAPACITY / 2);
    }
    assertThat(kept.start()).isZero();
    Reference.reachabilityFence(kept);
  }

  @Example
  void whenItIsFullItSaysWhatWasAskedForWhatIsFreeAndWhatToRaise() {
    DeviceMemory memory = new DeviceMemory(DType.F32, 0, CAPACITY);
    List<DeviceStorage> held = List.of(memory.allocate(1000), memory.allocate(90));
    assertThatThrownBy(() -> memory.allocate(3500))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("memory for f32 is full")
        .hasMessageContaining("3500 elements were asked for")
        .hasMessageContaining("2992 of 4096 are free, 2992 of them in one piece")
        .hasMessageContaining("2 tensors hold the rest")
        .hasMessageContaining("-Dgradus.tornado.memory (megabytes, now 512)")
        .hasMessageContaining("-Dtornado.device.memory");
    assertThatThrownBy(() -> memory.allocate(Integer.MAX_VALUE))
        .hasMessageContaining(Integer.MAX_VALUE + " elements were asked for");
    // What was refused took nothing.
    assertThat(memory.allocate(2992).start()).isEqualTo(1104);
    Reference.reachabilityFence(held);
  }
}
