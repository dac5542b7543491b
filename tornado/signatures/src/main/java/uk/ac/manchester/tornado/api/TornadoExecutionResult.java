package uk.ac.manchester.tornado.api;

/// A signature to compile against.
public class TornadoExecutionResult {
  TornadoExecutionResult() {}

  /// A signature.
  ///
  /// @param dataRange which part of which array
  /// @return this
  public TornadoExecutionResult transferToHost(DataRange dataRange) {
    throw Signature.only();
  }
}
