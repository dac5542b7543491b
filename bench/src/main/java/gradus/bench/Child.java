package gradus.bench;

import java.io.IOException;

/// A process that is ended when this is closed, and with this JVM.
final class Child implements AutoCloseable {
  private final Process process;
  private final Thread hook;

  /// Starts a process.
  ///
  /// @throws IOException if it can't be started
  Child(ProcessBuilder builder) throws IOException {
    process = builder.start();
    hook = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  Process process() {
    return process;
  }

  /// Ends the process, if it has not ended, and waits until it has.
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // This JVM is ending, and runs the hook.
    }
  }
}
