package gradus.engine;

/// A storage, the backend it belongs to, and how often it was changed in place. Views of one tensor
/// share their buffer, so that a change through one is seen by all.
final class Buffer {
  final Backend backend;
  final Storage storage;
  private int version;

  Buffer(Backend backend, Storage storage) {
    this.backend = backend;
    this.storage = storage;
  }

  int version() {
    return version;
  }

  void changed() {
    version++;
  }
}
