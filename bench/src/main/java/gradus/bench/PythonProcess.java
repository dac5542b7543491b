package gradus.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// A running Python script that reads commands and prints answers, one per line. It ends with this
/// JVM.
public final class PythonProcess {
  private final String python;
  private final PrintWriter input;
  private final BufferedReader output;

  private PythonProcess(String python, Process process) {
    this.python = python;
    input = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    output = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Starts a script.
  ///
  /// @param python the interpreter, from [Python#withTorch]
  /// @param threads the number of threads of the libraries that it uses; 0 for their own choice
  /// @param owner the class whose package has the script as a resource
  /// @param scripts the file names of the script's parts, in order
  /// @param arguments the script's arguments
  /// @return the running script
  /// @throws IOException if it can't be started
  public static PythonProcess start(
      String python, int threads, Class<?> owner, List<String> scripts, String... arguments)
      throws IOException {
    String program = Python.script(owner, scripts.toArray(String[]::new));
    String[] command =
        Stream.concat(Stream.of(python, "-c", program), Arrays.stream(arguments))
            .toArray(String[]::new);
    Process process =
        Python.command(threads, command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return new PythonProcess(python, process);
  }

  /// Sends a command.
  ///
  /// @param line the command
  public void tell(Object line) {
    input.println(line);
  }

  /// Waits for the next answer.
  ///
  /// @return a line
  /// @throws IllegalStateException if the script has ended
  public String answer() {
    try {
      String line = output.readLine();
      if (line == null) {
        throw new IllegalStateException(python + " has ended unexpectedly");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
