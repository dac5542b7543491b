package gradus.bench.peers;

import com.google.gson.Gson;
import gradus.bench.Python;
import gradus.bench.PythonProcess;
import gradus.bench.SmallEntry;
import gradus.engine.HostStorage;
import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// PyTorch in Python: a process that is told by lines what to do, and takes the time itself.
/// Tensors go through files. It does one kind of work at a time.
final class TorchTensors implements SmallEntry {
  private final PythonProcess python;
  private final String about;

  /// Starts a process.
  ///
  /// @param threads its number of threads
  /// @param script the script that says how to do the work
  /// @param arguments the script's arguments after the number of threads
  /// @throws IOException if it can't be started
  /// @throws IllegalStateException if it isn't worth comparing with; the message says why
  TorchTensors(int threads, String script, String... arguments) throws IOException {
    String found =
        Python.withTorch()
            .orElseThrow(() -> new IllegalStateException("no python3 that can import torch"));
    List<String> scripts = List.of("torch_tensors.py", script);
    String[] all =
        Stream.concat(Stream.of(String.valueOf(threads)), Stream.of(arguments))
            .toArray(String[]::new);
    python = PythonProcess.start(found, threads, TorchTensors.class, scripts, all);
    String[] answer = python.answer().split(" ", 2);
    if (!answer[0].equals("yes")) {
      throw new IllegalStateException(answer[1]);
    }
    about = answer[1];
  }

  /// {@return a description}
  String about() {
    return about;
  }

  /// Has the process forget what it did before and prepare for other work.
  ///
  /// @param work the kind of work and its options
  /// @param tensors the tensors by name
  void prepare(Map<String, ?> work, Map<String, Tensor> tensors) {
    withFile(
        file -> {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            Safetensors.write(channel, tensors, Map.of());
          }
          ask("prepare " + file + " " + new Gson().toJson(work));
          return null;
        });
  }

  @Override
  public double seconds(long repetitions) {
    return Double.parseDouble(ask("run " + repetitions));
  }

  @Override
  public double value() {
    return Double.parseDouble(ask("value"));
  }

  /// {@return the elements of the last result}
  HostStorage result() {
    return withFile(
        file -> {
          ask("write " + file);
          FloatBuffer numbers =
              ByteBuffer.wrap(Files.readAllBytes(file))
                  .order(ByteOrder.nativeOrder())
                  .asFloatBuffer();
          float[] array = new float[numbers.remaining()];
          numbers.get(array);
          return new HostStorage.Floats(array);
        });
  }

  /// Has the process free its tensors.
  void forget() {
    ask("forget");
  }

  private String ask(String command) {
    python.tell(command);
    return python.answer();
  }

  private interface FileUse<T> {
    T with(Path file) throws IOException;
  }

  private static <T> T withFile(FileUse<T> use) {
    try {
      Path file = Files.createTempFile("gradus-bench", ".tensors");
      try {
        return use.with(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
