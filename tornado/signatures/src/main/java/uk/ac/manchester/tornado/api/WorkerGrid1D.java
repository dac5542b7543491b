package uk.ac.manchester.tornado.api;

/// A signature to compile against.
public class WorkerGrid1D implements WorkerGrid {
  /// A signature.
  ///
  /// @param x items
  public WorkerGrid1D(int x) {
    throw Signature.only();
  }

  @Override
  public void setGlobalWork(long x, long y, long z) {
    throw Signature.only();
  }

  @Override
  public void setLocalWork(long x, long y, long z) {
    throw Signature.only();
  }
}
