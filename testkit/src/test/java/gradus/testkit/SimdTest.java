package gradus.testkit;

import gradus.engine.Backend;

/// The backend `simd` holds to the contract.
class SimdTest extends BackendContract {
  @Override
  protected Backend backend() {
    return registered("simd");
  }
}
