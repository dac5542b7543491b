package uk.ac.manchester.tornado.api;

/// A signature to compile against.
public class GridScheduler {
  /// A signature.
  public GridScheduler() {
    throw Signature.only();
  }

  /// A signature.
  ///
  /// @param taskName the graph's and the task's name, with a dot between them
  /// @param workerGrid how many work items it has
  public void addWorkerGrid(String taskName, WorkerGrid workerGrid) {
    throw Signature.only();
  }
}
