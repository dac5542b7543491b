package gradus.spark;

import gradus.nn.distributed.Validation;
import java.util.List;
import java.util.Optional;

/// What is known after an epoch.
///
/// @param epoch the number of complete epochs
/// @param epochs the number of epochs of the run
/// @param loss the mean of the losses of its steps, each taken before the step; only of those that
///   were taken since the driver began, if the run was continued within the epoch
/// @param validation the figures of the validation rows, if there are any
/// @param workers how long each worker computed and waited in this epoch, by its number
/// @param repetitions how often workers were lost so far, and their steps repeated
/// @param unsaved why the state after the epochs of the same job couldn't be written to the folder
///   of checkpoints, if so
public record EpochReport(
    int epoch,
    int epochs,
    double loss,
    Optional<Validation> validation,
    List<WorkerTimes> workers,
    int repetitions,
    Optional<String> unsaved) {
  /// Creates a report; the list is copied.
  public EpochReport {
    workers = List.copyOf(workers);
  }

  /// How long a worker took in an epoch.
  ///
  /// @param executor the machine and the executor
  /// @param computing milliseconds of its own work
  /// @param exchanging milliseconds in which it exchanged gradients or waited for slower workers
  public record WorkerTimes(String executor, double computing, double exchanging) {}

  /// Is told of each epoch.
  @FunctionalInterface
  public interface Listener {
    /// Called in the driver after an epoch.
    ///
    /// @param report what is known
    /// @return whether to go on; training ends behind the epochs of the same job otherwise
    boolean epoch(EpochReport report);
  }
}
