package uk.ac.manchester.tornado.api.common;

/// A signature to compile against.
public class TornadoFunctions {
  TornadoFunctions() {}

  /// A kernel of five arguments.
  ///
  /// @param <T1> an argument's type
  /// @param <T2> an argument's type
  /// @param <T3> an argument's type
  /// @param <T4> an argument's type
  /// @param <T5> an argument's type
  @FunctionalInterface
  public interface Task5<T1, T2, T3, T4, T5> {
    /// Runs the kernel.
    ///
    /// @param arg1 an argument
    /// @param arg2 an argument
    /// @param arg3 an argument
    /// @param arg4 an argument
    /// @param arg5 an argument
    void apply(T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5);
  }
}
