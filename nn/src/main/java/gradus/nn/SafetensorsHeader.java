package gradus.nn;

import gradus.engine.Shape;
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

/// The header of a safetensors file: what tensors there are, and where in the data. One that was
/// read is right in itself, and fits the data's length.
///
/// @param entries in the header's order
/// @param metadata the `__metadata__`, in the header's order
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  /// The name that isn't a tensor's.
  static final String METADATA = "__metadata__";

  private static final int MAX_RANK = 64;

  /// A tensor.
  ///
  /// @param type of its elements in the file
  /// @param begin where in the data it starts, in bytes
  /// @param end where it ends
  record Entry(String name, StoredType type, Shape shape, long begin, long end) {
    Entry {
      // In bytes, and so up to 8 times as much as an int holds.
      long bytes = (long) shape.size() * type.bytes();
      if (begin > end || end - begin != bytes) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "tensor %s: %s%s takes %d bytes, but the offsets are %d and %d",
                JsonReader.quoted(name),
                type,
                shape,
                bytes,
                begin,
                end));
      }
    }
  }

  /// Reads and checks a header.
  ///
  /// @param dataBytes how long the data is
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
    JsonReader json = new JsonReader(text);
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    json.object(
        name -> {
          if (name.equals(METADATA)) {
            json.object(key -> metadata.put(key, json.string()));
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
          seen.add(key);
          switch (key) {
            case "dtype" -> type[0] = json.string();
            case "shape" -> json.array(() -> shape.add(json.number()));
            case "data_offsets" -> json.array(() -> offsets.add(json.number()));
            default -> throw wrong(name, "there is no property " + JsonReader.quoted(key));
          }
        });
    if (seen.size() != 3) {
      throw wrong(name, "needs dtype, shape and data_offsets, has only " + seen);
    }
    if (offsets.size() != 2) {
      throw wrong(name, "needs two offsets, has " + offsets.size());
    }
    return new Entry(name, type(name, type[0]), shape(name, shape), offsets.get(0), offsets.get(1));
  }

  private static StoredType type(String name, String type) {
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

  private static Shape shape(String name, List<Long> lengths) {
    if (lengths.size() > MAX_RANK) {
      throw wrong(
          name, String.format(Locale.ROOT, "%d axes are more than %d", lengths.size(), MAX_RANK));
    }
    try {
      return Shape.of(lengths.stream().mapToInt(Math::toIntExact).toArray());
    } catch (ArithmeticException | IllegalArgumentException _) {
      throw wrong(name, String.format(Locale.ROOT, "the shape %s is too large", lengths));
    }
  }

  private static IllegalArgumentException wrong(String name, String problem) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "tensor %s: %s", JsonReader.quoted(name), problem));
  }

  /// Each byte of the data belongs to exactly one tensor, so that a file can't hide anything.
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

  /// Writes the header, with spaces after it so that the data starts at a multiple of 8.
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
              entry.type.name(),
              entry.shape.toString().replace(" ", ""),
              entry.begin,
              entry.end));
    }
    ByteBuffer bytes;
    try {
      bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(members.toString()));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("save: a name has half of a surrogate pair", e);
    }
    byte[] padded = new byte[(bytes.remaining() + 7) / 8 * 8];
    Arrays.fill(padded, (byte) ' ');
    bytes.get(padded, 0, bytes.remaining());
    return padded;
  }
}
