package gradus.tornado;

import gradus.engine.DType;
import gradus.engine.Storage;

/// A place in a device's memory. Two of them are never equal, unlike records: each is given back on
/// its own.
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

  /// Where its first element is.
  int start() {
    return start;
  }

  @Override
  public int length() {
    return length;
  }
}
