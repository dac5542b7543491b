package gradus.bench.peers;

import gradus.bench.Entry;
import gradus.bench.Group;
import gradus.bench.MatmulProblem;
import gradus.bench.MatmulShape;
import gradus.bench.Peer;
import gradus.bench.Python;
import gradus.engine.DType;
import gradus.engine.HostStorage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// OpenBLAS, C and assembly, called on the same Java arrays: what a native library can do.
@SuppressWarnings("restricted")
public final class OpenBlas implements Peer {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final MemoryLayout ARRAY = ValueLayout.ADDRESS;
  private static final Linker LINKER = Linker.nativeLinker();

  /// The environment variable that names a library to be measured instead of the one that comes
  /// with the build.
  private static final String LIBRARY = "GRADUS_OPENBLAS";

  private static final int ROW_MAJOR = 101;
  private static final int AS_STORED = 111;
  private static final int TRANSPOSED = 112;

  /// For the service loader.
  public OpenBlas() {}

  @Override
  public String name() {
    return "openblas";
  }

  @Override
  public boolean lingers() {
    return true;
  }

  @Override
  public Set<Group> groups() {
    return Set.of(Group.MATMUL);
  }

  /// OpenBLAS chooses its kernels when it is loaded. By itself it doesn't choose those for AVX-512
  /// on every processor that has it, so it is told to; whatever the environment says is undone.
  @Override
  public String open(int threads) throws Exception {
    Python.MISLEADING.forEach(OpenBlas::unset);
    Python.bestKernels().ifPresent(kernels -> set(Python.KERNELS, kernels));
    try {
      Library.SET_THREADS.invokeExact(threads);
      String version = text((MemorySegment) Library.CONFIG.invokeExact());
      String core = text((MemorySegment) Library.CORE.invokeExact());
      int used = (int) Library.THREADS.invokeExact();
      return String.format(
          Locale.ROOT,
          "%s, kernels for %s, %s",
          version.replaceAll("(OpenBLAS [\\d.]+).*", "$1").strip(),
          core,
          used == 1 ? "1 thread" : used + " threads");
    } catch (ExceptionInInitializerError e) {
      // The cause says what is wrong with the library.
      throw new IllegalStateException(e.getCause().getMessage(), e);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(MemorySegment text) {
    return text.reinterpret(Long.MAX_VALUE).getString(0);
  }

  private static void unset(String variable) {
    call("unsetenv", FunctionDescriptor.of(INT, ARRAY), variable);
  }

  private static void set(String variable, String value) {
    call("setenv", FunctionDescriptor.of(INT, ARRAY, ARRAY, INT), variable, value, 1);
  }

  /// Calls a function of the C library.
  private static void call(String name, FunctionDescriptor type, Object... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle function =
          LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), type);
      Object[] passed = arguments.clone();
      for (int i = 0; i < passed.length; i++) {
        passed[i] = passed[i] instanceof String s ? arena.allocateFrom(s) : passed[i];
      }
      function.invokeWithArguments(passed);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// Its functions; loaded when first touched. Constants, so that a call costs next to nothing.
  private static final class Library {
    static final SymbolLookup SYMBOLS = load();
    static final MethodHandle SET_THREADS =
        function("openblas_set_num_threads", FunctionDescriptor.ofVoid(INT));
    static final MethodHandle THREADS =
        function("openblas_get_num_threads", FunctionDescriptor.of(INT));
    static final MethodHandle CONFIG =
        function("openblas_get_config", FunctionDescriptor.of(ValueLayout.ADDRESS));
    static final MethodHandle CORE =
        function("openblas_get_corename", FunctionDescriptor.of(ValueLayout.ADDRESS));
    static final MethodHandle SGEMM = function("cblas_sgemm", gemm(ValueLayout.JAVA_FLOAT));
    static final MethodHandle DGEMM = function("cblas_dgemm", gemm(ValueLayout.JAVA_DOUBLE));
    static final MethodHandle SGEMV = function("cblas_sgemv", gemv(ValueLayout.JAVA_FLOAT));
    static final MethodHandle DGEMV = function("cblas_dgemv", gemv(ValueLayout.JAVA_DOUBLE));

    private static FunctionDescriptor gemm(ValueLayout number) {
      return FunctionDescriptor.ofVoid(
          INT, INT, INT, INT, INT, INT, number, ARRAY, INT, ARRAY, INT, number, ARRAY, INT);
    }

    private static FunctionDescriptor gemv(ValueLayout number) {
      return FunctionDescriptor.ofVoid(
          INT, INT, INT, INT, number, ARRAY, INT, ARRAY, INT, number, ARRAY, INT);
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
      // Critical: the function may read and write Java's arrays where they are.
      MemorySegment address =
          SYMBOLS
              .find(name)
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          String.format(
                              Locale.ROOT,
                              "%s names a library without %s; it must be OpenBLAS, not a reference"
                                  + " BLAS",
                              LIBRARY,
                              name)));
      return LINKER.downcallHandle(address, type, Linker.Option.critical(true));
    }

    private static SymbolLookup load() {
      String own = System.getenv(LIBRARY);
      if (own != null) {
        return SymbolLookup.libraryLookup(Path.of(own), Arena.global());
      }
      String folder = "/org/bytedeco/openblas/linux-x86_64/";
      try {
        Path copy = Files.createTempDirectory("gradus-openblas");
        copy.toFile().deleteOnExit();
        for (String file :
            List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0")) {
          try (InputStream in = OpenBlas.class.getResourceAsStream(folder + file)) {
            if (in == null) {
              throw new IllegalStateException(
                  String.format(
                      Locale.ROOT,
                      "it comes for Linux on x86-64 only; %s may name another library",
                      LIBRARY));
            }
            Files.copy(in, copy.resolve(file));
          }
          copy.resolve(file).toFile().deleteOnExit();
        }
        return SymbolLookup.libraryLookup(copy.resolve("libopenblas.so.0"), Arena.global());
      } catch (IOException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }
  }

  @Override
  public Optional<Entry> matmul(MatmulProblem problem) {
    MatmulShape shape = problem.shape();
    MemorySegment a = segment(problem.a());
    MemorySegment b = segment(problem.b());
    MemorySegment c = segment(problem.c());
    boolean doubles = problem.c().dtype() == DType.F64;
    boolean ta = shape.transposedA();
    boolean tb = shape.transposedB();
    Runnable action;
    if (shape.n() == 1) {
      int rows = ta ? shape.k() : shape.m();
      int columns = ta ? shape.m() : shape.k();
      action = () -> gemv(doubles, ta, rows, columns, a, b, c);
    } else if (shape.m() == 1) {
      int rows = tb ? shape.n() : shape.k();
      int columns = tb ? shape.k() : shape.n();
      action = () -> gemv(doubles, !tb, rows, columns, b, a, c);
    } else {
      action = () -> gemm(doubles, shape, a, b, c);
    }
    return Optional.of(new Entry(action, problem::c));
  }

  private static MemorySegment segment(HostStorage values) {
    return switch (values) {
      case HostStorage.Floats floats -> MemorySegment.ofArray(floats.array());
      case HostStorage.Doubles doubles -> MemorySegment.ofArray(doubles.array());
      case HostStorage.Ints ints -> MemorySegment.ofArray(ints.array());
    };
  }

  private static void gemm(
      boolean doubles, MatmulShape shape, MemorySegment a, MemorySegment b, MemorySegment c) {
    int m = shape.m();
    int n = shape.n();
    int k = shape.k();
    int formA = shape.transposedA() ? TRANSPOSED : AS_STORED;
    int formB = shape.transposedB() ? TRANSPOSED : AS_STORED;
    int rowA = shape.transposedA() ? m : k;
    int rowB = shape.transposedB() ? k : n;
    try {
      if (doubles) {
        Library.DGEMM.invokeExact(ROW_MAJOR, formA, formB, m, n, k, 1d, a, rowA, b, rowB, 0d, c, n);
      } else {
        Library.SGEMM.invokeExact(ROW_MAJOR, formA, formB, m, n, k, 1f, a, rowA, b, rowB, 0f, c, n);
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// y ← A·x, or Aᵀ·x, of a matrix stored as rows by columns.
  private static void gemv(
      boolean doubles,
      boolean transposed,
      int rows,
      int columns,
      MemorySegment a,
      MemorySegment x,
      MemorySegment y) {
    int form = transposed ? TRANSPOSED : AS_STORED;
    try {
      if (doubles) {
        Library.DGEMV.invokeExact(ROW_MAJOR, form, rows, columns, 1d, a, columns, x, 1, 0d, y, 1);
      } else {
        Library.SGEMV.invokeExact(ROW_MAJOR, form, rows, columns, 1f, a, columns, x, 1, 0f, y, 1);
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
