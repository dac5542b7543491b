package gradus.tornado;

import gradus.engine.Backend;
import gradus.testkit.BackendContract;

/// The contract on the real runtime, where java was started with it.
class RealTest extends BackendContract {
  @Override
  protected Backend backend() {
    return registered("tornado");
  }
}
