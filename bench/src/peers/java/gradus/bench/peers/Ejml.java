package gradus.bench.peers;

import gradus.bench.Entry;
import gradus.bench.Group;
import gradus.bench.MatmulProblem;
import gradus.bench.MatmulShape;
import gradus.bench.Peer;
import gradus.engine.HostStorage.Floats;
import java.util.Optional;
import java.util.Set;
import org.ejml.EjmlVersion;
import org.ejml.concurrency.EjmlConcurrency;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/// EJML, plain Java.
public final class Ejml implements Peer {
  /// From here on it takes many seconds.
  private static final double TOO_MUCH = 1e10;

  /// For the service loader.
  public Ejml() {}

  @Override
  public String name() {
    return "ejml";
  }

  @Override
  public Set<Group> groups() {
    return Set.of(Group.MATMUL);
  }

  @Override
  public String open(int threads) {
    EjmlConcurrency.setMaxThreads(threads);
    EjmlConcurrency.USE_CONCURRENT = threads > 1;
    return "EJML " + EjmlVersion.VERSION;
  }

  @Override
  public Optional<Entry> matmul(MatmulProblem problem) {
    MatmulShape shape = problem.shape();
    // Its matrices of doubles come in another library.
    if (shape.operations() > TOO_MUCH
        || !(problem.a() instanceof Floats(float[] first)
            && problem.b() instanceof Floats(float[] second)
            && problem.c() instanceof Floats(float[] result))) {
      return Optional.empty();
    }
    FMatrixRMaj a = matrix(first, shape.m(), shape.k(), shape.transposedA());
    FMatrixRMaj b = matrix(second, shape.k(), shape.n(), shape.transposedB());
    FMatrixRMaj c = matrix(result, shape.m(), shape.n(), false);
    Runnable action =
        switch (shape.form()) {
          case NN -> () -> CommonOps_FDRM.mult(a, b, c);
          case TN -> () -> CommonOps_FDRM.multTransA(a, b, c);
          case NT -> () -> CommonOps_FDRM.multTransB(a, b, c);
        };
    return Optional.of(new Entry(action, problem::c));
  }

  private static FMatrixRMaj matrix(float[] values, int rows, int columns, boolean transposed) {
    return transposed
        ? FMatrixRMaj.wrap(columns, rows, values)
        : FMatrixRMaj.wrap(rows, columns, values);
  }
}
