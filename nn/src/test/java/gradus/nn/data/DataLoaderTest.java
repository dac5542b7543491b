package gradus.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gradus.engine.Backends;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Dataset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class DataLoaderTest {
  private static final Transform JITTER =
      Transform.compose(new RandomCrop(3, 3, 1), new RandomErasing(0.5), new RandomRotation(30));

  private static Samples images(int count) {
    byte[] pixels = new byte[count * 2 * 9];
    int[] labels = new int[count];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    for (int i = 0; i < count; i++) {
      labels[i] = i;
    }
    return new Images(pixels, 2, 3, 3, labels);
  }

  private static List<float[]> taken(DataLoader loader, int epoch) {
    List<float[]> all = new ArrayList<>();
    try (Batches batches = loader.epoch(epoch)) {
      for (Dataset batch : batches) {
        all.add(batch.x().toFloats());
        all.add(batch.y().toFloats());
      }
    }
    return all;
  }

  private static void same(List<float[]> actual, List<float[]> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i)).containsExactly(expected.get(i));
    }
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void theBitsAreTheSameForAnyNumberOfWorkers(
      @ForAll @IntRange(max = 20) int count,
      @ForAll @IntRange(min = 1, max = 7) int batchSize,
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int epoch,
      @ForAll boolean dropLast) {
    List<List<float[]>> runs = new ArrayList<>();
    for (int workers : new int[] {0, 1, 3}) {
      DataLoader loader =
          new DataLoader(images(count), batchSize)
              .shuffled(new Generator(seed))
              .transformed(JITTER, seed)
              .workers(workers);
      loader = dropLast ? loader.droppingLast() : loader;
      List<float[]> run = taken(loader, epoch);
      assertThat(run).hasSize(2 * loader.size());
      assertThat(loader.size())
          .isEqualTo(dropLast ? count / batchSize : (count + batchSize - 1) / batchSize);
      runs.add(run);
    }
    same(runs.get(1), runs.get(0));
    same(runs.get(2), runs.get(0));
  }

  /// Its own order, and that of [Dataset#batches], which is PyTorch's.
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void theOrderIsThatOfADataset(
      @ForAll @IntRange(max = 20) int count,
      @ForAll @IntRange(min = 1, max = 7) int batchSize,
      @ForAll long seed) {
    Dataset data = new Dataset(Tensor.arange(count * 3).reshape(count, 3), Tensor.arange(count));
    Generator order = new Generator(seed);
    Generator same = new Generator(seed);
    DataLoader loader = new DataLoader(Samples.of(data), batchSize).shuffled(order).workers(2);
    for (int epoch = 0; epoch < 2; epoch++) {
      List<float[]> expected = new ArrayList<>();
      for (Dataset batch : data.batches(batchSize, same)) {
        expected.add(batch.x().toFloats());
        expected.add(batch.y().toFloats());
      }
      same(taken(loader, epoch), expected);
    }
    assertThat(order.uniform(1)).containsExactly(same.uniform(1));
  }

  @Example
  void aTransformDependsOnSeedEpochAndSampleAndNotOnTheOrder() {
    Samples samples = images(6);
    DataLoader plain = new DataLoader(samples, 1).transformed(JITTER, 1);
    List<float[]> first = taken(plain, 0);
    same(taken(plain, 0), first);
    for (List<float[]> other : List.of(taken(plain, 1), taken(plain.transformed(JITTER, 2), 0))) {
      assertThat(Arrays.deepEquals(other.toArray(), first.toArray())).isFalse();
    }
    Generator order = new Generator(3);
    int[] permutation = new Generator(3).permutation(6);
    List<float[]> shuffled = taken(plain.shuffled(order), 0);
    for (int i = 0; i < 6; i++) {
      assertThat(shuffled.get(2 * i)).containsExactly(first.get(2 * permutation[i]));
    }
    // Each sample has its own numbers: the same image twice is changed in two ways.
    Samples twins = new Images(new byte[] {1, 2, 3, 4, 1, 2, 3, 4}, 1, 2, 2, 0, 0);
    List<float[]> two = taken(new DataLoader(twins, 1).transformed(new RandomRotation(90), 1), 0);
    assertThat(two.get(0)).isNotEqualTo(two.get(2));
  }

  /// Notes its threads, and fails at one sample if asked to.
  private record Noting(Samples samples, int broken, Set<Thread> threads, AtomicInteger asked)
      implements Samples {
    Noting(int count, int broken) {
      this(images(count), broken, ConcurrentHashMap.newKeySet(), new AtomicInteger());
    }

    @Override
    public int size() {
      return samples.size();
    }

    @Override
    public Sample get(int index) {
      threads.add(Thread.currentThread());
      asked.incrementAndGet();
      if (index == broken) {
        throw new IllegalStateException("no such picture");
      }
      return samples.get(index);
    }

    /// They are past their work; their very end may take a moment.
    void checkThreadsEnded() throws InterruptedException {
      for (Thread thread : threads) {
        assertThat(thread == Thread.currentThread() || thread.join(Duration.ofSeconds(20)))
            .isTrue();
      }
    }
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void aFailureNamesTheSampleAndEndsTheThreads(
      @ForAll @IntRange(max = 29) int broken,
      @ForAll @IntRange(max = 3) int workers,
      @ForAll @IntRange(min = 1, max = 31) int batchSize)
      throws InterruptedException {
    Noting source = new Noting(30, broken);
    Batches batches = new DataLoader(source, batchSize).workers(workers).epoch(0);
    assertThatExceptionOfType(SampleException.class)
        .isThrownBy(() -> batches.forEachRemaining(_ -> {}))
        .withMessage("sample " + broken + ": java.lang.IllegalStateException: no such picture")
        .satisfies(e -> assertThat(e.index()).isEqualTo(broken));
    source.checkThreadsEnded();
    assertThat(batches.hasNext()).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(batches::next);
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void stoppingEarlyLeavesNoThreads(
      @ForAll @IntRange(max = 20) int taken, @ForAll @IntRange(max = 3) int workers)
      throws InterruptedException {
    Noting source = new Noting(50, -1);
    try (Batches batches = new DataLoader(source, 2).workers(workers).epoch(0)) {
      for (int i = 0; i < taken; i++) {
        assertThat(batches.next().size()).isEqualTo(2);
      }
      // Two batches per worker ahead, no more.
      assertThat(source.asked.get()).isLessThanOrEqualTo(2 * (taken + 2 * workers));
    }
    source.checkThreadsEnded();
    assertThat(source.threads.size()).isLessThanOrEqualTo(Math.max(1, workers));
  }

  @Example
  void takingAllEndsTheThreadsWithoutClosing() throws InterruptedException {
    Noting source = new Noting(10, -1);
    new DataLoader(source, 3).workers(2).epoch(0).forEachRemaining(_ -> {});
    source.checkThreadsEnded();
    assertThat(source.threads).isNotEmpty().doesNotContain(Thread.currentThread());
  }

  @Example
  void anErrorOfAWorkerIsThrownAsItIs() {
    Transform failing =
        (_, _) -> {
          throw new StackOverflowError("deep");
        };
    DataLoader loader = new DataLoader(images(3), 2).transformed(failing, 0);
    for (int workers : new int[] {0, 2}) {
      assertThatExceptionOfType(StackOverflowError.class)
          .isThrownBy(() -> loader.workers(workers).epoch(0).next())
          .withMessage("deep");
    }
  }

  @Example
  void samplesOfABatchHaveOneShape() {
    Transform uneven =
        (x, random) -> random.uniform(1)[0] < 0.5 ? x : new Resize(4, 4).apply(x, random);
    assertThatExceptionOfType(SampleException.class)
        .isThrownBy(() -> new DataLoader(images(40), 40).transformed(uneven, 0).epoch(0).next())
        .withMessageMatching(
            "sample \\d+: it has f32\\[2, ., .], and the first of its batch f32\\[2, ., .];.*");
  }

  @Example
  void batchesAreOnTheCallersBackend() {
    Backends.using(
        Backends.named("reference"),
        () -> {
          Batches batches = new DataLoader(images(4), 2).workers(1).epoch(0);
          batches.forEachRemaining(
              batch -> assertThat(batch.x().backend().name()).isEqualTo("reference"));
          return null;
        });
  }

  @Example
  void subsetsTakeSamplesByNumber() {
    Samples part = images(5).subset(4, 0, 4).subset(2, 1);
    assertThat(part.size()).isEqualTo(2);
    assertThat(part.get(0).y().item()).isEqualTo(4);
    assertThat(part.batch(1, 0).y().toInts()).containsExactly(0, 4);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> images(5).subset(5));
  }

  /// As many samples as asked for, others in the next epoch.
  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void aLimitedEpochIsTheBeginningOfAWholeOne(
      @ForAll @IntRange(max = 20) int count,
      @ForAll @IntRange(min = 1, max = 25) int limit,
      @ForAll @IntRange(min = 1, max = 7) int batchSize,
      @ForAll boolean shuffled,
      @ForAll long seed) {
    Samples samples = Samples.of(new Dataset(Tensor.arange(count), Tensor.arange(count)));
    DataLoader whole = new DataLoader(samples, batchSize);
    DataLoader limited = whole.limited(limit);
    if (shuffled) {
      whole = whole.shuffled(new Generator(seed));
      limited = limited.shuffled(new Generator(seed));
    }
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Integer> expected = numbers(whole, epoch);
      assertThat(numbers(limited, epoch)).isEqualTo(expected.subList(0, Math.min(limit, count)));
    }
    assertThat(limited.size()).isEqualTo(Math.ceilDiv(Math.min(limit, count), batchSize));
    assertThat(limited.droppingLast().size()).isEqualTo(Math.min(limit, count) / batchSize);
  }

  private static List<Integer> numbers(DataLoader loader, int epoch) {
    List<Integer> numbers = new ArrayList<>();
    try (Batches batches = loader.epoch(epoch)) {
      for (Dataset batch : batches) {
        for (int number : batch.y().toInts()) {
          numbers.add(number);
        }
      }
    }
    return numbers;
  }

  @Example
  void refusesWhatIsNoLoader() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DataLoader(images(1), 1).limited(0))
        .withMessageContaining("not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DataLoader(images(1), 0))
        .withMessageContaining("not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DataLoader(images(1), 1).workers(-1))
        .withMessageContaining("-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Images(new byte[5], 1, 2, 2, 0))
        .withMessageContaining("not 5");
  }
}
