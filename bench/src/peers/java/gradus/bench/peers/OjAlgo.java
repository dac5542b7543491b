package gradus.bench.peers;

import gradus.bench.Entry;
import gradus.bench.Group;
import gradus.bench.MatmulProblem;
import gradus.bench.MatmulShape;
import gradus.bench.Peer;
import gradus.engine.DType;
import gradus.engine.HostStorage;
import java.util.Optional;
import java.util.Set;
import org.ojalgo.OjAlgoUtils;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.PhysicalStore;
import org.ojalgo.matrix.store.R032Store;
import org.ojalgo.matrix.store.R064Store;

/// ojAlgo, plain Java. It stores matrices by columns.
public final class OjAlgo implements Peer {
  /// From here on it takes many seconds.
  private static final double TOO_MUCH = 1e10;

  /// For the service loader.
  public OjAlgo() {}

  @Override
  public String name() {
    return "ojalgo";
  }

  @Override
  public Set<Group> groups() {
    return Set.of(Group.MATMUL);
  }

  @Override
  public String open(int threads) {
    OjAlgoUtils.limitThreadsTo(threads);
    return "ojAlgo " + OjAlgoUtils.getVersion();
  }

  @Override
  public Optional<Entry> matmul(MatmulProblem problem) {
    MatmulShape shape = problem.shape();
    if (shape.operations() > TOO_MUCH) {
      return Optional.empty();
    }
    DType dtype = problem.c().dtype();
    MatrixStore<Double> a = matrix(problem.a(), shape.m(), shape.k(), shape.transposedA());
    MatrixStore<Double> b = matrix(problem.b(), shape.k(), shape.n(), shape.transposedB());
    PhysicalStore<Double> c = zeros(dtype, shape.m(), shape.n());
    return Optional.of(
        new Entry(() -> c.fillByMultiplying(a, b), () -> rowMajor(dtype, c, shape.m(), shape.n())));
  }

  private static PhysicalStore<Double> zeros(DType dtype, int rows, int columns) {
    return dtype == DType.F64
        ? R064Store.FACTORY.make(rows, columns)
        : R032Store.FACTORY.make(rows, columns);
  }

  private static MatrixStore<Double> matrix(
      HostStorage values, int rows, int columns, boolean transposed) {
    if (transposed) {
      return matrix(values, columns, rows, false).transpose();
    }
    PhysicalStore<Double> matrix = zeros(values.dtype(), rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, values.get(i * columns + j));
      }
    }
    return matrix;
  }

  private static HostStorage rowMajor(
      DType dtype, MatrixStore<Double> matrix, int rows, int columns) {
    HostStorage values = HostStorage.allocate(dtype, rows * columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values.set(i * columns + j, matrix.doubleValue(i, j));
      }
    }
    return values;
  }
}
