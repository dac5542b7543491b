package gradus.nn.io;

import gradus.engine.Tensor;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The tensors of a model in one safetensors file, or in several, the shards. They are read by name
/// when they are asked for, so that a large model need not be in memory twice.
///
/// Shards have an index, a file such as `model.safetensors.index.json`, whose `weight_map` tells
/// for each tensor the shard in the same folder.
///
/// ```java
/// SafetensorsFiles files = SafetensorsFiles.open(Path.of("llama"));
/// Tensor embedding = files.tensor("model.embed_tokens.weight");
/// ```
public final class SafetensorsFiles {
  private static final String END = ".safetensors";
  private static final String INDEX_END = END + ".index.json";

  /// The maximum number of names in a message.
  private static final int TOLD = 10;

  private final Path path;
  private final Map<String, Path> files;
  private final Map<String, Safetensors.Stored> stored;
  private final Map<String, String> metadata;

  private SafetensorsFiles(Path path, Map<String, Path> places) throws IOException {
    this.path = path;
    Map<Path, Safetensors.Listing> listings = new LinkedHashMap<>();
    for (Path file : new LinkedHashSet<>(places.values())) {
      try {
        listings.put(file, Safetensors.list(file));
      } catch (NoSuchFileException _) {
        throw new SafetensorsException(
            path, "there is no shard " + JsonReader.quoted(file.getFileName().toString()));
      }
    }
    Map<Path, Map<String, Safetensors.Stored>> all = new LinkedHashMap<>();
    listings.forEach(
        (file, listing) ->
            all.put(
                file,
                listing.tensors().stream()
                    .collect(Collectors.toMap(Safetensors.Stored::name, s -> s))));
    Map<String, Safetensors.Stored> found = new LinkedHashMap<>();
    for (Map.Entry<String, Path> place : places.entrySet()) {
      Safetensors.Stored one = all.get(place.getValue()).get(place.getKey());
      if (one == null) {
        throw new SafetensorsException(
            path,
            String.format(
                Locale.ROOT,
                "the shard %s has no tensor %s",
                JsonReader.quoted(place.getValue().getFileName().toString()),
                JsonReader.quoted(place.getKey())));
      }
      found.put(place.getKey(), one);
    }
    this.files = places;
    this.stored = Collections.unmodifiableMap(found);
    Map<String, String> texts = new LinkedHashMap<>();
    listings.values().forEach(listing -> listing.metadata().forEach(texts::putIfAbsent));
    this.metadata = Collections.unmodifiableMap(texts);
  }

  /// Opens a model. The headers of all its files are read and checked.
  ///
  /// @param path a safetensors file; an index, whose name ends in `.json`; or a folder with an
  ///   index or else one safetensors file. Of several in a folder it is the one that is named
  ///   `model.safetensors.index.json` or else `model.safetensors`
  /// @return its tensors
  /// @throws SafetensorsException if a file is not valid, a shard or a tensor in it is missing, or
  ///   it is not clear which file of a folder is meant
  /// @throws IOException if a file can't be read
  public static SafetensorsFiles open(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? inFolder(path) : path;
    if (file.getFileName().toString().endsWith(".json")) {
      return new SafetensorsFiles(file, index(file));
    }
    Map<String, Path> places = new LinkedHashMap<>();
    Safetensors.list(file).tensors().forEach(one -> places.put(one.name(), file));
    return new SafetensorsFiles(file, places);
  }

  private static Path inFolder(Path folder) throws IOException {
    List<Path> indices;
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> all = entries.sorted().toList();
      indices = all.stream().filter(file -> file.toString().endsWith(INDEX_END)).toList();
      files = all.stream().filter(file -> file.toString().endsWith(END)).toList();
    }
    for (List<Path> candidates : List.of(indices, files)) {
      if (candidates.size() == 1) {
        return candidates.getFirst();
      }
      Path usual = folder.resolve("model" + (candidates == indices ? INDEX_END : END));
      if (candidates.contains(usual)) {
        return usual;
      }
    }
    List<String> names =
        Stream.of(indices, files)
            .flatMap(List::stream)
            .limit(TOLD)
            .map(file -> JsonReader.quoted(file.getFileName().toString()))
            .toList();
    throw new SafetensorsException(
        folder,
        names.isEmpty()
            ? "the folder has no safetensors file"
            : "the folder has several safetensors files and no index of them; open one of "
                + String.join(", ", names));
  }

  /// Reads an index: for each tensor its shard.
  private static Map<String, Path> index(Path file) throws IOException {
    if (Files.size(file) > SafetensorsHeader.MAX_BYTES) {
      throw new SafetensorsException(
          file,
          String.format(
              Locale.ROOT,
              "an index of %d bytes is longer than %d",
              Files.size(file),
              SafetensorsHeader.MAX_BYTES));
    }
    Map<String, Path> places = new LinkedHashMap<>();
    List<String> seen = new ArrayList<>();
    try {
      JsonReader json = new JsonReader("the index's JSON", Files.readString(file));
      json.object(
          key -> {
            if (key.equals("weight_map")) {
              json.object(name -> places.put(name, shard(file, json.string())));
            } else {
              json.skip();
            }
            seen.add(key);
          });
      json.end();
    } catch (CharacterCodingException _) {
      throw new SafetensorsException(file, "the index isn't UTF-8");
    } catch (IllegalArgumentException e) {
      throw new SafetensorsException(file, e.getMessage());
    }
    if (!seen.contains("weight_map")) {
      throw new SafetensorsException(file, "the index has no weight_map");
    }
    return places;
  }

  /// A shard is a safetensors file of the same folder; no index may lead elsewhere.
  private static Path shard(Path index, String name) {
    try {
      Path shard = index.getFileSystem().getPath(name);
      if (name.endsWith(END) && !shard.isAbsolute() && shard.getNameCount() == 1) {
        return index.resolveSibling(shard);
      }
    } catch (InvalidPathException _) {
      // Told below.
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the shard %s isn't a %s file in the index's folder",
            JsonReader.quoted(name),
            END));
  }

  /// {@return the tensors that there are by name, in the order of the index or the header}
  public Map<String, Safetensors.Stored> stored() {
    return stored;
  }

  /// {@return the texts stored with the tensors; of several for one name that of the first file}
  public Map<String, String> metadata() {
    return metadata;
  }

  /// {@return a tensor, read from its file to the current backend}
  ///
  /// @param name its name
  /// @throws SafetensorsException if there is none of that name, or it has a type or integers that
  ///   this library can't read
  /// @throws IOException if the file can't be read
  public Tensor tensor(String name) throws IOException {
    return tensors(Set.of(name)).get(name);
  }

  /// {@return some tensors, read to the current backend, by name, in the order of the index or the
  /// header}
  ///
  /// @param names their names, such as `stored().keySet()` for all
  /// @throws SafetensorsException if there is none of a name, or one has a type or integers that
  ///   this library can't read
  /// @throws IOException if a file can't be read
  public Map<String, Tensor> tensors(Set<String> names) throws IOException {
    Map<Path, Set<String>> byFile = new LinkedHashMap<>();
    for (String name : names) {
      Path file = files.get(name);
      if (file == null) {
        throw new SafetensorsException(path, "there is no tensor " + JsonReader.quoted(name));
      }
      byFile.computeIfAbsent(file, _ -> new LinkedHashSet<>()).add(name);
    }
    Map<String, Tensor> read = new LinkedHashMap<>();
    for (Map.Entry<Path, Set<String>> entry : byFile.entrySet()) {
      read.putAll(Safetensors.load(entry.getKey(), entry.getValue()).tensors());
    }
    Map<String, Tensor> ordered = new LinkedHashMap<>();
    stored.keySet().stream().filter(names::contains).forEach(n -> ordered.put(n, read.get(n)));
    return ordered;
  }
}
