package gradus.nn.io;

import static java.util.stream.Collectors.joining;

import gradus.engine.DType;
import gradus.engine.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Reads and writes files of tensors in the safetensors format, which can hold nothing but numbers
/// and texts: the length of the header (8 bytes, little-endian), the header in JSON, the elements.
///
/// Tensors are written as F32, F64 and I32. Other types are read as the one of these that holds all
/// their values: F16 and BF16 as F32; BOOL and integers of 8, 16, 32 and 64 bits, signed or
/// unsigned, as I32, if the values fit. The whole header is checked before any tensor is read.
/// [#list] and [#load(Path, Set)] read files that contain other types, too.
public final class Safetensors {
  /// The format's own limit, which also keeps a corrupt length from exhausting the memory.
  private static final long MAX_HEADER = 100_000_000;

  private static final int CHUNK = 1 << 16;

  /// The maximum number of problems, or of names, in a message.
  private static final int TOLD = 10;

  private Safetensors() {}

  /// The content of a file.
  ///
  /// @param tensors by name, in the header's order
  /// @param metadata the texts stored with them, in the header's order
  public record Contents(Map<String, Tensor> tensors, Map<String, String> metadata) {
    /// Creates contents; the maps are copied.
    public Contents {
      tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
      metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
  }

  /// A tensor in a file.
  ///
  /// @param name its name
  /// @param dtype its type as the file names it, such as `F32` or `F8_E4M3`, whether or not this
  ///   library can read it
  /// @param shape the lengths of its axes
  /// @param bytes its size in the file
  public record Stored(String name, String dtype, List<Long> shape, long bytes) {
    /// Creates a description; the shape is copied.
    public Stored {
      shape = List.copyOf(shape);
    }
  }

  /// The header of a file.
  ///
  /// @param tensors in the header's order
  /// @param metadata the texts stored with them, in the header's order
  public record Listing(List<Stored> tensors, Map<String, String> metadata) {
    /// Creates a listing; list and map are copied.
    public Listing {
      tensors = List.copyOf(tensors);
      metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
  }

  /// Writes a file, whole or not at all; see [WholeFile]. It is on the disk when this returns.
  ///
  /// @param file the file; an existing one is replaced
  /// @param tensors the tensors, by name
  /// @param metadata texts to store with them, by name; may be empty
  /// @throws IOException if the file can't be written; an existing file is then unchanged
  /// @throws IllegalArgumentException for a tensor with the name `__metadata__`, a name that is not
  ///   valid Unicode, or a header beyond the format's limit
  public static void save(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    // Larger elements first, so that all are aligned to their size.
    List<Map.Entry<String, Tensor>> order = new ArrayList<>(tensors.entrySet());
    order.sort(Comparator.comparing(entry -> -entry.getValue().dtype().bytes()));
    Map<String, SafetensorsHeader.Entry> places = new LinkedHashMap<>();
    tensors.keySet().forEach(name -> places.put(name, null));
    long end = 0;
    for (Map.Entry<String, Tensor> entry : order) {
      Tensor tensor = entry.getValue();
      long begin = end;
      end += (long) tensor.size() * tensor.dtype().bytes();
      places.put(
          entry.getKey(), SafetensorsHeader.Entry.of(entry.getKey(), tensor.spec(), begin, end));
    }
    if (places.containsKey(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "save: %s can't be the name of a tensor", SafetensorsHeader.METADATA));
    }
    byte[] header = new SafetensorsHeader(List.copyOf(places.values()), metadata).encode();
    if (header.length > MAX_HEADER) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "save: the header takes %d bytes, more than %d",
              header.length,
              MAX_HEADER));
    }
    replace(file, header, order.stream().map(Map.Entry::getValue).toList());
  }

  private static void replace(Path file, byte[] header, List<Tensor> tensors) throws IOException {
    try (WholeFile whole = WholeFile.replacing(file)) {
      try (FileChannel channel = FileChannel.open(whole.temporary(), StandardOpenOption.WRITE)) {
        ByteBuffer length = littleEndian(Long.BYTES).putLong(header.length).flip();
        writeAll(channel, length);
        writeAll(channel, ByteBuffer.wrap(header));
        ByteBuffer chunk = littleEndian(CHUNK);
        for (Tensor tensor : tensors) {
          write(channel, tensor, chunk);
        }
        // On the disk before it gets its name: after a crash there is the old file or the new one.
        channel.force(true);
      }
      whole.commit();
    }
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void write(FileChannel channel, Tensor tensor, ByteBuffer chunk)
      throws IOException {
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
      writeAll(channel, chunk.clear().limit(count * dtype.bytes()));
      chunk.clear();
    }
  }

  /// Reads a file.
  ///
  /// @param file the file
  /// @return its tensors, on the current backend, and its metadata
  /// @throws SafetensorsException if the file is not valid, or contains other types or integers
  ///   that I32 can't hold
  /// @throws IOException if the file can't be read
  public static Contents load(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Header header = header(file, channel);
      return load(file, channel, header, header.content.entries());
    }
  }

  /// Reads some tensors of a file. The others are not read, and may have types or values that this
  /// library can't read.
  ///
  /// @param file the file
  /// @param names the names of the tensors to read
  /// @return these tensors, on the current backend and in the header's order, and the metadata
  /// @throws SafetensorsException if the file is not valid, lacks a tensor, or one of these has
  ///   another type or integers that I32 can't hold
  /// @throws IOException if the file can't be read
  public static Contents load(Path file, Set<String> names) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Header header = header(file, channel);
      List<SafetensorsHeader.Entry> selected =
          header.content.entries().stream().filter(entry -> names.contains(entry.name())).toList();
      if (selected.size() < names.size()) {
        throw new SafetensorsException(file, missing(names, header.content.entries()));
      }
      return load(file, channel, header, selected);
    }
  }

  private static String missing(Set<String> names, List<SafetensorsHeader.Entry> entries) {
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

  /// Reads the header of a file: which tensors it contains, of which types and shapes.
  ///
  /// @param file the file
  /// @return the listing
  /// @throws SafetensorsException if the file is not valid
  /// @throws IOException if the file can't be read
  public static Listing list(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafetensorsHeader header = header(file, channel).content;
      return new Listing(
          header.entries().stream()
              .map(e -> new Stored(e.name(), e.type(), e.lengths(), e.end() - e.begin()))
              .toList(),
          header.metadata());
    }
  }

  /// A decoded header, and where the data starts.
  private record Header(SafetensorsHeader content, long start) {}

  private static Header header(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new SafetensorsException(
          file, String.format(Locale.ROOT, "%d bytes are too few for the header's length", size));
    }
    ByteBuffer length = littleEndian(Long.BYTES);
    read(file, channel, 0, length);
    long headerBytes = length.getLong();
    long rest = size - Long.BYTES;
    if (headerBytes < 0 || headerBytes > MAX_HEADER || headerBytes > rest) {
      throw new SafetensorsException(
          file,
          String.format(
              Locale.ROOT,
              "the header's length is %s bytes, but %s",
              Long.toUnsignedString(headerBytes),
              headerBytes < 0 || headerBytes > MAX_HEADER
                  ? String.format(Locale.ROOT, "%d are allowed", MAX_HEADER)
                  : String.format(Locale.ROOT, "the file has only %d more", rest)));
    }
    ByteBuffer bytes = littleEndian((int) headerBytes);
    read(file, channel, Long.BYTES, bytes);
    return new Header(decode(file, bytes, rest - headerBytes), Long.BYTES + headerBytes);
  }

  private static Contents load(
      Path file, FileChannel channel, Header header, List<SafetensorsHeader.Entry> entries)
      throws IOException {
    // All types and shapes are checked before any elements are read.
    for (SafetensorsHeader.Entry entry : entries) {
      try {
        entry.storedType();
        entry.shape();
      } catch (IllegalArgumentException e) {
        throw new SafetensorsException(file, e.getMessage());
      }
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    // One for all: a file may have many tensors of a few elements, or of none.
    ByteBuffer chunk = littleEndian(CHUNK);
    for (SafetensorsHeader.Entry entry : entries) {
      tensors.put(entry.name(), tensor(file, channel, header.start + entry.begin(), entry, chunk));
    }
    return new Contents(tensors, header.content.metadata());
  }

  private static SafetensorsHeader decode(Path file, ByteBuffer bytes, long dataBytes)
      throws SafetensorsException {
    try {
      return SafetensorsHeader.decode(bytes, dataBytes);
    } catch (IllegalArgumentException e) {
      throw new SafetensorsException(file, e.getMessage());
    }
  }

  private static void read(Path file, FileChannel channel, long from, ByteBuffer bytes)
      throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw new SafetensorsException(file, "the file became shorter while it was read");
      }
    }
    bytes.flip();
  }

  private static Tensor tensor(
      Path file, FileChannel channel, long start, SafetensorsHeader.Entry entry, ByteBuffer chunk)
      throws IOException {
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
      read(file, channel, start + (long) from * type.bytes(), chunk);
      try {
        type.get(chunk, elements, from, count);
      } catch (IllegalArgumentException e) {
        throw new SafetensorsException(
            file,
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

  /// Copies tensors into parameters with the same names, shapes and types; all of them or none.
  ///
  /// @param parameters the parameters to change, such as those of a model, by name
  /// @param from the new values, such as [Contents#tensors()]
  /// @throws IllegalArgumentException if a name is missing or unknown, or a shape or type differs;
  ///   nothing has then changed
  public static void loadInto(Map<String, Tensor> parameters, Map<String, Tensor> from) {
    List<String> problems = new ArrayList<>();
    TreeSet<String> missing = new TreeSet<>(parameters.keySet());
    missing.removeAll(from.keySet());
    TreeSet<String> unknown = new TreeSet<>(from.keySet());
    unknown.removeAll(parameters.keySet());
    missing.forEach(name -> problems.add(String.format(Locale.ROOT, "%s is missing", name)));
    unknown.forEach(name -> problems.add("there is no parameter " + JsonReader.shown(name)));
    // Copies, because a parameter may itself be among the new values.
    Map<String, Tensor> values = new LinkedHashMap<>();
    parameters.forEach(
        (name, parameter) -> {
          Tensor value = from.get(name);
          if (value != null && !value.spec().equals(parameter.spec())) {
            problems.add(
                String.format(
                    Locale.ROOT, "%s is %s, not %s", name, value.spec(), parameter.spec()));
          } else if (parameter.layout().isExpanded()) {
            problems.add(String.format(Locale.ROOT, "%s is expanded, and can't be changed", name));
          } else if (value != null) {
            values.put(name, value.detach().copy().to(parameter.backend()));
          }
        });
    if (!problems.isEmpty()) {
      String more =
          problems.size() <= TOLD
              ? ""
              : String.format(Locale.ROOT, "; and %d more", problems.size() - TOLD);
      throw new IllegalArgumentException(
          "loadInto: "
              + String.join("; ", problems.subList(0, Math.min(TOLD, problems.size())))
              + more);
    }
    Tensor.noGrad(() -> parameters.forEach((name, tensor) -> tensor.copyFrom(values.get(name))));
  }
}
