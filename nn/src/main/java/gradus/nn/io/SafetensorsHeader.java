package gradus.nn.io;

import gradus.engine.Shape;
import gradus.engine.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/// The header of a safetensors file: its tensors and their positions in the data. A header that was
/// read is consistent, and fits the length of the data.
///
/// @param entries in the header's order
/// @param metadata the `__metadata__`, in the header's order
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  /// The name of the metadata, which no tensor can have.
  static final String METADATA = "__metadata__";

  /// The format's own limit, which also keeps a corrupt length from exhausting the memory.
  static final long MAX_BYTES = 100_000_000;

  private static final int MAX_RANK = 64;

  /// A tensor. Its type and its shape may be ones that this library can't read: an error only if
  /// the tensor is read.
  ///
  /// @param type the type of its elements, as the file names it
  /// @param lengths the lengths of its axes
  /// @param begin its first byte in the data
  /// @param end the byte after its last
  record Entry(String name, String type, List<Long> lengths, long begin, long end) {
    Entry {
      if (lengths.size() > MAX_RANK) {
        throw wrong(
            name, String.format(Locale.ROOT, "%d axes are more than %d", lengths.size(), MAX_RANK));
      }
      if (begin > end && StoredType.named(type).isEmpty()) {
        throw wrong(
            name,
            String.format(
                Locale.ROOT, "begins at byte %d of the data, but ends at %d", begin, end));
      }
      long bytes =
          StoredType.named(type).map(known -> bytes(name, known, lengths)).orElse(end - begin);
      if (end - begin != bytes) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "tensor %s: %s%s takes %d bytes, but the offsets are %d and %d",
                JsonReader.quoted(name),
                type.toLowerCase(Locale.ROOT),
                lengths,
                bytes,
                begin,
                end));
      }
    }

    /// An entry for a tensor to write.
    static Entry of(String name, TensorSpec spec, long begin, long end) {
      List<Long> lengths = Arrays.stream(spec.shape().dims()).mapToObj(Long::valueOf).toList();
      return new Entry(name, StoredType.of(spec.dtype()).name(), lengths, begin, end);
    }

    private static long bytes(String name, StoredType type, List<Long> lengths) {
      if (lengths.contains(0L)) {
        return 0;
      }
      try {
        long bytes = type.bytes();
        for (long length : lengths) {
          bytes = Math.multiplyExact(bytes, length);
        }
        return bytes;
      } catch (ArithmeticException _) {
        throw tooLarge(name, lengths);
      }
    }

    private static IllegalArgumentException tooLarge(String name, List<Long> lengths) {
      return wrong(name, String.format(Locale.ROOT, "the shape %s is too large", lengths));
    }

    /// {@return the type}
    ///
    /// @throws IllegalArgumentException if this library can't read it
    StoredType storedType() {
      return StoredType.named(type)
          .orElseThrow(
              () ->
                  wrong(
                      name,
                      String.format(
                          Locale.ROOT,
                          "the type %s isn't one of %s",
                          JsonReader.quoted(type),
                          StoredType.names())));
    }

    /// {@return the shape}
    ///
    /// @throws IllegalArgumentException if no tensor can have it
    Shape shape() {
      try {
        int[] dims = new int[lengths.size()];
        for (int axis = 0; axis < dims.length; axis++) {
          dims[axis] = Math.toIntExact(lengths.get(axis));
        }
        return Shape.of(dims);
      } catch (ArithmeticException | IllegalArgumentException _) {
        throw tooLarge(name, lengths);
      }
    }
  }

  /// Reads and checks a header.
  ///
  /// Like the format's original reader it accepts null metadata, and ignores unknown properties of
  /// a tensor.
  ///
  /// @param dataBytes the length of the data
  /// @throws IllegalArgumentException if anything is wrong; the message says what
  static SafetensorsHeader decode(ByteBuffer bytes, long dataBytes) {
    if (!bytes.hasRemaining() || bytes.get(bytes.position()) != '{') {
      throw new IllegalArgumentException("the header doesn't start with {");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException _) {
      throw new IllegalArgumentException("the header isn't UTF-8");
    }
    JsonReader json = new JsonReader("the header's JSON", text);
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    json.object(
        name -> {
          if (name.equals(METADATA)) {
            json.objectOrNull(key -> metadata.put(key, json.string()));
          } else {
            entries.add(entry(name, json));
          }
        });
    json.end();
    checkOffsets(entries, dataBytes);
    return new SafetensorsHeader(entries, metadata);
  }

  private static Entry entry(String name, JsonReader json) {
    String[] type = new String[1];
    List<Long> shape = new ArrayList<>();
    List<Long> offsets = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    json.object(
        key -> {
          switch (key) {
            case "dtype" -> type[0] = json.string();
            case "shape" -> json.array(() -> shape.add(json.number()));
            case "data_offsets" -> json.array(() -> offsets.add(json.number()));
            default -> {
              json.skip();
              return;
            }
          }
          seen.add(key);
        });
    if (seen.size() != 3) {
      throw wrong(name, "needs dtype, shape and data_offsets, has only " + seen);
    }
    if (offsets.size() != 2) {
      throw wrong(name, "needs two offsets, has " + offsets.size());
    }
    return new Entry(name, type[0], shape, offsets.get(0), offsets.get(1));
  }

  private static IllegalArgumentException wrong(String name, String problem) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "tensor %s: %s", JsonReader.quoted(name), problem));
  }

  /// Checks that each byte of the data belongs to exactly one tensor, so that a file can't hide
  /// anything.
  private static void checkOffsets(List<Entry> entries, long dataBytes) {
    long end = 0;
    Comparator<Entry> byPlace = Comparator.comparingLong(Entry::begin);
    for (Entry entry : entries.stream().sorted(byPlace.thenComparingLong(Entry::end)).toList()) {
      if (entry.begin != end) {
        throw wrong(
            entry.name,
            String.format(
                Locale.ROOT,
                "starts at byte %d of the data, but %s",
                entry.begin,
                entry.begin < end
                    ? String.format(Locale.ROOT, "another one ends at %d: they overlap", end)
                    : String.format(
                        Locale.ROOT, "the one before ends at %d: there is a gap", end)));
      }
      end = entry.end;
    }
    if (end != dataBytes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the tensors take %d bytes, but after the header there are %d",
              end,
              dataBytes));
    }
  }

  /// Encodes the header, padded with spaces so that the data starts at a multiple of 8.
  byte[] encode() {
    StringJoiner members = new StringJoiner(",", "{", "}");
    if (!metadata.isEmpty()) {
      StringJoiner pairs = new StringJoiner(",", "{", "}");
      metadata.forEach(
          (key, value) -> pairs.add(JsonReader.encode(key) + ":" + JsonReader.encode(value)));
      members.add(String.format(Locale.ROOT, "\"%s\":%s", METADATA, pairs));
    }
    for (Entry entry : entries) {
      members.add(
          String.format(
              Locale.ROOT,
              "%s:{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}",
              JsonReader.encode(entry.name),
              entry.type,
              entry.lengths.toString().replace(" ", ""),
              entry.begin,
              entry.end));
    }
    ByteBuffer bytes;
    try {
      bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(members.toString()));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("save: a name contains half of a surrogate pair", e);
    }
    byte[] padded = new byte[Math.ceilDiv(bytes.remaining(), 8) * 8];
    Arrays.fill(padded, (byte) ' ');
    bytes.get(padded, 0, bytes.remaining());
    return padded;
  }
}
