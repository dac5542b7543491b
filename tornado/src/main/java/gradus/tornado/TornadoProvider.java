package gradus.tornado;

import gradus.engine.Backend;
import gradus.engine.BackendProvider;
import java.util.Optional;

/// Provides the TornadoVM backend if Java was started with TornadoVM and there is a device.
///
/// This class uses no TornadoVM types, so that it loads without TornadoVM.
public final class TornadoProvider implements BackendProvider {
  private static final int GPU = 200;

  /// The priority of a CPU as an OpenCL device, which is useful for testing kernels: it is slower
  /// than `simd` and faster than `reference`.
  private static final int CPU = 50;

  /// Used by the service loader.
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
