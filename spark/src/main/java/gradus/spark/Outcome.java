package gradus.spark;

import gradus.nn.distributed.DivergedException;
import gradus.nn.distributed.Segment;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;

/// How a worker's part of a job ended. Spark gets no exception: it would end all other tasks at
/// once, and the first one that it hears of is not always the cause.
sealed interface Outcome extends Serializable {
  /// {@return the number of the worker}
  int worker();

  /// {@return the machine and the executor}
  String executor();

  /// The steps were taken.
  ///
  /// @param worker the number of the worker
  /// @param executor the machine and the executor
  /// @param result has the state only from the first worker
  record Done(int worker, String executor, Segment.Result result) implements Outcome {}

  /// The connection with another worker was lost.
  ///
  /// @param worker the number of the worker
  /// @param executor the machine and the executor
  /// @param message says which
  record Lost(int worker, String executor, String message) implements Outcome {}

  /// The worker failed by itself.
  ///
  /// @param worker the number of the worker
  /// @param executor the machine and the executor
  /// @param diverged what says so, if it is that
  /// @param refused whether the arguments are to blame
  /// @param message of the exception
  /// @param trace the stack trace: the exception's class may not be known in the driver
  record Failed(
      int worker,
      String executor,
      DivergedException diverged,
      boolean refused,
      String message,
      String trace)
      implements Outcome {
    static Failed of(int worker, String executor, Throwable e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      boolean refused = e instanceof IllegalArgumentException;
      return new Failed(
          worker,
          executor,
          e instanceof DivergedException diverged ? diverged : null,
          refused,
          refused && e.getMessage() != null ? e.getMessage() : e.toString(),
          trace.toString());
    }
  }
}
