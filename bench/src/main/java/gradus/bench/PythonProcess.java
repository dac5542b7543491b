package gradus.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/// A script in Python that is told by lines what to do, and answers by lines. It ends with this
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
  /// @param python the Python, as [Python#withTorch] finds it
  /// @param owner beside whose class the script lies
  /// @param script the file's name
  /// @param arguments what the script is given
  /// @return the script, running
  /// @throws IOException if it can't be started
  public static PythonProcess start(
      String python, Class<?> owner, String script, String... arguments) throws IOException {
    String text;
    try (InputStream in = owner.getResourceAsStream(script)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String[] command =
        Stream.concat(Stream.of(python, "-c", text), Arrays.stream(arguments))
            .toArray(String[]::new);
    Process process =
        Python.command(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return new PythonProcess(python, process);
  }

  /// Tells it something.
  ///
  /// @param line what
  public void tell(Object line) {
    input.println(line);
  }

  /// Waits for its next line.
  ///
  /// @return the line
  /// @throws IllegalStateException if it has ended
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
