package gradus.spark;

import gradus.nn.distributed.TrainingPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Trains a plan in the executors of a Spark application.
///
/// All workers of a job run at the same time, as a barrier stage, and are connected by a [Mesh]. A
/// job takes the steps of one or more epochs; between jobs, the driver has the whole state. A job
/// whose workers are lost is repeated, with fewer workers if Spark doesn't replace them. The bits
/// of the result depend on none of that.
///
/// ```java
/// BarrierTraining.Result result =
///     new BarrierTraining(plan, new TrainingRows(spec, training, null))
///         .workers(8)
///         .checkpoints("hdfs:///run1")
///         .listener(report -> true)
///         .run();
/// ```
final class BarrierTraining {
  /// How long to wait for executors, if nothing else is said.
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TrainingPlan plan;
  private final TrainingRows rows;
  private int workers;
  private byte[] initial;
  private String folder;
  private EpochReport.Listener listener = _ -> true;
  private int epochsPerJob = 1;
  private Duration patience = PATIENCE;
  private double heapShare = 0.2;

  /// Creates a training with as many workers as tasks can run at once, but not more than shards.
  ///
  /// @param plan what is trained; all that its functions use must be serializable
  /// @param rows the rows, of the Spark context in which to train
  BarrierTraining(TrainingPlan plan, TrainingRows rows) {
    this.plan = plan;
    this.rows = rows;
  }

  /// Sets the number of workers; each occupies one task.
  ///
  /// @param count from 1 to the number of shards; 0 for all tasks that can run at once
  BarrierTraining workers(int count) {
    workers = count;
    return this;
  }

  /// Sets a state to begin from.
  ///
  /// @param checkpoint the bytes of a [gradus.nn.Checkpoint] of this run, or of one machine; null
  ///   for the beginning of a run
  BarrierTraining from(byte[] checkpoint) {
    initial = checkpoint;
    return this;
  }

  /// Keeps a checkpoint after each job. If the folder has checkpoints, training goes on from the
  /// newest.
  ///
  /// @param path in any file system that Hadoop knows, such as `hdfs:///run1`; null for none
  BarrierTraining checkpoints(String path) {
    folder = path;
    return this;
  }

  /// Sets what is told of each epoch.
  BarrierTraining listener(EpochReport.Listener told) {
    listener = told;
    return this;
  }

  /// Sets how many epochs a job has: a job costs half a second or more beside its steps. The
  /// listener hears of its epochs, and a checkpoint is written, when it has ended.
  ///
  /// @param count at least 1
  BarrierTraining epochsPerJob(int count) {
    epochsPerJob = count;
    return this;
  }

  /// Sets how long to wait for executors, at the beginning and after a loss. If too few are there
  /// then, training does not begin, or goes on with fewer workers.
  BarrierTraining patience(Duration duration) {
    patience = duration;
    return this;
  }

  /// Sets how much of an executor's heap its rows may take; more lie in files in Spark's local
  /// folders.
  ///
  /// @param share from 0 to 1; 0.2 if this isn't called
  BarrierTraining heapShare(double share) {
    heapShare = share;
    return this;
  }

  /// What came out.
  ///
  /// @param checkpoint the state behind the last step: the bytes of a [gradus.nn.Checkpoint]
  /// @param epochs the reports of all epochs that ended, as the listener got them
  /// @param unsaved why the last state couldn't be written to the folder of checkpoints; null if it
  ///   was, or there is no folder
  record Result(byte[] checkpoint, List<EpochReport> epochs, String unsaved) {}

  /// Trains.
  ///
  /// @throws IllegalArgumentException if the settings, the executors or the plan make training
  ///   impossible
  /// @throws gradus.nn.distributed.DivergedException if a loss or a parameter is NaN or infinite
  /// @throws WorkerFailedException if a worker fails otherwise; that is repeated only if an
  ///   executor or a connection was lost
  /// @throws IOException if the folder of checkpoints can't be used or read
  Result run() throws IOException {
    return new BarrierRun(this).run();
  }

  TrainingPlan plan() {
    return plan;
  }

  TrainingRows rows() {
    return rows;
  }

  int workers() {
    return workers;
  }

  byte[] initial() {
    return initial;
  }

  String folder() {
    return folder;
  }

  EpochReport.Listener listener() {
    return listener;
  }

  int epochsPerJob() {
    return epochsPerJob;
  }

  Duration patience() {
    return patience;
  }

  double heapShare() {
    return heapShare;
  }
}
