package gradus.bench;

import gradus.engine.Tensor;
import gradus.nn.Layer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/// A program that trains a small network in a process of its own, here or in PyTorch.
///
/// @param name its name in tables
/// @param program for a number of steps, the process to start
record ColdProcess(String name, IntFunction<ProcessBuilder> program) {
  /// The setting of the backend `simd` by which its loops stay in plain Java.
  private static final String PLAIN = "-Dgradus.simd.warmup=" + Integer.MAX_VALUE;

  /// The number of steps of a trial.
  private static final int TRIAL = 3;

  /// Returns this engine in a fresh JVM with the options of this one.
  ///
  /// @param threads the number of threads
  static ColdProcess gradus(String name, int threads) {
    return java(name, threads, List.of());
  }

  /// Returns this engine in a fresh JVM, in plain Java alone.
  ///
  /// @param threads the number of threads
  static ColdProcess plain(String name, int threads) {
    return java(name, threads, List.of(PLAIN));
  }

  private static ColdProcess java(String name, int threads, List<String> more) {
    List<String> command = new ArrayList<>(List.of(JavaProgram.java()));
    command.addAll(JavaProgram.options());
    command.add("-Dgradus.threads=" + threads);
    command.addAll(more);
    command.add("-cp");
    command.add(JavaProgram.classPath(ColdTraining.class, Layer.class, Tensor.class));
    command.add(ColdTraining.class.getName());
    return new ColdProcess(
        name,
        steps -> {
          List<String> whole = new ArrayList<>(command);
          whole.add(String.valueOf(steps));
          return new ProcessBuilder(whole);
        });
  }

  /// Returns PyTorch in a fresh Python.
  ///
  /// @param python the interpreter
  /// @param threads the number of threads
  static ColdProcess torch(String name, String python, int threads) {
    try {
      String script = Python.script(ColdProcess.class, "cold_training.py");
      return new ColdProcess(
          name,
          steps ->
              Python.command(
                  threads,
                  python,
                  "-c",
                  script,
                  String.valueOf(threads),
                  String.valueOf(steps),
                  steps == TRIAL ? "about" : "run"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Runs a few steps, so that the files that it needs are in memory.
  ///
  /// @return its description, which starts with `yes` if it can be compared with
  String trial() {
    return answer(TRIAL).lines().getFirst();
  }

  /// Runs it.
  ///
  /// @param steps the number of steps
  ColdRun run(int steps) {
    Answer answer = answer(steps);
    List<Double> times =
        Arrays.stream(answer.lines().get(1).strip().split(" "))
            .map(micros -> (Long.parseLong(micros) - answer.start()) / 1e6)
            .toList();
    if (times.size() != steps + 1) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "%s: %d times, expected %d", name, times.size(), steps + 1));
    }
    String[] losses = answer.lines().get(2).split(" ");
    return new ColdRun(
        times,
        (answer.end() - answer.start()) / 1e6,
        Double.parseDouble(losses[0]),
        Double.parseDouble(losses[1]));
  }

  /// What a process printed.
  ///
  /// @param start when it was started, in microseconds since 1970
  /// @param end when it had ended
  private record Answer(long start, long end, List<String> lines) {}

  private Answer answer(int steps) {
    try {
      Path log = Files.createTempFile("gradus-bench", ".log");
      try {
        ProcessBuilder builder = program.apply(steps).redirectError(log.toFile());
        long start = now();
        try (Child child = new Child(builder);
            BufferedReader output = child.process().inputReader()) {
          List<String> lines = output.lines().toList();
          int status = child.process().waitFor();
          long ended = now();
          if (status != 0 || lines.size() != 3) {
            throw new IllegalStateException(
                String.format(
                    Locale.ROOT,
                    "%s ended with status %d:%n%s",
                    name,
                    status,
                    Files.readString(log)));
          }
          return new Answer(start, ended, lines);
        }
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new IllegalStateException(name + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }

  private static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
