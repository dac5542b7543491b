package gradus.spark;

import gradus.nn.io.Safetensors;
import gradus.nn.io.SafetensorsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/// A folder of checkpoints of one training run, in any file system that Hadoop knows.
///
/// A checkpoint is written to a temporary file in the same folder, which is then renamed: it is
/// there whole or not at all. The two newest are kept.
final class CheckpointFolder {
  private static final System.Logger LOGGER = System.getLogger("gradus.spark");

  private static final Pattern NAME = Pattern.compile("step-(\\d{10,19})\\.safetensors");
  private static final String PART = ".gradus-";
  private static final int KEPT = 2;

  /// A checkpoint.
  ///
  /// @param step how many steps were taken before it
  /// @param bytes of the file, as [gradus.nn.Checkpoint#toBytes] returns them
  record Saved(long step, byte[] bytes) {}

  private record Named(long step, Path path) {}

  private final FileSystem files;
  private final Path folder;

  private CheckpointFolder(FileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /// Opens a folder, and creates it if it is not there.
  ///
  /// @param folder such as `hdfs:///run1`; without a scheme it is in Hadoop's default file system
  /// @throws IOException if the file system is unknown or refuses the folder
  static CheckpointFolder open(String folder, Configuration configuration) throws IOException {
    try {
      Path path = new Path(folder);
      return open(path.getFileSystem(configuration), path);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "\"" + folder + "\" is not a folder for checkpoints: " + e.getMessage(), e);
    }
  }

  /// Opens a folder of a file system.
  static CheckpointFolder open(FileSystem files, Path folder) throws IOException {
    try {
      if (!files.mkdirs(folder)) {
        throw new IOException("it was not created");
      }
      // Left by a driver that died while it wrote.
      for (FileStatus file : files.listStatus(folder)) {
        if (file.isFile() && file.getPath().getName().startsWith(PART)) {
          files.delete(file.getPath(), false);
        }
      }
    } catch (IOException | FSError e) {
      throw new IOException("can't use the folder " + folder + " for checkpoints: " + reason(e), e);
    }
    return new CheckpointFolder(files, folder);
  }

  /// {@return the newest checkpoint that is complete}
  ///
  /// @throws IOException if the folder can't be read
  Optional<Saved> newest() throws IOException {
    for (Named named : named().reversed()) {
      byte[] bytes = read(named.path());
      try {
        Safetensors.load(bytes);
        return Optional.of(new Saved(named.step(), bytes));
      } catch (SafetensorsException e) {
        LOGGER.log(
            System.Logger.Level.WARNING,
            "the checkpoint {0} is damaged and left out: {1}",
            named.path(),
            e.getMessage());
      }
    }
    return Optional.empty();
  }

  private byte[] read(Path path) throws IOException {
    try (FSDataInputStream in = files.open(path)) {
      return in.readAllBytes();
    } catch (FSError e) {
      throw new IOException("can't read " + path + ": " + reason(e), e);
    }
  }

  /// Writes a checkpoint, then deletes those older than the two newest.
  ///
  /// @throws IOException if it can't be written; those of before are then still there
  void save(long step, byte[] bytes) throws IOException {
    Path path = new Path(folder, String.format(Locale.ROOT, "step-%010d.safetensors", step));
    Path part =
        new Path(
            folder,
            PART + Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36) + ".part");
    try {
      try {
        try (FSDataOutputStream out = files.create(part, false)) {
          out.write(bytes);
          if (out.hasCapability(StreamCapabilities.HSYNC)) {
            out.hsync();
          }
        }
        if (files.exists(path)) {
          // Damaged, or else training would have gone on from it.
          files.delete(path, false);
        }
        if (!files.rename(part, path)) {
          throw new IOException("the temporary file " + part + " was not renamed");
        }
      } finally {
        discard(part);
      }
    } catch (IOException | FSError e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "can't write the checkpoint of step %d, %d bytes, to %s: %s; %s",
              step,
              bytes.length,
              path,
              reason(e),
              before()),
          e);
    }
    List<Named> all = named();
    for (Named old : all.subList(0, Math.max(0, all.size() - KEPT))) {
      discard(old.path());
    }
  }

  /// Hadoop's local files throw errors where others throw exceptions.
  private static String reason(Throwable e) {
    Throwable cause = e instanceof FSError && e.getCause() != null ? e.getCause() : e;
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private void discard(Path path) {
    try {
      files.delete(path, false);
    } catch (IOException | FSError e) {
      LOGGER.log(System.Logger.Level.WARNING, "can't delete {0}: {1}", path, reason(e));
    }
  }

  private String before() {
    try {
      List<Named> all = named();
      return all.isEmpty()
          ? "there is none of before"
          : "the one of step " + all.getLast().step() + " is still there";
    } catch (IOException e) {
      return "the folder can't be read either";
    }
  }

  /// The checkpoints by their steps.
  private List<Named> named() throws IOException {
    List<Named> all = new ArrayList<>();
    try {
      for (FileStatus file : files.listStatus(folder)) {
        Matcher name = NAME.matcher(file.getPath().getName());
        if (file.isFile() && name.matches()) {
          all.add(new Named(Long.parseLong(name.group(1)), file.getPath()));
        }
      }
    } catch (FileNotFoundException _) {
      return List.of();
    } catch (FSError e) {
      throw new IOException("can't read the folder " + folder + ": " + reason(e), e);
    }
    all.sort(Comparator.comparingLong(Named::step));
    return all;
  }
}
