package gradus.spark;

import gradus.nn.distributed.Segment;
import gradus.nn.distributed.TrainingPlan;
import gradus.nn.distributed.Validation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/// A run of a [BarrierTraining]: the driver's loop over jobs.
final class BarrierRun {
  private static final System.Logger LOGGER = System.getLogger("gradus.spark");

  /// After how many losses without a job in between to give up.
  private static final int MOST_LOSSES = 5;

  private final BarrierTraining training;
  private final TrainingPlan plan;
  private final JavaSparkContext spark;
  private final String name = UUID.randomUUID().toString();
  private final List<EpochReport> epochs = new ArrayList<>();
  private int wanted;
  private int repetitions;
  private EpochsJob job;
  private String unsaved;

  /// The sum of the losses of the epoch's steps so far.
  private double lossSum;

  private int lossCount;

  BarrierRun(BarrierTraining training) {
    this.training = training;
    this.plan = training.plan();
    this.spark = JavaSparkContext.fromSparkContext(training.rows().training().context());
  }

  BarrierTraining.Result run() throws IOException {
    check();
    CheckpointFolder folder = null;
    byte[] state = training.initial();
    if (training.folder() != null) {
      folder = CheckpointFolder.open(training.folder(), spark.hadoopConfiguration());
      Optional<CheckpointFolder.Saved> newest = folder.newest();
      if (newest.isPresent()) {
        LOGGER.log(System.Logger.Level.INFO, "training goes on from step {0}", newest.get().step());
        state = newest.get().bytes();
      }
    }
    boolean interrupted = false;
    try {
      Segment.Result last;
      boolean goOn;
      do {
        List<Outcome.Done> done = repeated(state);
        last = done.getFirst().result();
        state = last.state();
        if (last.losses().length > 0) {
          save(folder, last);
        }
        goOn = report(done);
      } while (goOn && !last.isComplete());
      return new BarrierTraining.Result(state, List.copyOf(epochs), unsaved);
    } catch (InterruptedIOException e) {
      interrupted = true;
      throw e;
    } finally {
      EpochsJob.release(spark, name);
      if (interrupted) {
        // Only now: with it, Spark would not clean up.
        Thread.currentThread().interrupt();
      }
    }
  }

  private void check() {
    SparkContext context = spark.sc();
    Slots.check(context);
    int shards = plan.shards();
    double share = training.heapShare();
    if (training.workers() < 0
        || training.workers() > shards
        || training.epochsPerJob() < 1
        || !(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "needs up to as many workers as shards, %d, a job of one epoch or more, and a share"
                  + " of the heap from 0 to 1, not %d workers, %d epochs and %s",
              shards,
              training.workers(),
              training.epochsPerJob(),
              share));
    }
    try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      out.writeObject(plan);
    } catch (NotSerializableException e) {
      throw new IllegalArgumentException(
          "the plan can't be sent to the workers: "
              + e.getMessage()
              + ", which one of its functions uses, is not serializable",
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the plan can't be sent to the workers: " + e, e);
    }
    Slots.require(context, Math.max(1, training.workers()), training.patience());
    wanted = training.workers() > 0 ? training.workers() : Math.min(shards, Slots.count(context));
  }

  /// Runs the next epochs, again and again as long as workers are lost: they are a function of the
  /// state, and give the same bits.
  private List<Outcome.Done> repeated(byte[] state) throws IOException {
    for (int losses = 0; ; ) {
      place(slots(losses > 0));
      try {
        return job.run(plan, state);
      } catch (LostWorkerException e) {
        losses++;
        if (losses == MOST_LOSSES || spark.sc().isStopped()) {
          throw new WorkerFailedException(
              String.format(
                  Locale.ROOT, "gave up after %d losses of workers: %s", losses, e.getMessage()),
              e);
        }
        repetitions++;
        LOGGER.log(
            System.Logger.Level.WARNING,
            "a worker was lost, its steps are repeated: {0}",
            e.getMessage());
      }
    }
  }

  /// {@return how many tasks can run at once: if they have become fewer, after some time}
  private int slots(boolean afterLoss) {
    int slots = Slots.count(spark.sc());
    int before = job == null ? wanted : job.rows().getNumPartitions();
    if (slots >= wanted || slots >= before && !afterLoss) {
      return slots;
    }
    slots = Slots.await(spark.sc(), wanted, training.patience());
    if (slots == 0) {
      throw new WorkerFailedException(
          String.format(
              Locale.ROOT,
              "no executor is left, and Spark has started none for %d s",
              training.patience().toSeconds()),
          null);
    }
    if (slots < wanted) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "training goes on with {0} workers instead of {1}: Spark has not replaced the others"
              + " within {2} s",
          slots,
          wanted,
          training.patience().toSeconds());
    }
    return slots;
  }

  /// Lets the next job have as many workers as wanted, or as there are slots.
  private void place(int slots) {
    int workers = Math.clamp(slots, 1, wanted);
    if (job != null && job.rows().getNumPartitions() == workers) {
      return;
    }
    int executors = Math.max(1, spark.statusTracker().getExecutorInfos().length - 1);
    // How many workers one executor may have.
    int together = spark.sc().isLocal() ? workers : Math.ceilDiv(Math.max(slots, 1), executors);
    JavaRDD<byte[]> rows =
        new LazyRows(training.rows().sorted(workers, plan.shards()).rdd()).toJavaRDD();
    Worker worker =
        new Worker(
            name,
            training.rows().spec(),
            training.epochsPerJob(),
            training.heapShare() / Math.min(together, workers));
    job = new EpochsJob(spark, rows, worker);
  }

  /// A full disk does not end a training: the state is still in memory.
  private void save(CheckpointFolder folder, Segment.Result last) {
    if (folder != null) {
      unsaved = null;
      try {
        folder.save(last.endStep(), last.state());
      } catch (IOException e) {
        unsaved = e.getMessage();
        LOGGER.log(System.Logger.Level.WARNING, "training goes on: {0}", unsaved);
      }
    }
  }

  /// Reports the epochs that a job completed.
  private boolean report(List<Outcome.Done> done) {
    Segment.Result result = done.getFirst().result();
    boolean goOn = true;
    int from = 0;
    for (int i = 0; i < result.losses().length; i++) {
      lossSum += result.losses()[i];
      lossCount++;
      int steps = result.firstStep() + i + 1;
      if (steps % result.stepsPerEpoch() == 0) {
        int epoch = steps / result.stepsPerEpoch();
        int start = from;
        int end = i + 1;
        Optional<Validation> validation =
            result.validations().stream().filter(one -> one.epoch() == epoch).findFirst();
        EpochReport report =
            new EpochReport(
                epoch,
                plan.epochs(),
                lossSum / lossCount,
                validation,
                done.stream().map(one -> times(one, start, end)).toList(),
                repetitions,
                Optional.ofNullable(unsaved));
        epochs.add(report);
        goOn &= training.listener().epoch(report);
        lossSum = 0;
        lossCount = 0;
        from = end;
      }
    }
    return goOn;
  }

  private static EpochReport.WorkerTimes times(Outcome.Done done, int from, int to) {
    return new EpochReport.WorkerTimes(
        done.executor(),
        Arrays.stream(done.result().computing(), from, to).sum(),
        Arrays.stream(done.result().exchanging(), from, to).sum());
  }
}
