package gradus.engine;

/// A storage, its backend, and the number of in-place changes. Views of one tensor share their
/// buffer, so that a change through one is visible in all.
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
