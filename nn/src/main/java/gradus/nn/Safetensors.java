package gradus.nn;

import gradus.engine.DType;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// Tensors in a file, in the format safetensors: the length of a header, a header in JSON with each
/// tensor's type, shape and place, and their elements, little-endian, row-major, without a gap.
///
/// A file is read whole or not at all, and written beside its place before it takes it, so that no
/// half file is ever there.
public final class Safetensors {
  private static final int LENGTH_BYTES = 8;

  /// The format's own limit.
  private static final int LONGEST_HEADER = 100_000_000;

  private static final String METADATA = "__metadata__";

  private Safetensors() {}

  /// What a file holds.
  ///
  /// @param tensors by name, in the order of their elements in the file
  /// @param metadata free strings by name
  public record Contents(Map<String, Tensor> tensors, Map<String, String> metadata) {
    /// Keeps its own copies of the maps.
    public Contents {
      tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
      metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }
  }

  private record Entry(String name, DType dtype, Shape shape, long begin, long end) {}

  private static String typeName(DType dtype) {
    return dtype.name();
  }

  /// Writes a file.
  ///
  /// @param file where to; replaced if it is there
  /// @param tensors by name; the names mustn't be `__metadata__`
  /// @param metadata free strings by name, possibly none
  /// @throws IOException if the file can't be written
  public static void save(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    if (tensors.containsKey(METADATA)) {
      throw new IllegalArgumentException("no tensor can have the name " + METADATA);
    }
    StringBuilder header = new StringBuilder("{");
    if (!metadata.isEmpty()) {
      List<String> members = new ArrayList<>();
      metadata.forEach((name, value) -> members.add(quoted(name) + ":" + quoted(value)));
      header.append("\"%s\":{%s}".formatted(METADATA, String.join(",", members)));
    }
    long begin = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      long end = begin + (long) tensor.size() * tensor.dtype().bytes();
      header
          .append(header.length() == 1 ? "" : ",")
          .append(quoted(entry.getKey()))
          .append(":{\"dtype\":\"%s\",\"shape\":".formatted(typeName(tensor.dtype())))
          .append(tensor.shape().toString().replace(" ", ""))
          .append(",\"data_offsets\":[%d,%d]}".formatted(begin, end));
      begin = end;
    }
    byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
    // Spaces up to a multiple of 8 keep the elements aligned, as the format advises.
    int padded = (json.length + LENGTH_BYTES - 1) / LENGTH_BYTES * LENGTH_BYTES;
    ByteBuffer head = buffer(LENGTH_BYTES + padded).putLong(padded).put(json);
    while (head.hasRemaining()) {
      head.put((byte) ' ');
    }
    write(file, head.flip(), tensors);
  }

  private static void write(Path file, ByteBuffer head, Map<String, Tensor> tensors)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path unfinished = folder.resolve(file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      try (var channel =
          Files.newByteChannel(
              unfinished, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        writeAll(channel, head);
        for (Tensor tensor : tensors.values()) {
          writeAll(channel, bytes(tensor));
        }
      }
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void writeAll(SeekableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer bytes(Tensor tensor) {
    ByteBuffer bytes = buffer(Math.multiplyExact(tensor.size(), tensor.dtype().bytes()));
    switch (tensor.dtype()) {
      case F32 -> bytes.asFloatBuffer().put(tensor.toFloats());
      case F64 -> bytes.asDoubleBuffer().put(tensor.toDoubles());
      case I32 -> bytes.asIntBuffer().put(tensor.toInts());
    }
    return bytes;
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /// Reads a file. Its tensors are on the current backend and don't require gradients.
  ///
  /// @param file the file
  /// @return all that it holds
  /// @throws SafetensorsException if it isn't exactly what the format says
  /// @throws IOException if it can't be read
  public static Contents load(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      return load(channel);
    } catch (IllegalArgumentException e) {
      throw new SafetensorsException(file, e.getMessage());
    }
  }

  private static Contents load(SeekableByteChannel channel) throws IOException {
    long size = channel.size();
    if (size < LENGTH_BYTES) {
      throw new IllegalArgumentException(
          "it has %d bytes, fewer than the header's length takes".formatted(size));
    }
    long length = read(channel, LENGTH_BYTES).getLong();
    if (length < 2 || length > LONGEST_HEADER || length > size - LENGTH_BYTES) {
      throw new IllegalArgumentException(
          "its header would be %s bytes long; the file has %d, and the limit is %d"
              .formatted(Long.toUnsignedString(length), size, LONGEST_HEADER));
    }
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = header(read(channel, (int) length), entries);
    checkPlaces(entries, size - LENGTH_BYTES - length);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Entry entry : entries) {
      ByteBuffer bytes = read(channel, (int) (entry.end - entry.begin));
      tensors.put(entry.name, tensor(entry, bytes));
    }
    return new Contents(tensors, metadata);
  }

  private static ByteBuffer read(SeekableByteChannel channel, int length) throws IOException {
    ByteBuffer bytes = buffer(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new IllegalArgumentException("it ended while it was read");
      }
    }
    return bytes.flip();
  }

  private static Tensor tensor(Entry entry, ByteBuffer bytes) {
    int[] shape = entry.shape.dims();
    int size = entry.shape.size();
    return switch (entry.dtype) {
      case F32 -> {
        float[] values = new float[size];
        bytes.asFloatBuffer().get(values);
        yield Tensor.fromArray(values, shape);
      }
      case F64 -> {
        double[] values = new double[size];
        bytes.asDoubleBuffer().get(values);
        yield Tensor.fromArray(values, shape);
      }
      case I32 -> {
        int[] values = new int[size];
        bytes.asIntBuffer().get(values);
        yield Tensor.fromArray(values, shape);
      }
    };
  }

  private static Map<String, String> header(ByteBuffer bytes, List<Entry> entries) {
    String json;
    try {
      json = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("its header isn't UTF-8", e);
    }
    if (!json.startsWith("{")) {
      throw new IllegalArgumentException("its header doesn't begin with '{'");
    }
    Map<String, String> metadata = new TreeMap<>();
    for (Map.Entry<?, ?> member : map("the header", JsonReader.read(json)).entrySet()) {
      String name = (String) member.getKey();
      Map<?, ?> value = map("\"" + name + "\"", member.getValue());
      if (name.equals(METADATA)) {
        value.forEach((key, text) -> metadata.put((String) key, text(key, text)));
      } else {
        entries.add(entry(name, value));
      }
    }
    return metadata;
  }

  private static Map<?, ?> map(String what, Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException(what + " isn't an object");
  }

  private static String text(Object key, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("the metadata \"%s\" isn't a string".formatted(key));
  }

  private static Entry entry(String name, Map<?, ?> members) {
    if (!members.keySet().equals(Set.of("dtype", "shape", "data_offsets"))) {
      throw new IllegalArgumentException(
          "tensor \"%s\" has the members %s, not dtype, shape and data_offsets"
              .formatted(name, members.keySet()));
    }
    DType dtype =
        Arrays.stream(DType.values())
            .filter(known -> typeName(known).equals(members.get("dtype")))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "tensor \"%s\" is of type %s; F32, F64 and I32 can be read"
                            .formatted(name, members.get("dtype"))));
    long[] dims = numbers(name, "shape", members.get("shape"));
    int[] shape = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("tensor \"%s\" is too large".formatted(name));
      }
      shape[i] = (int) dims[i];
    }
    long[] place = numbers(name, "data_offsets", members.get("data_offsets"));
    if (place.length != 2) {
      throw new IllegalArgumentException("tensor \"%s\" needs two data_offsets".formatted(name));
    }
    return new Entry(name, dtype, Shape.of(shape), place[0], place[1]);
  }

  private static long[] numbers(String name, String member, Object value) {
    if (value instanceof List<?> list) {
      long[] numbers = new long[list.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = number(name, member, list.get(i));
      }
      return numbers;
    }
    throw new IllegalArgumentException("tensor \"%s\": %s isn't a list".formatted(name, member));
  }

  private static long number(String name, String member, Object value) {
    try {
      long number = ((BigDecimal) value).longValueExact();
      if (number >= 0) {
        return number;
      }
    } catch (ClassCastException | ArithmeticException | NullPointerException e) {
      // Told below, with the value.
    }
    throw new IllegalArgumentException(
        "tensor \"%s\": %s has %s, not a whole number from 0 on".formatted(name, member, value));
  }

  /// The tensors' elements must fill the rest of the file, one behind the other.
  private static void checkPlaces(List<Entry> entries, long bytes) {
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long expected = 0;
    for (Entry entry : entries) {
      long needed = (long) entry.shape.size() * entry.dtype.bytes();
      if (entry.begin != expected || entry.end - entry.begin != needed) {
        throw new IllegalArgumentException(
            "tensor \"%s\", %s%s, has bytes %d to %d, not %d to %d"
                .formatted(
                    entry.name,
                    entry.dtype,
                    entry.shape,
                    entry.begin,
                    entry.end,
                    expected,
                    expected + needed));
      }
      expected = entry.end;
    }
    if (expected != bytes) {
      throw new IllegalArgumentException(
          "its tensors take %d bytes, and %d follow the header".formatted(expected, bytes));
    }
    entries.stream()
        .filter(entry -> entry.end - entry.begin > Integer.MAX_VALUE - LENGTH_BYTES)
        .findAny()
        .ifPresent(
            entry -> {
              throw new IllegalArgumentException(
                  "tensor \"%s\" is too large".formatted(entry.name));
            });
  }

  /// Copies saved values into parameters: all of them, or none if anything doesn't fit.
  ///
  /// @param parameters a model's, see [Layer#parameters()]
  /// @param saved of exactly the same names, shapes and types
  /// @throws IllegalArgumentException if a name is missing or unknown, or a shape or type differs
  public static void loadInto(Map<String, Tensor> parameters, Map<String, Tensor> saved) {
    List<String> problems = new ArrayList<>();
    parameters.forEach(
        (name, parameter) -> {
          Tensor value = saved.get(name);
          if (value == null) {
            problems.add("\"%s\" is missing".formatted(name));
          } else if (!value.spec().equals(parameter.spec())) {
            problems.add(
                "\"%s\" is %s, the parameter %s".formatted(name, value.spec(), parameter.spec()));
          }
        });
    saved.keySet().stream()
        .filter(name -> !parameters.containsKey(name))
        .forEach(name -> problems.add("\"%s\" is unknown".formatted(name)));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the saved values don't fit the model: " + String.join("; ", problems));
    }
    Tensor.noGrad(
        () -> parameters.forEach((name, parameter) -> parameter.copyFrom(saved.get(name))));
  }
}
