package gradus.nn.io;

import gradus.engine.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads and writes files of tensors in the safetensors format, which can hold nothing but numbers
/// and texts: the length of the header (8 bytes, little-endian), the header in JSON, the elements.
///
/// Tensors are written as F32, F64 and I32. Other types are read as the one of these that holds all
/// their values: F16 and BF16 as F32; BOOL and integers of 8, 16, 32 and 64 bits, signed or
/// unsigned, as I32, if the values fit. The whole header is checked before any tensor is read.
/// [#list] and [#load(Path, Set)] read files that contain other types, too; [SafetensorsFiles]
/// reads models that are in several files.
///
/// A tensor that has several names, such as the tied weights of a language model, is written once,
/// under the first of them. [#loadInto] needs only one of the names.
public final class Safetensors {
  /// The maximum number of problems in a message.
  private static final int TOLD = 10;

  /// The length of the longest array in the JVM.
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

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
    SafetensorsWriter writer = new SafetensorsWriter(tensors, metadata);
    try (WholeFile whole = WholeFile.replacing(file)) {
      try (FileChannel channel = FileChannel.open(whole.temporary(), StandardOpenOption.WRITE)) {
        writer.write(channel::write);
        // On the disk before it gets its name: after a crash there is the old file or the new one.
        channel.force(true);
      }
      whole.commit();
    }
  }

  /// Writes the bytes of a file to a channel, such as one of a socket or of another file system.
  ///
  /// @param channel the channel, which stays open
  /// @param tensors the tensors, by name
  /// @param metadata texts to store with them, by name; may be empty
  /// @throws IOException if the channel can't be written to; part of the bytes may be written then
  /// @throws IllegalArgumentException as for [#save], before anything is written
  public static void write(
      WritableByteChannel channel, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    new SafetensorsWriter(tensors, metadata).write(channel::write);
  }

  /// Returns the bytes that [#save] writes.
  ///
  /// @param tensors the tensors, by name
  /// @param metadata texts to store with them, by name; may be empty
  /// @return the bytes of a file
  /// @throws IllegalArgumentException as for [#save], and for more bytes than an array can have
  public static byte[] toBytes(Map<String, Tensor> tensors, Map<String, String> metadata) {
    SafetensorsWriter writer = new SafetensorsWriter(tensors, metadata);
    if (writer.bytes() > MAX_ARRAY) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "toBytes: there are %d bytes, and an array has at most %d; write them to a channel",
              writer.bytes(),
              MAX_ARRAY));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) writer.bytes());
    try {
      writer.write(bytes::put);
    } catch (IOException e) {
      throw new UncheckedIOException("an array takes all bytes", e);
    }
    return bytes.array();
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
      return SafetensorsReader.of(file, channel).all();
    }
  }

  /// Reads the bytes of a file.
  ///
  /// @param bytes the bytes, as [#toBytes] returns them
  /// @return their tensors, on the current backend, and their metadata
  /// @throws SafetensorsException if they are not valid, or contain other types or integers that
  ///   I32 can't hold
  public static Contents load(byte[] bytes) throws SafetensorsException {
    return read(bytes, SafetensorsReader::all);
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
      return SafetensorsReader.of(file, channel).some(names);
    }
  }

  /// Reads the header of a file: which tensors it contains, of which types and shapes.
  ///
  /// @param file the file
  /// @return the listing
  /// @throws SafetensorsException if the file is not valid
  /// @throws IOException if the file can't be read
  public static Listing list(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return SafetensorsReader.of(file, channel).listing();
    }
  }

  /// Reads the header of the bytes of a file.
  ///
  /// @param bytes the bytes, as [#toBytes] returns them
  /// @return the listing
  /// @throws SafetensorsException if they are not valid
  public static Listing list(byte[] bytes) throws SafetensorsException {
    return read(bytes, SafetensorsReader::listing);
  }

  private interface Reading<T> {
    T of(SafetensorsReader reader) throws IOException;
  }

  private static <T> T read(byte[] bytes, Reading<T> reading) throws SafetensorsException {
    try {
      return reading.of(SafetensorsReader.of(bytes));
    } catch (SafetensorsException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("an array can always be read", e);
    }
  }

  /// Copies tensors into parameters with the same names, shapes and types; all of them or none.
  ///
  /// If a parameter has several names, one of them is enough; several must have the same values.
  ///
  /// @param parameters the tensors to change, such as the state of a model, by name
  /// @param from the new values, such as [Contents#tensors()]
  /// @throws IllegalArgumentException if a name is missing or unknown, a shape or type differs, or
  ///   a parameter has two values; nothing has then changed
  public static void loadInto(Map<String, Tensor> parameters, Map<String, Tensor> from) {
    List<String> problems = new ArrayList<>();
    Map<Tensor, TreeSet<String>> names = new LinkedHashMap<>();
    new TreeMap<>(parameters)
        .forEach((name, p) -> names.computeIfAbsent(p, _ -> new TreeSet<>()).add(name));
    names.values().stream()
        .filter(all -> Collections.disjoint(all, from.keySet()))
        .forEach(all -> problems.add(String.join(" or ", all) + " is missing"));
    TreeSet<String> unknown = new TreeSet<>(from.keySet());
    unknown.removeAll(parameters.keySet());
    unknown.forEach(name -> problems.add("there is no parameter " + JsonReader.shown(name)));
    // Copies, because a parameter may itself be among the new values.
    Map<Tensor, Tensor> values = new LinkedHashMap<>();
    parameters.forEach(
        (name, parameter) -> {
          Tensor value = from.get(name);
          Tensor other = values.get(parameter);
          if (value != null && !value.spec().equals(parameter.spec())) {
            problems.add(
                String.format(
                    Locale.ROOT, "%s is %s, not %s", name, value.spec(), parameter.spec()));
          } else if (value != null && parameter.layout().isExpanded()) {
            problems.add(String.format(Locale.ROOT, "%s is expanded, and can't be changed", name));
          } else if (value != null && other != null && !isSame(value, other)) {
            problems.add(
                String.join(" and ", names.get(parameter))
                    + " are one tensor, but have two values");
          } else if (value != null && other == null) {
            values.put(parameter, value.detach().copy().to(parameter.backend()));
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
    Tensor.noGrad(() -> values.forEach(Tensor::copyFrom));
  }

  private static boolean isSame(Tensor a, Tensor b) {
    return switch (a.dtype()) {
      case F32 -> Arrays.equals(a.toFloats(), b.toFloats());
      case F64 -> Arrays.equals(a.toDoubles(), b.toDoubles());
      case I32 -> Arrays.equals(a.toInts(), b.toInts());
    };
  }
}
