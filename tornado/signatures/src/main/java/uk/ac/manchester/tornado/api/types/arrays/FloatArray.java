package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A signature to compile against, and what kernels read and write where they run as plain Java.
public final class FloatArray extends TornadoNativeArray {
  private final MemorySegment segment;
  private final int size;

  /// An array of zeros.
  ///
  /// @param numberOfElements how many
  public FloatArray(int numberOfElements) {
    size = numberOfElements;
    segment = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, numberOfElements);
  }

  /// Reads an element.
  ///
  /// @param index which
  /// @return its value
  public float get(int index) {
    return segment.getAtIndex(ValueLayout.JAVA_FLOAT, index);
  }

  /// Writes an element.
  ///
  /// @param index which
  /// @param value its value
  public void set(int index, float value) {
    segment.setAtIndex(ValueLayout.JAVA_FLOAT, index, value);
  }

  @Override
  public int getSize() {
    return size;
  }

  /// Where the elements are.
  ///
  /// @return the elements
  public MemorySegment getSegment() {
    return segment;
  }
}
