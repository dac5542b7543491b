package gradus.nn;

import gradus.engine.DType;
import gradus.engine.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/// Files of tensors in the safetensors format, which PyTorch's users know and which can hold
/// nothing but numbers: the header's length (8 bytes, little-endian), a header in JSON, the
/// elements.
///
/// Written are F32, F64 and I32, as tensors are. Read are other types as well, each as the one of
/// these that holds all of its values: F16 and BF16 as F32; BOOL and integers of 8, 16, 32 and 64
/// bits, with a sign or without, as I32, as long as their values fit. A file is checked as a whole
/// before any of it is used.
public final class Safetensors {
  /// The format's own limit, so that a broken length doesn't take all memory.
  private static final long MAX_HEADER = 100_000_000;

  private static final int CHUNK = 1 << 16;

  /// How many of the names that don't fit are told.
  private static final int TOLD = 10;

  private Safetensors() {}

  /// What a file holds.
  ///
  /// @param tensors by name, in the header's order
  /// @param metadata the texts that are stored with them, in the header's order
  public record Contents(Map<String, Tensor> tensors, Map<String, String> metadata) {
    /// Contents; the maps are copied.
    public Contents {
      tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
      metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
  }

  /// Writes a file: all of it, or none. It is written under another name next to it, and then takes
  /// the place of one that may be there.
  ///
  /// @param file where
  /// @param tensors what, by name
  /// @param metadata texts to be stored with them, by name; may be empty
  /// @throws IOException if it can't be written; then a file that was there is still there
  /// @throws IllegalArgumentException for a tensor called `__metadata__`, a name that isn't valid
  ///   Unicode, or a header beyond the format's limit
  public static void save(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    // Larger elements first, so that all lie at multiples of their size.
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
          entry.getKey(),
          new SafetensorsHeader.Entry(
              entry.getKey(), StoredType.of(tensor.dtype()), tensor.shape(), begin, end));
    }
    if (places.containsKey(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "save: %s is no name for a tensor", SafetensorsHeader.METADATA));
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
    String unfinished =
        String.format(Locale.ROOT, ".%s.%s.tmp", file.getFileName(), UUID.randomUUID());
    Path temporary = file.resolveSibling(unfinished);
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
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
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
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
    for (int from = 0; from < tensor.size(); from += most) {
      int count = Math.min(most, tensor.size() - from);
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
  /// @param file which
  /// @return its tensors, on the current backend, and its metadata
  /// @throws SafetensorsException if the file isn't valid, or holds other types or greater integers
  /// @throws IOException if it can't be read
  public static Contents load(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
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
      SafetensorsHeader header = decode(file, bytes, rest - headerBytes);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      // One for all: a file may have a great many tensors of a few elements, or none.
      ByteBuffer chunk = littleEndian(CHUNK);
      for (SafetensorsHeader.Entry entry : header.entries()) {
        long start = Long.BYTES + headerBytes + entry.begin();
        tensors.put(entry.name(), tensor(file, channel, start, entry, chunk));
      }
      return new Contents(tensors, header.metadata());
    }
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
        throw new SafetensorsException(file, "it became shorter while it was read");
      }
    }
    bytes.flip();
  }

  private static Tensor tensor(
      Path file, FileChannel channel, long start, SafetensorsHeader.Entry entry, ByteBuffer chunk)
      throws IOException {
    StoredType type = entry.type();
    int size = entry.shape().size();
    int[] shape = entry.shape().dims();
    int most = CHUNK / type.bytes();
    Object elements =
        switch (type.dtype()) {
          case F32 -> new float[size];
          case F64 -> new double[size];
          case I32 -> new int[size];
        };
    for (int from = 0; from < size; from += most) {
      int count = Math.min(most, size - from);
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

  /// Gives parameters the values of tensors with the same names, shapes and types; all or nothing.
  ///
  /// @param parameters what to change, such as a model's [Layer#parameters()]
  /// @param from the new values, such as [Contents#tensors()]
  /// @throws IllegalArgumentException if a name is missing or too many, or a shape or type differs;
  ///   then nothing has changed
  public static void loadInto(Map<String, Tensor> parameters, Map<String, Tensor> from) {
    List<String> problems = new ArrayList<>();
    TreeSet<String> missing = new TreeSet<>(parameters.keySet());
    missing.removeAll(from.keySet());
    TreeSet<String> unknown = new TreeSet<>(from.keySet());
    unknown.removeAll(parameters.keySet());
    missing.forEach(name -> problems.add(String.format(Locale.ROOT, "%s is missing", name)));
    unknown.forEach(name -> problems.add("there is no parameter " + JsonReader.shown(name)));
    // Copies, since a parameter may itself be among the new values.
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
