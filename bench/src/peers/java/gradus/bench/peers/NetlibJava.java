package gradus.bench.peers;

import dev.ludovic.netlib.blas.JavaBLAS;
import gradus.bench.Entry;
import gradus.bench.Group;
import gradus.bench.MatmulProblem;
import gradus.bench.MatmulShape;
import gradus.bench.Peer;
import gradus.engine.HostStorage.Doubles;
import gradus.engine.HostStorage.Floats;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The Java part of Luhrs' netlib, which uses the Vector API where it is there; one thread only.
public final class NetlibJava implements Peer {
  /// From here on it takes many seconds.
  private static final double TOO_MUCH = 1e10;

  /// It announces the native library that it would rather use. Kept, lest it be collected.
  private final Logger quiet = Logger.getLogger("dev.ludovic.netlib.blas");

  private JavaBLAS blas;

  /// For the service loader.
  public NetlibJava() {}

  @Override
  public String name() {
    return "netlib";
  }

  @Override
  public Set<Group> groups() {
    return Set.of(Group.MATMUL);
  }

  @Override
  public String open(int threads) {
    quiet.setLevel(Level.WARNING);
    blas = JavaBLAS.getInstance();
    return String.format(
        Locale.ROOT, "netlib 3.2.0, %s, one thread always", blas.getClass().getSimpleName());
  }

  /// BLAS counts by columns, so the transposed product of the transposed is asked for.
  @Override
  public Optional<Entry> matmul(MatmulProblem problem) {
    MatmulShape shape = problem.shape();
    if (shape.operations() > TOO_MUCH) {
      return Optional.empty();
    }
    int m = shape.m();
    int n = shape.n();
    int k = shape.k();
    String formA = shape.transposedA() ? "T" : "N";
    String formB = shape.transposedB() ? "T" : "N";
    int rowA = shape.transposedA() ? m : k;
    int rowB = shape.transposedB() ? k : n;
    if (problem.a() instanceof Floats(float[] a)
        && problem.b() instanceof Floats(float[] b)
        && problem.c() instanceof Floats(float[] c)) {
      return Optional.of(
          new Entry(
              () -> blas.sgemm(formB, formA, n, m, k, 1f, b, 0, rowB, a, 0, rowA, 0f, c, 0, n),
              problem::c));
    }
    if (problem.a() instanceof Doubles(double[] a)
        && problem.b() instanceof Doubles(double[] b)
        && problem.c() instanceof Doubles(double[] c)) {
      return Optional.of(
          new Entry(
              () -> blas.dgemm(formB, formA, n, m, k, 1d, b, 0, rowB, a, 0, rowA, 0d, c, 0, n),
              problem::c));
    }
    return Optional.empty();
  }
}
