package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/// A signature to compile against.
public class TornadoExecutionPlan {
  /// A signature.
  ///
  /// @param graphs the graphs
  public TornadoExecutionPlan(ImmutableTaskGraph... graphs) {
    throw Signature.only();
  }

  /// A signature.
  ///
  /// @param graphIndex which graph
  /// @return a plan
  public TornadoExecutionPlan withGraph(int graphIndex) {
    throw Signature.only();
  }

  /// A signature.
  ///
  /// @param device the device
  /// @return a plan
  public TornadoExecutionPlan withDevice(TornadoDevice device) {
    throw Signature.only();
  }

  /// A signature.
  ///
  /// @param gridScheduler how many work items each task has
  /// @return a plan
  public TornadoExecutionPlan withGridScheduler(GridScheduler gridScheduler) {
    throw Signature.only();
  }

  /// A signature.
  ///
  /// @param backend whose compiler
  /// @param compilerFlags its flags
  /// @return a plan
  public TornadoExecutionPlan withCompilerFlags(
      TornadoVMBackendType backend, String compilerFlags) {
    throw Signature.only();
  }

  /// A signature.
  ///
  /// @return the result
  public TornadoExecutionResult execute() {
    throw Signature.only();
  }
}
