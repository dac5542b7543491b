package gradus.testkit;

import gradus.engine.Backend;

/// The backend `reference` holds to the contract.
class ReferenceTest extends BackendContract {
  @Override
  protected Backend backend() {
    return registered("reference");
  }
}
