package gradus.engine;

/// A backend whose storage is the Java heap.
public interface HostBackend extends Backend {
  @Override
  default HostStorage allocate(DType dtype, int length) {
    return HostStorage.allocate(dtype, length);
  }

  @Override
  default HostStorage toHost(Storage storage) {
    return (HostStorage) storage;
  }

  @Override
  default HostStorage fromHost(HostStorage elements) {
    return elements;
  }
}
