package gradus.nn.io;

import gradus.engine.DType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The types of elements in safetensors files that can be read, each with the type that holds all
/// its values exactly. Tensors are written as F32, F64 and I32.
enum StoredType {
  F32(4, DType.F32),
  F64(8, DType.F64),
  I32(4, DType.I32),
  /// IEEE 754 binary16.
  F16(2, DType.F32),
  /// The upper half of a binary32.
  BF16(2, DType.F32),
  /// 0 or 1.
  BOOL(1, DType.I32),
  I8(1, DType.I32),
  U8(1, DType.I32),
  I16(2, DType.I32),
  U16(2, DType.I32),
  U32(4, DType.I32),
  I64(8, DType.I32),
  U64(8, DType.I32);

  private static final Map<String, StoredType> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Enum::name, type -> type));

  private final int bytes;
  private final DType dtype;

  StoredType(int bytes, DType dtype) {
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /// Returns the type as which a tensor is written.
  static StoredType of(DType dtype) {
    return valueOf(dtype.name());
  }

  /// Returns the type with a name in a header, if it is one of these.
  static Optional<StoredType> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /// Returns the names of all types, for a message.
  static String names() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }

  /// Returns the number of bytes of an element in the file.
  int bytes() {
    return bytes;
  }

  /// Returns the type of the tensor that is read.
  DType dtype() {
    return dtype;
  }

  /// Decodes elements.
  ///
  /// @param bytes little-endian, positioned at the first element
  /// @param elements an array of the type that is read
  /// @param from the index of the first element in the array
  /// @param count the number of elements
  /// @throws IllegalArgumentException if a value does not fit the type
  void get(ByteBuffer bytes, Object elements, int from, int count) {
    switch (this) {
      case F32 -> bytes.asFloatBuffer().get((float[]) elements, from, count);
      case F64 -> bytes.asDoubleBuffer().get((double[]) elements, from, count);
      case I32 -> bytes.asIntBuffer().get((int[]) elements, from, count);
      case F16, BF16 -> {
        float[] floats = (float[]) elements;
        for (int i = from; i < from + count; i++) {
          short half = bytes.getShort();
          floats[i] = this == F16 ? Float.float16ToFloat(half) : Float.intBitsToFloat(half << 16);
        }
      }
      case BOOL, I8, U8, I16, U16, U32, I64, U64 -> {
        int[] ints = (int[]) elements;
        for (int i = from; i < from + count; i++) {
          ints[i] = integer(bytes, i);
        }
      }
    }
  }

  private int integer(ByteBuffer bytes, int place) {
    long value =
        switch (this) {
          case I8 -> bytes.get();
          case BOOL, U8 -> Byte.toUnsignedInt(bytes.get());
          case I16 -> bytes.getShort();
          case U16 -> Short.toUnsignedInt(bytes.getShort());
          case U32 -> Integer.toUnsignedLong(bytes.getInt());
          case I64, U64 -> bytes.getLong();
          case F32, F64, I32, F16, BF16 -> throw new AssertionError(this);
        };
    boolean holds =
        switch (this) {
          case BOOL -> value <= 1;
          case U64 -> value >= 0 && value <= Integer.MAX_VALUE;
          default -> value == (int) value;
        };
    if (!holds) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "element %d is %s, and %s",
              place,
              this == U64 ? Long.toUnsignedString(value) : Long.toString(value),
              this == BOOL ? "a BOOL is 0 or 1" : "integers are read as I32"));
    }
    return (int) value;
  }

  /// Returns the name in lower case, like the types of tensors.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
