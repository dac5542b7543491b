package gradus.nn.data;

import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.Generator;
import gradus.nn.Dataset;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Prepares the batches of each epoch: their order, their transforms, and how many threads work on
/// them.
///
/// ```java
/// DataLoader training =
///     new DataLoader(samples, 64)
///         .shuffled(generator)
///         .transformed(Transform.compose(new RandomCrop(32, 32, 4), new RandomHorizontalFlip(0.5)), 7)
///         .workers(2);
/// try (Batches batches = training.epoch(0)) {
///   for (Dataset batch : batches) {
///     …
///   }
/// }
/// ```
///
/// The batches have the same bits for any number of workers: the order is drawn before the first
/// batch, and each sample's transform has its own random number generator, whose seed is a hash of
/// the loader's seed, the epoch and the sample's number.
///
/// @param samples the source of samples
/// @param batchSize the number of samples in a batch, at least 1; the last batch may have fewer
/// @param shuffle the random number generator for the order, one `randperm` per epoch; null for the
///   order of the source. As in [Dataset#batches], nothing is drawn if one batch holds all samples,
///   which then keep their order.
/// @param limit the maximum number of samples of an epoch, at least 1: the first of its order
/// @param dropLast whether to leave out a last batch that would have fewer samples
/// @param transform applied to the input of each sample; null for none
/// @param seed the seed of the transforms
/// @param workers the number of virtual threads that prepare batches ahead, two batches each; 0 to
///   prepare each when it is asked for
public record DataLoader(
    Samples samples,
    int batchSize,
    Generator shuffle,
    int limit,
    boolean dropLast,
    Transform transform,
    long seed,
    int workers) {
  /// Creates a loader.
  ///
  /// @throws IllegalArgumentException if the batch size or the limit is less than 1, or the number
  ///   of workers is negative
  public DataLoader {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "DataLoader: needs at least one sample a batch, not " + batchSize);
    }
    if (limit < 1) {
      throw new IllegalArgumentException(
          "DataLoader: needs at least one sample an epoch, not " + limit);
    }
    if (workers < 0) {
      throw new IllegalArgumentException("DataLoader: needs 0 workers or more, not " + workers);
    }
  }

  /// Creates a loader that keeps the order, changes nothing and has no workers, as for validation.
  ///
  /// @param samples the source of samples
  /// @param batchSize the number of samples in a batch, at least 1
  public DataLoader(Samples samples, int batchSize) {
    this(samples, batchSize, null, Integer.MAX_VALUE, false, null, 0, 0);
  }

  /// {@return a loader that shuffles the samples of each epoch}
  ///
  /// @param generator the random number generator for the order
  public DataLoader shuffled(Generator generator) {
    return new DataLoader(samples, batchSize, generator, limit, dropLast, transform, seed, workers);
  }

  /// {@return a loader with fewer samples in an epoch: the first of its order, which are others in
  /// each epoch if it is shuffled}
  ///
  /// @param most the maximum number of samples, at least 1
  public DataLoader limited(int most) {
    return new DataLoader(samples, batchSize, shuffle, most, dropLast, transform, seed, workers);
  }

  /// {@return a loader that leaves out a last batch with fewer samples}
  public DataLoader droppingLast() {
    return new DataLoader(samples, batchSize, shuffle, limit, true, transform, seed, workers);
  }

  /// {@return a loader that applies a transform to each input}
  ///
  /// @param change the transform
  /// @param transformSeed the seed of the random numbers that it draws
  public DataLoader transformed(Transform change, long transformSeed) {
    return new DataLoader(
        samples, batchSize, shuffle, limit, dropLast, change, transformSeed, workers);
  }

  /// {@return a loader that prepares batches ahead}
  ///
  /// @param count the number of virtual threads; 0 for none
  public DataLoader workers(int count) {
    return new DataLoader(samples, batchSize, shuffle, limit, dropLast, transform, seed, count);
  }

  /// {@return the number of batches in an epoch}
  public int size() {
    return dropLast ? count() / batchSize : Math.ceilDiv(count(), batchSize);
  }

  /// The number of samples in an epoch.
  private int count() {
    return Math.min(limit, samples.size());
  }

  /// Starts an epoch: draws its order, and begins to prepare batches if there are workers.
  ///
  /// @param epoch the number of the epoch, from 0; the transforms of each draw their own numbers
  /// @return the batches, to be closed unless all are taken; tensors are on the backend that is the
  ///   current one now
  public Batches epoch(int epoch) {
    int count = count();
    int[] order =
        shuffle == null || samples.size() <= batchSize
            ? IntStream.range(0, count).toArray()
            : shuffle.permutation(samples.size());
    Backend backend = Backends.current();
    IntFunction<Dataset> batch =
        number -> {
          int start = number * batchSize;
          int[] index = Arrays.copyOfRange(order, start, Math.min(start + batchSize, count));
          return Backends.using(backend, () -> batch(epoch, index));
        };
    return new Batches(size(), batch, workers);
  }

  private Dataset batch(int epoch, int... index) {
    if (transform == null) {
      return samples.batch(index);
    }
    return Sample.stack(
        i -> {
          Sample sample = samples.get(i);
          Generator random = new Generator(mix(mix(mix(seed) + epoch) + i));
          return new Sample(transform.apply(sample.x(), random), sample.y());
        },
        index);
  }

  /// Returns a hash in which each bit depends on all bits: the output function of SplitMix64 (G.
  /// Steele, D. Lea, C. Flood: *Fast splittable pseudorandom number generators*, 2014).
  private static long mix(long state) {
    long z = state + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
