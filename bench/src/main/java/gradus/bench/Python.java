package gradus.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The Python interpreter with PyTorch.
public final class Python {
  private static final List<String> CANDIDATES = List.of("python3", "/usr/bin/python3");

  /// The environment variable with the kernels that OpenBLAS is to use.
  public static final String KERNELS = "OPENBLAS_CORETYPE";

  /// The environment variables that make OpenBLAS choose other kernels and blocks than the
  /// processor's best.
  public static final List<String> MISLEADING = List.of(KERNELS, "OPENBLAS_L2_SIZE");

  /// The environment variables with the number of threads of the libraries that PyTorch may
  /// multiply matrices with. `torch.set_num_threads` doesn't set OpenBLAS's.
  private static final List<String> THREADS =
      List.of("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "GOTO_NUM_THREADS");

  private Python() {}

  /// Finds a Python interpreter that can import torch.
  ///
  /// @return the first python3 that can; empty if there is none
  public static Optional<String> withTorch() {
    return CANDIDATES.stream().filter(Python::importsTorch).findFirst();
  }

  private static boolean importsTorch(String python) {
    try {
      Process trial =
          command(0, python, "-c", "import torch")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = trial.waitFor(1, TimeUnit.MINUTES);
      trial.destroy();
      return ended && trial.exitValue() == 0;
    } catch (IOException _) {
      // No program has this name.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Returns the names of the kernels that OpenBLAS is to be told to use. By itself it doesn't
  /// choose those for AVX-512 on every processor that has it.
  ///
  /// @return empty to leave the choice to it
  public static Optional<String> bestKernels() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo")).contains(" avx512bw ")
          ? Optional.of("SKYLAKEX")
          : Optional.empty();
    } catch (IOException _) {
      // Only Linux has this file.
      return Optional.empty();
    }
  }

  /// Creates a process in which OpenBLAS, if PyTorch uses it, has its best kernels and as many
  /// threads as given, whatever this process's environment says.
  ///
  /// @param threads the number of threads; 0 for the library's own choice
  /// @param command the program and its arguments
  /// @return the process builder
  public static ProcessBuilder command(int threads, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(MISLEADING);
    environment.keySet().removeAll(THREADS);
    bestKernels().ifPresent(kernels -> environment.put(KERNELS, kernels));
    if (threads > 0) {
      THREADS.forEach(name -> environment.put(name, String.valueOf(threads)));
    }
    return builder;
  }

  /// Reads a script that measures PyTorch. Before it comes the function `about`, which describes
  /// PyTorch and the BLAS with which it multiplies matrices.
  ///
  /// @param owner the class whose package has the script as a resource
  /// @param scripts the file names of the script's parts, in order
  /// @return the text of the program
  /// @throws IOException if it can't be read
  public static String script(Class<?> owner, String... scripts) throws IOException {
    StringBuilder program = new StringBuilder(text(Python.class, "blas.py"));
    for (String script : scripts) {
      program.append('\n').append(text(owner, script));
    }
    return program.toString();
  }

  private static String text(Class<?> owner, String script) throws IOException {
    try (InputStream in = owner.getResourceAsStream(script)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
