package gradus.nn.distributed;

import gradus.engine.Tensor;
import gradus.nn.Dataset;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;

/// Some steps of a training run: a function from a state to the next, which can be repeated after a
/// fault, and continued by another number of workers. A run has the same bits in any number of
/// segments.
///
/// A state is the bytes of a [gradus.nn.Checkpoint], of the same form as on one machine: a run can
/// begin from one of those, and one machine can go on with it. Its metadata have the number of
/// steps so far as `step`, 0 if that is missing, and of complete epochs as `epoch`; all others are
/// kept.
///
/// In a step, each shard's rows go through the model by themselves; the gradient of the step is the
/// mean over all rows. Buffers that the forward pass changes, such as the running statistics of
/// [gradus.nn.BatchNorm], begin from the same values for each shard; those of floats then get the
/// mean of the shards' values, weighted by their rows, and those of integers, such as the number of
/// batches, the value of the first shard that has rows, so that they count one batch a step. Draws,
/// such as those of [gradus.nn.Dropout], depend on the seed, the step and the shard.
///
/// With one shard, the steps are those of a loop on one machine over the same rows, bit for bit.
/// With more, sums are rounded in another order; with [gradus.nn.BatchNorm], the statistics are
/// those of a shard's rows.
///
/// @param plan what is trained
/// @param steps the number of steps, less if the run ends before; [#ALL_STEPS] for all
public record Segment(TrainingPlan plan, int steps) implements Serializable {
  /// So many steps that the run ends.
  public static final int ALL_STEPS = Integer.MAX_VALUE;

  /// The key of the metadata for the number of steps.
  static final String STEP = "step";

  /// The key of the metadata for the number of complete epochs.
  static final String EPOCH = "epoch";

  /// Creates a segment.
  ///
  /// @throws IllegalArgumentException if the number of steps is negative
  public Segment {
    if (steps < 0) {
      throw new IllegalArgumentException("Segment: needs 0 steps or more, not " + steps);
    }
  }

  /// What came out.
  ///
  /// @param state the state behind the last step; null for other workers than the first
  /// @param firstStep the number of the first step, from 0
  /// @param runSteps the number of steps of the whole run
  /// @param stepsPerEpoch the number of steps of an epoch
  /// @param losses the loss of each step, before it: the mean over its rows
  /// @param computing how many milliseconds this worker computed, for each step
  /// @param exchanging how many milliseconds it waited for others and exchanged, for each step
  /// @param validations the figures of each epoch that ended, if there are validation rows
  public record Result(
      byte[] state,
      int firstStep,
      int runSteps,
      int stepsPerEpoch,
      double[] losses,
      double[] computing,
      double[] exchanging,
      List<Validation> validations)
      implements Serializable {
    /// Creates a result; the list is copied.
    public Result {
      validations = List.copyOf(validations);
    }

    /// {@return the number of steps so far}
    public int endStep() {
      return firstStep + losses.length;
    }

    /// {@return whether the run is complete}
    public boolean isComplete() {
      return endStep() >= runSteps;
    }
  }

  /// Checks a state before a run begins from it.
  ///
  /// @param plan what is trained
  /// @param state the bytes of a [gradus.nn.Checkpoint], of a run or of one machine
  /// @throws IOException if the state is not valid for the plan
  /// @throws IllegalArgumentException if its number of steps is not a number
  public static void check(TrainingPlan plan, byte[] state) throws IOException {
    new Replica(plan).load(state);
  }

  /// Runs the segment in a worker, without validation.
  ///
  /// @param state the state to begin from; null for the beginning of the run
  /// @param training the shards of this worker
  /// @param all the workers
  /// @return the result
  /// @throws IOException as [#run(byte[], List, List, Collective, IntConsumer)]
  public Result run(byte[] state, List<? extends Shard> training, Collective all)
      throws IOException {
    return run(state, training, List.of(), all, _ -> {});
  }

  /// Runs the segment in a worker.
  ///
  /// @param state the state to begin from, the same in all workers; null for the beginning of the
  ///   run
  /// @param training the shards of this worker, those of [Shards#start], in any order; shards
  ///   without rows may be missing
  /// @param validation the same for the validation rows, over which the loss and the metrics are
  ///   computed at the end of each epoch; none for no validation
  /// @param all the workers; stays open
  /// @param beforeStep called with the number of each step before it
  /// @return the result
  /// @throws IOException if rows can't be read, the state is not valid for the plan, or another
  ///   worker has failed
  /// @throws IllegalArgumentException if a shard belongs to another worker, there are no rows, or
  ///   the workers differ in what they were given or how they compute, see [Fingerprint]
  /// @throws DivergedException if the loss or a parameter is NaN or infinite
  public Result run(
      byte[] state,
      List<? extends Shard> training,
      List<? extends Shard> validation,
      Collective all,
      IntConsumer beforeStep)
      throws IOException {
    Shard[] mine = own(training, all);
    Shard[] held = own(validation, all);
    Replica replica = new Replica(plan);
    int first = state == null ? 0 : replica.load(state);
    int[][] counts = agree(state, replica.length(), mine, held, all);
    Sampling sampling = new Sampling(plan, column(counts, 0));
    int runSteps = plan.steps(sampling.total());
    long validated = Arrays.stream(column(counts, 1)).asLongStream().sum();
    includeBuffers(replica, sampling, mine, all);

    int count = Math.clamp((long) runSteps - first, 0, steps);
    double[] losses = new double[count];
    double[] computing = new double[count];
    double[] exchanging = new double[count];
    List<Validation> validations = new ArrayList<>();
    PartialSums sums = new PartialSums();
    for (int i = 0; i < count; i++) {
      int step = first + i;
      beforeStep.accept(step);
      long start = System.nanoTime();
      contribute(replica, sampling, step, mine, all, sums);
      long ready = System.nanoTime();
      float[] sum = all.sum(sums);
      long summed = System.nanoTime();
      losses[i] = replica.step(sum, step, plan.schedule().factor(step, runSteps));
      sums.clear();
      computing[i] = (ready - start + System.nanoTime() - summed) / 1e6;
      exchanging[i] = (summed - ready) / 1e6;
      if ((step + 1) % sampling.steps() == 0 && validated > 0) {
        int epoch = (step + 1) / sampling.steps();
        validations.add(Validations.run(plan, replica, epoch, held, all));
      }
    }
    if (count > 0) {
      replica.check(first + count - 1);
    }
    byte[] end = all.rank() == 0 ? replica.save(first + count, sampling.steps()) : null;
    return new Result(
        end, first, runSteps, sampling.steps(), losses, computing, exchanging, validations);
  }

  /// Returns the shards of this worker by their numbers, null for those without rows.
  private Shard[] own(List<? extends Shard> given, Collective all) {
    int start = Shards.start(all.rank(), all.size(), plan.shards());
    int end = Shards.start(all.rank() + 1, all.size(), plan.shards());
    Shard[] own = new Shard[plan.shards()];
    for (Shard shard : given) {
      int number = shard.number();
      if (number < start || number >= end || own[number] != null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "Segment: worker %d of %d has the shards from %d to %d, each once, not %s",
                all.rank(),
                all.size(),
                start,
                end - 1,
                shard));
      }
      own[number] = shard;
    }
    return own;
  }

  private static int rows(Shard shard) {
    return shard == null ? 0 : shard.rows();
  }

  private static int[] column(int[][] table, int column) {
    return Arrays.stream(table).mapToInt(row -> row[column]).toArray();
  }

  /// Exchanges the numbers of rows, and compares what must be the same in all workers.
  private int[][] agree(byte[] state, int length, Shard[] mine, Shard[] held, Collective all)
      throws IOException {
    Fingerprint fingerprint = Fingerprint.current();
    String numbers =
        String.join(
            " ",
            String.valueOf(plan.seed()),
            String.valueOf(plan.shards()),
            String.valueOf(plan.batchSize()),
            String.valueOf(plan.epochs()),
            String.valueOf(steps),
            String.valueOf(length),
            plan.metrics().keySet().toString());
    int stateSum = state == null ? 0 : checksum(state);
    int planSum = checksum(numbers.getBytes(StandardCharsets.UTF_8));
    int printSum = checksum(fingerprint.toString().getBytes(StandardCharsets.UTF_8));
    int[][] table =
        Exchange.gather(
            all,
            plan.shards(),
            5,
            shard -> new int[] {rows(mine[shard]), rows(held[shard]), stateSum, planSum, printSum});
    for (int worker = 1; worker < all.size(); worker++) {
      int[] first = table[0];
      int[] other = table[Shards.start(worker, all.size(), plan.shards())];
      String what =
          first[2] != other[2]
              ? "were given different states"
              : first[3] != other[3]
                  ? "were given different plans"
                  : first[4] != other[4]
                      ? "compute different bits; this one has " + fingerprint
                      : null;
      if (what != null) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "Segment: the workers 0 and %d %s", worker, what));
      }
    }
    return table;
  }

  private static int checksum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return (int) sum.getValue();
  }

  /// Finds out which buffers a forward pass changes, by the first rows that there are, and tells
  /// all workers, some of which may have no rows.
  private void includeBuffers(Replica replica, Sampling sampling, Shard[] mine, Collective all)
      throws IOException {
    int buffers = replica.others().size();
    if (buffers == 0) {
      return;
    }
    int[] changed = new int[buffers];
    int step = 0;
    int shard = sampling.firstShard(step);
    if (mine[shard] != null) {
      boolean[] found = replica.changed(mine[shard].select(sampling.rows(shard, step)));
      for (int i = 0; i < buffers; i++) {
        changed[i] = found[i] ? 1 : 0;
      }
    }
    int[] known = Exchange.tell(all, plan.shards(), changed);
    boolean[] included = new boolean[buffers];
    for (int i = 0; i < buffers; i++) {
      included[i] = known[i] != 0;
    }
    replica.include(included);
  }

  private void contribute(
      Replica replica, Sampling sampling, int step, Shard[] mine, Collective all, PartialSums sums)
      throws IOException {
    List<Tensor> before = replica.buffers();
    boolean isFirst = true;
    int counting = replica.hasIntegers() ? sampling.firstShard(step) : -1;
    int end = Shards.start(all.rank() + 1, all.size(), plan.shards());
    for (int n = Shards.start(all.rank(), all.size(), plan.shards()); n < end; n++) {
      float[] vector = sums.vector(replica.length());
      int rows = sampling.count(n, step);
      if (rows == 0) {
        Arrays.fill(vector, 0);
      } else {
        Dataset batch = mine[n].select(sampling.rows(n, step));
        long seed = Sampling.mix(plan.seed(), step, n);
        double share = (double) rows / sampling.count(step);
        replica.contribute(batch, isFirst ? null : before, seed, share, n == counting, vector);
        isFirst = false;
      }
      sums.add(n, vector);
    }
  }
}
