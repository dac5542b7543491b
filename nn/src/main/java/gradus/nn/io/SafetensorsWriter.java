package gradus.nn.io;

import gradus.engine.DType;
import gradus.engine.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Writes tensors in the format of [Safetensors]. The header is complete before anything is
/// written.
final class SafetensorsWriter {
  private static final int CHUNK = 1 << 16;

  private final byte[] header;
  private final List<Tensor> order;
  private final long dataBytes;

  /// What takes the bytes.
  @FunctionalInterface
  interface Sink {
    /// Takes bytes from a buffer, as many as it can.
    void take(ByteBuffer bytes) throws IOException;
  }

  /// @throws IllegalArgumentException as for [Safetensors#save]
  SafetensorsWriter(Map<String, Tensor> tensors, Map<String, String> metadata) {
    Map<String, SafetensorsHeader.Entry> places = new LinkedHashMap<>();
    List<Map.Entry<String, Tensor>> entries = new ArrayList<>();
    Set<Tensor> seen = new HashSet<>();
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      if (seen.add(entry.getValue())) {
        entries.add(entry);
        places.put(entry.getKey(), null);
      }
    }
    // Larger elements first, so that all are aligned to their size.
    entries.sort(Comparator.comparing(entry -> -entry.getValue().dtype().bytes()));
    long end = 0;
    for (Map.Entry<String, Tensor> entry : entries) {
      Tensor tensor = entry.getValue();
      long begin = end;
      end += (long) tensor.size() * tensor.dtype().bytes();
      places.put(
          entry.getKey(), SafetensorsHeader.Entry.of(entry.getKey(), tensor.spec(), begin, end));
    }
    if (tensors.containsKey(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "save: %s can't be the name of a tensor", SafetensorsHeader.METADATA));
    }
    header = new SafetensorsHeader(List.copyOf(places.values()), metadata).encode();
    if (header.length > SafetensorsHeader.MAX_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "save: the header takes %d bytes, more than %d",
              header.length,
              SafetensorsHeader.MAX_BYTES));
    }
    order = entries.stream().map(Map.Entry::getValue).toList();
    dataBytes = end;
  }

  /// {@return the number of bytes that [#write] writes}
  long bytes() {
    return Long.BYTES + header.length + dataBytes;
  }

  void write(Sink sink) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    writeAll(sink, chunk.putLong(header.length).flip());
    chunk.clear();
    writeAll(sink, ByteBuffer.wrap(header));
    for (Tensor tensor : order) {
      write(sink, tensor, chunk);
    }
  }

  private static void writeAll(Sink sink, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      sink.take(bytes);
    }
  }

  private static void write(Sink sink, Tensor tensor, ByteBuffer chunk) throws IOException {
    DType dtype = tensor.dtype();
    Object elements =
        switch (dtype) {
          case F32 -> tensor.toFloats();
          case F64 -> tensor.toDoubles();
          case I32 -> tensor.toInts();
        };
    int most = CHUNK / dtype.bytes();
    for (int from = 0, count; from < tensor.size(); from += count) {
      count = Math.min(most, tensor.size() - from);
      switch (elements) {
        case float[] floats -> chunk.asFloatBuffer().put(floats, from, count);
        case double[] doubles -> chunk.asDoubleBuffer().put(doubles, from, count);
        default -> chunk.asIntBuffer().put((int[]) elements, from, count);
      }
      writeAll(sink, chunk.clear().limit(count * dtype.bytes()));
      chunk.clear();
    }
  }
}
