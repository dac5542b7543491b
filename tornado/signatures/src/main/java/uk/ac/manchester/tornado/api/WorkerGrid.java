package uk.ac.manchester.tornado.api;

/// A signature to compile against.
public interface WorkerGrid {
  /// A signature.
  ///
  /// @param x items
  /// @param y items
  /// @param z items
  void setGlobalWork(long x, long y, long z);

  /// A signature.
  ///
  /// @param x items
  /// @param y items
  /// @param z items
  void setLocalWork(long x, long y, long z);
}
