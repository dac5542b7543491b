package gradus.spark;

import gradus.nn.Losses;
import gradus.nn.distributed.TrainingPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Lets one executor wait in the middle of a training, and say which process it is.
final class Faults {
  private static final int CALL = 20;
  private static final Map<String, AtomicInteger> CALLS = new ConcurrentHashMap<>();

  private Faults() {}

  /// {@return the plan of [Runs], in which one executor, in its 20th call of the loss, writes its
  /// process's number into a file, and waits for another file}
  ///
  /// @param folder of the files
  static TrainingPlan plan(Path folder) {
    String name = folder.toString();
    return Runs.plan(
        (prediction, target) -> {
          if (CALLS.computeIfAbsent(name, _ -> new AtomicInteger()).incrementAndGet() == CALL) {
            pause(Path.of(name));
          }
          return Losses.mse(prediction, target);
        });
  }

  private static void pause(Path folder) {
    try {
      Files.createFile(folder.resolve("claimed"));
      Path pid = folder.resolve("pid");
      Files.writeString(pid, String.valueOf(ProcessHandle.current().pid()));
      Files.move(pid, folder.resolve("victim"));
      await(folder.resolve("go on"));
    } catch (FileAlreadyExistsException _) {
      // Another executor, or the same steps again.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until the executor waits.
  static ProcessHandle victim(Path folder) throws IOException {
    Path file = folder.resolve("victim");
    await(file);
    return ProcessHandle.of(Long.parseLong(Files.readString(file))).orElseThrow();
  }

  static void goOn(Path folder) throws IOException {
    Files.createFile(folder.resolve("go on"));
  }

  private static void await(Path file) {
    try {
      while (!Files.exists(file)) {
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
