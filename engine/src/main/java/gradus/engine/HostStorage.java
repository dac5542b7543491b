package gradus.engine;

import java.util.Arrays;

/// Storage in the Java heap: a primitive array.
public sealed interface HostStorage extends Storage {
  /// Returns one element as a double, which holds the values of every type exactly.
  ///
  /// @param index from 0 to length - 1
  /// @return its value
  double get(int index);

  /// Sets one element.
  ///
  /// @param index from 0 to length - 1
  /// @param value the new value, rounded to the type: to nearest for F32, toward zero for I32
  void set(int index, double value);

  /// Sets all elements.
  ///
  /// @param value the new value, rounded as by [#set]
  void fill(double value);

  /// Copies a range.
  ///
  /// @param from the index of the first element
  /// @param count the number of elements
  /// @return a copy
  HostStorage range(int from, int count);

  /// Allocates storage filled with zeros.
  ///
  /// @param dtype the type of the elements
  /// @param length the number of elements
  /// @return new storage
  static HostStorage allocate(DType dtype, int length) {
    return switch (dtype) {
      case F32 -> new Floats(new float[length]);
      case F64 -> new Doubles(new double[length]);
      case I32 -> new Ints(new int[length]);
    };
  }

  /// F32 elements.
  ///
  /// @param array the elements, not copied
  record Floats(float[] array) implements HostStorage {
    @Override
    public DType dtype() {
      return DType.F32;
    }

    @Override
    public int length() {
      return array.length;
    }

    @Override
    public double get(int index) {
      return array[index];
    }

    @Override
    public void set(int index, double value) {
      array[index] = (float) value;
    }

    @Override
    public void fill(double value) {
      Arrays.fill(array, (float) value);
    }

    @Override
    public Floats range(int from, int count) {
      return new Floats(Arrays.copyOfRange(array, from, from + count));
    }
  }

  /// F64 elements.
  ///
  /// @param array the elements, not copied
  record Doubles(double[] array) implements HostStorage {
    @Override
    public DType dtype() {
      return DType.F64;
    }

    @Override
    public int length() {
      return array.length;
    }

    @Override
    public double get(int index) {
      return array[index];
    }

    @Override
    public void set(int index, double value) {
      array[index] = value;
    }

    @Override
    public void fill(double value) {
      Arrays.fill(array, value);
    }

    @Override
    public Doubles range(int from, int count) {
      return new Doubles(Arrays.copyOfRange(array, from, from + count));
    }
  }

  /// I32 elements.
  ///
  /// @param array the elements, not copied
  record Ints(int[] array) implements HostStorage {
    @Override
    public DType dtype() {
      return DType.I32;
    }

    @Override
    public int length() {
      return array.length;
    }

    @Override
    public double get(int index) {
      return array[index];
    }

    @Override
    public void set(int index, double value) {
      array[index] = (int) value;
    }

    @Override
    public void fill(double value) {
      Arrays.fill(array, (int) value);
    }

    @Override
    public Ints range(int from, int count) {
      return new Ints(Arrays.copyOfRange(array, from, from + count));
    }
  }
}
