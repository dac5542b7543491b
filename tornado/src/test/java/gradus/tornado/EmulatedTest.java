package gradus.tornado;

import gradus.engine.Backend;
import gradus.testkit.BackendContract;

/// The contract on the emulated device.
class EmulatedTest extends BackendContract {
  private static final Backend BACKEND = new TornadoBackend(new EmulatedDevice(1 << 24));

  @Override
  protected Backend backend() {
    return BACKEND;
  }
}
