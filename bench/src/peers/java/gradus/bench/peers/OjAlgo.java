package gradus.bench.peers;

import gradus.bench.Entry;
import gradus.bench.Group;
import gradus.bench.MatmulProblem;
import gradus.bench.MatmulShape;
import gradus.bench.Peer;
import java.util.Optional;
import java.util.Set;
import org.ojalgo.OjAlgoUtils;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R032Store;

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
    MatrixStore<Double> a = matrix(problem.a(), shape.m(), shape.k(), shape.transposedA());
    MatrixStore<Double> b = matrix(problem.b(), shape.k(), shape.n(), shape.transposedB());
    R032Store c = R032Store.FACTORY.make(shape.m(), shape.n());
    return Optional.of(new Entry(() -> c.fillByMultiplying(a, b), () -> rowMajor(c)));
  }

  private static MatrixStore<Double> matrix(
      float[] values, int rows, int columns, boolean transposed) {
    if (transposed) {
      return matrix(values, columns, rows, false).transpose();
    }
    R032Store matrix = R032Store.FACTORY.make(rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, values[i * columns + j]);
      }
    }
    return matrix;
  }

  private static float[] rowMajor(R032Store matrix) {
    float[] values = new float[matrix.getRowDim() * matrix.getColDim()];
    for (int i = 0; i < matrix.getRowDim(); i++) {
      for (int j = 0; j < matrix.getColDim(); j++) {
        values[i * matrix.getColDim() + j] = matrix.floatValue(i, j);
      }
    }
    return values;
  }
}
