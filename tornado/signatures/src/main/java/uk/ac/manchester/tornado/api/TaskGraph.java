package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task5;

/// A signature to compile against.
public class TaskGraph {
  /// A signature.
  ///
  /// @param name any
  public TaskGraph(String name) {
    throw Signature.only();
  }

  /// A signature.
  ///
  /// @param mode one of [uk.ac.manchester.tornado.api.enums.DataTransferMode]
  /// @param objects arrays
  /// @return this
  public TaskGraph transferToDevice(int mode, Object... objects) {
    throw Signature.only();
  }

  /// A signature.
  ///
  /// @param mode one of [uk.ac.manchester.tornado.api.enums.DataTransferMode]
  /// @param objects arrays
  /// @return this
  public TaskGraph transferToHost(int mode, Object... objects) {
    throw Signature.only();
  }

  /// A signature.
  ///
  /// @param graph the name of the graph that put them there
  /// @param objects arrays
  /// @return this
  public TaskGraph consumeFromDevice(String graph, Object... objects) {
    throw Signature.only();
  }

  /// A signature.
  ///
  /// @param objects arrays
  /// @return this
  public TaskGraph persistOnDevice(Object... objects) {
    throw Signature.only();
  }

  /// A signature.
  ///
  /// @param <T1> an argument's type
  /// @param <T2> an argument's type
  /// @param <T3> an argument's type
  /// @param <T4> an argument's type
  /// @param <T5> an argument's type
  /// @param id any
  /// @param code the kernel
  /// @param arg1 an argument
  /// @param arg2 an argument
  /// @param arg3 an argument
  /// @param arg4 an argument
  /// @param arg5 an argument
  /// @return this
  public <T1, T2, T3, T4, T5> TaskGraph task(
      String id, Task5<T1, T2, T3, T4, T5> code, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5) {
    throw Signature.only();
  }

  /// A signature.
  ///
  /// @return a graph that doesn't change any more
  public ImmutableTaskGraph snapshot() {
    throw Signature.only();
  }
}
