package gradus.spark;

import gradus.engine.DType;
import gradus.engine.Tensor;
import gradus.nn.distributed.RowSpec;
import gradus.nn.io.Safetensors;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/// A safetensors file in any file system that Hadoop knows, which says in its metadata what the
/// features are: `feature.0` is the name of the first column and `feature.0.length` how many
/// numbers it has; for features that a function makes, `features.dtype` and `features.shape`.
final class ModelFile {
  private static final String COLUMN = "feature.";
  private static final String LENGTH = ".length";
  private static final String DTYPE = "features.dtype";
  private static final String SHAPE = "features.shape";

  private ModelFile() {}

  /// {@return metadata about features}
  static Map<String, String> describe(RowReader features) {
    Map<String, String> texts = new LinkedHashMap<>();
    switch (features) {
      case ColumnReader columns -> {
        List<Integer> lengths = columns.lengths();
        for (int i = 0; i < lengths.size(); i++) {
          texts.put(COLUMN + i, columns.columns().get(i));
          texts.put(COLUMN + i + LENGTH, String.valueOf(lengths.get(i)));
        }
      }
      case FunctionReader function -> {
        texts.put(DTYPE, function.field().dtype().name());
        texts.put(
            SHAPE,
            String.join(",", function.field().shape().stream().map(String::valueOf).toList()));
      }
    }
    return texts;
  }

  /// {@return a reader of the features that metadata describe}
  ///
  /// @param function the function that makes the features; null for columns
  /// @throws IllegalArgumentException if they describe none, or others
  static RowReader features(Map<String, String> texts, RowFunction function) {
    try {
      if (function != null && texts.containsKey(DTYPE) && texts.containsKey(SHAPE)) {
        List<Integer> shape =
            Arrays.stream(texts.get(SHAPE).split(","))
                .filter(length -> !length.isEmpty())
                .map(Integer::valueOf)
                .toList();
        return new FunctionReader(
            "features", function, new RowSpec.Field(DType.valueOf(texts.get(DTYPE)), shape));
      }
      List<String> names = new ArrayList<>();
      List<Integer> lengths = new ArrayList<>();
      for (int i = 0; function == null && texts.containsKey(COLUMN + i); i++) {
        names.add(texts.get(COLUMN + i));
        lengths.add(Integer.valueOf(texts.getOrDefault(COLUMN + i + LENGTH, "")));
      }
      if (!names.isEmpty()) {
        return ColumnReader.known("features", names, lengths);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("what it says about the features is not valid", e);
    }
    throw new IllegalArgumentException(
        texts.containsKey(DTYPE)
            ? "its features are made by a function, which must be passed"
            : String.format(
                Locale.ROOT,
                "it doesn't say %s; was it saved by a SparkModel%s?",
                function == null ? "which columns the features are" : "of which shape they are",
                function == null ? "" : " whose features a function makes"));
  }

  /// Writes a file whole or not at all.
  static void write(
      String file,
      Map<String, Tensor> tensors,
      Map<String, String> metadata,
      Configuration configuration)
      throws IOException {
    Path path = new Path(file);
    FileSystem files = path.getFileSystem(configuration);
    Path part = path.suffix("." + UUID.randomUUID() + ".part");
    try {
      try (FSDataOutputStream out = files.create(part, false)) {
        Safetensors.write(Channels.newChannel(out), tensors, metadata);
      }
      if (files.exists(path)) {
        files.delete(path, false);
      }
      if (!files.rename(part, path)) {
        throw new IOException("can't rename " + part + " to " + path);
      }
    } finally {
      files.delete(part, false);
    }
  }

  /// {@return the bytes of a file}
  static byte[] read(String file, Configuration configuration) throws IOException {
    Path path = new Path(file);
    try (FSDataInputStream in = path.getFileSystem(configuration).open(path)) {
      return in.readAllBytes();
    }
  }
}
