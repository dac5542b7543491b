package gradus.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import gradus.bench.Entry;
import gradus.bench.MatmulProblem;
import gradus.bench.MatmulShape;
import gradus.bench.Peer;
import java.nio.file.Path;
import java.util.Optional;

/// DJL, which calls PyTorch's native library, as it comes from the registry.
public final class Djl implements Peer {
  private NDManager manager;

  /// For the service loader.
  public Djl() {}

  @Override
  public String name() {
    return "djl";
  }

  @Override
  public boolean lingers() {
    return true;
  }

  @Override
  public String open(int threads) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    // It unpacks its library, 400 MB, once.
    Path unpacked = Path.of(System.getProperty("java.io.tmpdir"), "gradus-bench-djl");
    System.setProperty("DJL_CACHE_DIR", unpacked.toString());
    System.setProperty("ENGINE_CACHE_DIR", unpacked.toString());
    manager = NDManager.newBaseManager("PyTorch");
    return "DJL %s, PyTorch %s"
        .formatted(Engine.getDjlVersion(), Engine.getEngine("PyTorch").getVersion());
  }

  /// Its results are arrays of its own, to be closed: that belongs to what it costs.
  @Override
  public Optional<Entry> matmul(MatmulProblem problem) {
    MatmulShape shape = problem.shape();
    NDArray a = matrix(problem.a(), shape.m(), shape.k(), shape.transposedA());
    NDArray b = matrix(problem.b(), shape.k(), shape.n(), shape.transposedB());
    return Optional.of(
        new Entry(
            () -> a.matMul(b).close(),
            () -> {
              try (NDArray c = a.matMul(b)) {
                return c.toFloatArray();
              }
            }));
  }

  private NDArray matrix(float[] values, int rows, int columns, boolean transposed) {
    return transposed
        ? manager.create(values, new Shape(columns, rows)).transpose()
        : manager.create(values, new Shape(rows, columns));
  }
}
