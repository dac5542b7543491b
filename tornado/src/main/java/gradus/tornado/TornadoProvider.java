package gradus.tornado;

import gradus.engine.Backend;
import gradus.engine.BackendProvider;
import java.util.Optional;

/// Offers the backend on TornadoVM, where java was started with it and it has a device.
///
/// Nothing here is of TornadoVM's types, so that this loads where there is none.
public final class TornadoProvider implements BackendProvider {
  private static final int GPU = 200;

  /// A CPU as an OpenCL device is for trying kernels out: slower than `simd`, faster than
  /// `reference`.
  private static final int CPU = 50;

  /// For the service loader.
  public TornadoProvider() {}

  @Override
  public String name() {
    return "tornado";
  }

  @Override
  public int priority() {
    return whyUnusable().isEmpty() && Accelerator.findsGpu() ? GPU : CPU;
  }

  @Override
  public Optional<String> whyUnusable() {
    if (ModuleLayer.boot().findModule("tornado.runtime").isEmpty()) {
      return Optional.of(
          "TornadoVM isn't there; install its SDK and start java with"
              + " @$TORNADOVM_HOME/tornado-argfile -Dtornado.recover.bailout=False");
    }
    return Setting.mistake().or(Accelerator::whyUnusable);
  }

  @Override
  public Backend backend() {
    return new TornadoBackend(Accelerator.open());
  }
}
