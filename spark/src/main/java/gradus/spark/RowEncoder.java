package gradus.spark;

import gradus.engine.DType;
import gradus.nn.distributed.RowSpec;
import gradus.nn.distributed.ShardWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/// Makes the bytes of a row, of which a [TrainingRows] consists: the numbers of the features and
/// those of the targets, 4 bytes each, little-endian.
///
/// ```java
/// RowEncoder encoder = new RowEncoder(spec);
/// byte[] row = encoder.features(age, fare).targets(survived).row();
/// ```
final class RowEncoder {
  private final RowSpec spec;
  private ByteBuffer buffer;

  /// Creates an encoder, to be used for any number of rows.
  RowEncoder(RowSpec spec) {
    this.spec = spec;
    this.buffer = buffer();
  }

  private ByteBuffer buffer() {
    return ByteBuffer.allocate(bytes(spec)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// {@return the number of bytes of a row}
  static int bytes(RowSpec spec) {
    return Float.BYTES * (spec.features().size() + spec.targets().size());
  }

  /// Puts in the features of a row.
  ///
  /// @throws IllegalArgumentException if number or type are not those of the spec
  RowEncoder features(float... values) {
    return put(spec.features(), 0, values);
  }

  /// Puts in the features of a row.
  ///
  /// @throws IllegalArgumentException if number or type are not those of the spec
  RowEncoder features(int... values) {
    return put(spec.features(), 0, values);
  }

  /// Puts in the targets of a row.
  ///
  /// @throws IllegalArgumentException if number or type are not those of the spec
  RowEncoder targets(float... values) {
    return put(spec.targets(), spec.features().size(), values);
  }

  /// Puts in the targets of a row.
  ///
  /// @throws IllegalArgumentException if number or type are not those of the spec
  RowEncoder targets(int... values) {
    return put(spec.targets(), spec.features().size(), values);
  }

  private RowEncoder put(RowSpec.Field field, int start, float... values) {
    check(field, DType.F32, values.length);
    buffer.position(Float.BYTES * start).slice().order(buffer.order()).asFloatBuffer().put(values);
    return this;
  }

  private RowEncoder put(RowSpec.Field field, int start, int... values) {
    check(field, DType.I32, values.length);
    buffer.position(Float.BYTES * start).slice().order(buffer.order()).asIntBuffer().put(values);
    return this;
  }

  private static void check(RowSpec.Field field, DType dtype, int count) {
    if (dtype != field.dtype() || count != field.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a row has %d numbers of type %s there, not %d of type %s",
              field.size(),
              field.dtype(),
              count,
              dtype));
    }
  }

  /// {@return the row; the next one begins with zeros}
  byte[] row() {
    byte[] row = buffer.array();
    buffer = buffer();
    return row;
  }

  /// Adds an encoded row to a shard.
  ///
  /// @param row its bytes begin at `start`
  static void write(RowSpec spec, byte[] row, int start, ShardWriter writer) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(row, start, row.length - start).slice().order(ByteOrder.LITTLE_ENDIAN);
    int features = spec.features().size();
    if (spec.features().dtype() == DType.F32) {
      writer.features(floats(bytes, features));
    } else {
      writer.features(ints(bytes, features));
    }
    if (spec.targets().dtype() == DType.F32) {
      writer.targets(floats(bytes, spec.targets().size()));
    } else {
      writer.targets(ints(bytes, spec.targets().size()));
    }
  }

  private static float[] floats(ByteBuffer bytes, int count) {
    float[] values = new float[count];
    bytes.asFloatBuffer().get(values);
    bytes.position(bytes.position() + Float.BYTES * count);
    return values;
  }

  private static int[] ints(ByteBuffer bytes, int count) {
    int[] values = new int[count];
    bytes.asIntBuffer().get(values);
    bytes.position(bytes.position() + Float.BYTES * count);
    return values;
  }
}
