package gradus.tornado;

import gradus.engine.DType;
import gradus.engine.Storage;

/// A range of device memory. Unlike records, two of them are never equal, since each is freed
/// separately.
final class DeviceStorage implements Storage {
  private final DType dtype;
  private final int start;
  private final int length;

  DeviceStorage(DType dtype, int start, int length) {
    this.dtype = dtype;
    this.start = start;
    this.length = length;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  /// Returns the index of its first element in device memory.
  int start() {
    return start;
  }

  @Override
  public int length() {
    return length;
  }
}
