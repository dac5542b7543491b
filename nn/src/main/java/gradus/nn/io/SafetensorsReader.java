package gradus.nn.io;

import static java.util.stream.Collectors.joining;

import gradus.engine.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Reads tensors in the format of [Safetensors], from a file or from an array. The header is
/// checked whole before any tensor is read.
final class SafetensorsReader {
  private static final int CHUNK = 1 << 16;

  /// The maximum number of names in a message.
  private static final int TOLD = 10;

  private final Bytes bytes;
  private final Function<String, SafetensorsException> broken;
  private final SafetensorsHeader header;
  private final long start;

  /// Bytes at a position.
  @FunctionalInterface
  private interface Bytes {
    /// Reads bytes into a buffer, at least one unless it is full.
    ///
    /// @return the number of bytes; -1 at the end
    int read(ByteBuffer to, long from) throws IOException;
  }

  static SafetensorsReader of(Path file, FileChannel channel) throws IOException {
    return new SafetensorsReader(
        channel.size(), channel::read, problem -> new SafetensorsException(file, problem));
  }

  static SafetensorsReader of(byte[] array) throws IOException {
    return new SafetensorsReader(
        array.length,
        (to, from) -> {
          int count = to.remaining();
          to.put(array, (int) from, count);
          return count;
        },
        problem -> new SafetensorsException(array, problem));
  }

  private SafetensorsReader(long size, Bytes bytes, Function<String, SafetensorsException> broken)
      throws IOException {
    this.bytes = bytes;
    this.broken = broken;
    if (size < Long.BYTES) {
      throw broken.apply(
          String.format(Locale.ROOT, "%d bytes are too few for the header's length", size));
    }
    ByteBuffer length = littleEndian(Long.BYTES);
    read(0, length);
    long headerBytes = length.getLong();
    long rest = size - Long.BYTES;
    long most = SafetensorsHeader.MAX_BYTES;
    if (headerBytes < 0 || headerBytes > most || headerBytes > rest) {
      throw broken.apply(
          String.format(
              Locale.ROOT,
              "the header's length is %s bytes, but %s",
              Long.toUnsignedString(headerBytes),
              headerBytes < 0 || headerBytes > most
                  ? String.format(Locale.ROOT, "%d are allowed", most)
                  : String.format(Locale.ROOT, "the file has only %d more", rest)));
    }
    ByteBuffer encoded = littleEndian((int) headerBytes);
    read(Long.BYTES, encoded);
    this.header = decode(encoded, rest - headerBytes);
    this.start = Long.BYTES + headerBytes;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private SafetensorsHeader decode(ByteBuffer encoded, long dataBytes) throws SafetensorsException {
    try {
      return SafetensorsHeader.decode(encoded, dataBytes);
    } catch (IllegalArgumentException e) {
      throw broken.apply(e.getMessage());
    }
  }

  private void read(long from, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (bytes.read(buffer, from + buffer.position()) < 0) {
        throw broken.apply("the file became shorter while it was read");
      }
    }
    buffer.flip();
  }

  Safetensors.Listing listing() {
    return new Safetensors.Listing(
        header.entries().stream()
            .map(e -> new Safetensors.Stored(e.name(), e.type(), e.lengths(), e.end() - e.begin()))
            .toList(),
        header.metadata());
  }

  Safetensors.Contents all() throws IOException {
    return contents(header.entries());
  }

  Safetensors.Contents some(Set<String> names) throws IOException {
    List<SafetensorsHeader.Entry> selected =
        header.entries().stream().filter(entry -> names.contains(entry.name())).toList();
    if (selected.size() < names.size()) {
      throw broken.apply(missing(names));
    }
    return contents(selected);
  }

  private String missing(Set<String> names) {
    List<SafetensorsHeader.Entry> entries = header.entries();
    TreeSet<String> missing = new TreeSet<>(names);
    entries.forEach(entry -> missing.remove(entry.name()));
    String first =
        entries.stream().limit(TOLD).map(e -> JsonReader.quoted(e.name())).collect(joining(", "));
    return String.format(
        Locale.ROOT,
        "there is no tensor %s; the file has %s",
        JsonReader.quoted(missing.first()),
        entries.isEmpty()
            ? "none"
            : first
                + (entries.size() > TOLD
                    ? String.format(Locale.ROOT, " and %d more", entries.size() - TOLD)
                    : ""));
  }

  private Safetensors.Contents contents(List<SafetensorsHeader.Entry> entries) throws IOException {
    // All types and shapes are checked before any elements are read.
    for (SafetensorsHeader.Entry entry : entries) {
      try {
        entry.storedType();
        entry.shape();
      } catch (IllegalArgumentException e) {
        throw broken.apply(e.getMessage());
      }
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    // One for all: a file may have many tensors of a few elements, or of none.
    ByteBuffer chunk = littleEndian(CHUNK);
    for (SafetensorsHeader.Entry entry : entries) {
      tensors.put(entry.name(), tensor(entry, chunk));
    }
    return new Safetensors.Contents(tensors, header.metadata());
  }

  private Tensor tensor(SafetensorsHeader.Entry entry, ByteBuffer chunk) throws IOException {
    StoredType type = entry.storedType();
    int size = entry.shape().size();
    int[] shape = entry.shape().dims();
    int most = CHUNK / type.bytes();
    Object elements =
        switch (type.dtype()) {
          case F32 -> new float[size];
          case F64 -> new double[size];
          case I32 -> new int[size];
        };
    for (int from = 0, count; from < size; from += count) {
      count = Math.min(most, size - from);
      chunk.clear().limit(count * type.bytes());
      read(start + entry.begin() + (long) from * type.bytes(), chunk);
      try {
        type.get(chunk, elements, from, count);
      } catch (IllegalArgumentException e) {
        throw broken.apply(
            String.format(
                Locale.ROOT, "tensor %s: %s", JsonReader.quoted(entry.name()), e.getMessage()));
      }
    }
    return switch (elements) {
      case float[] floats -> Tensor.fromArray(floats, shape);
      case double[] doubles -> Tensor.fromArray(doubles, shape);
      default -> Tensor.fromArray((int[]) elements, shape);
    };
  }
}
