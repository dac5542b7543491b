package gradus.vision.data;

import gradus.cli.InputException;
import gradus.nn.data.Cifar10;
import gradus.nn.data.Idx;
import gradus.nn.data.Images;
import gradus.nn.data.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Data sets of pictures in files, whose format is recognised: IDX, the binary format of CIFAR-10,
/// or folders of pictures by class.
public final class PictureFiles {
  private static final List<String> TRAIN =
      List.of("train-images-idx3-ubyte", "train-images.idx3-ubyte");
  private static final List<String> TEST =
      List.of("t10k-images-idx3-ubyte", "t10k-images.idx3-ubyte");

  private PictureFiles() {}

  /// How pictures are read.
  ///
  /// @param size the height and width that pictures of folders get; by default, the most frequent
  ///   size, of at most 64 pixels
  /// @param strict whether a file that can't be read is an error; otherwise it is skipped
  public record Reading(OptionalInt size, boolean strict) {}

  /// Reads a data set.
  ///
  /// @param path a folder or a file
  /// @param reading how pictures are read
  /// @return the data set, divided if its files are
  /// @throws InputException if nothing is recognised, or something is wrong with a file
  public static PictureSet read(Path path, Reading reading) {
    try {
      PictureSet set = Files.isDirectory(path) ? folder(path, reading) : file(path);
      if (set.training().size() == 0 || set.test().size() == 0) {
        throw new InputException(path + ": there are no pictures in it");
      }
      return set;
    } catch (NoSuchFileException e) {
      throw InputException.of(Path.of(e.getFile()), e);
    } catch (IOException e) {
      throw InputException.of(path, e);
    }
  }

  private static PictureSet folder(Path folder, Reading reading) throws IOException {
    Optional<Path> train = existing(folder, TRAIN);
    Optional<Path> test = existing(folder, TEST);
    if (train.isPresent() || test.isPresent()) {
      Images first = idx(train.orElseGet(test::orElseThrow));
      Images second = train.isPresent() && test.isPresent() ? idx(test.get()) : null;
      return set(folder, first, second, null);
    }
    List<Path> batches;
    try (Stream<Path> entries = Files.list(folder)) {
      batches =
          entries
              .filter(
                  entry -> entry.getFileName().toString().matches("data_batch_\\d\\.bin(\\.gz)?"))
              .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
              .toList();
    }
    Optional<Path> testBatch = existing(folder, List.of("test_batch.bin"));
    if (!batches.isEmpty() || testBatch.isPresent()) {
      Images second = testBatch.isPresent() ? Cifar10.read(testBatch.get()) : null;
      return batches.isEmpty()
          ? set(folder, second, null, Cifar10.CLASSES)
          : set(folder, Cifar10.read(batches.toArray(Path[]::new)), second, Cifar10.CLASSES);
    }
    if (ClassFolders.isSo(folder)) {
      return ClassFolders.read(folder, reading);
    }
    throw new InputException(
        folder
            + ": not recognised; expected train-images-idx3-ubyte[.gz] and its labels,"
            + " data_batch_1.bin, or a folder of pictures for each class");
  }

  private static Optional<Path> existing(Path folder, List<String> names) {
    return names.stream()
        .flatMap(name -> Stream.of(name, name + ".gz"))
        .map(folder::resolve)
        .filter(Files::exists)
        .findFirst();
  }

  private static PictureSet file(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (name.contains("images") && name.contains("idx")) {
      return set(file, idx(file), null, null);
    }
    if (name.endsWith(".bin") || name.endsWith(".bin.gz")) {
      return set(file, Cifar10.read(file), null, Cifar10.CLASSES);
    }
    if (Files.notExists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    throw new InputException(
        file
            + ": not recognised; expected a folder, a file of images such as"
            + " train-images-idx3-ubyte with its labels beside it, or a .bin file of CIFAR-10");
  }

  /// Reads a file of images whose labels lie beside it, compressed or not.
  private static Images idx(Path images) throws IOException {
    String name =
        images.getFileName().toString().replace("images", "labels").replace("idx3", "idx1");
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    Path labels =
        Stream.of(name, plain, plain + ".gz")
            .map(images::resolveSibling)
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        String.format(
                            Locale.ROOT, "%s: its labels, %s, are not beside it", images, name)));
    return Idx.images(images, labels);
  }

  /// A set of images; the classes are numbers where they have no names.
  private static PictureSet set(Path source, Images first, Images second, List<String> names) {
    if (first.size() == 0) {
      throw new InputException(source + ": there are no pictures in it");
    }
    Sample sample = first.get(0);
    Labelled training = Labelled.of(first);
    Optional<Labelled> heldOut = Optional.ofNullable(second).map(Labelled::of);
    if (second != null
        && second.size() > 0
        && !second.get(0).x().shape().equals(sample.x().shape())) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: the images to learn from are %s, and the others %s",
              source,
              sample.x().shape(),
              second.get(0).x().shape()));
    }
    List<String> classes = new ArrayList<>();
    if (names == null) {
      int most =
          Stream.concat(Stream.of(training), heldOut.stream())
              .flatMapToInt(set -> Arrays.stream(set.labels()))
              .max()
              .orElse(0);
      IntStream.rangeClosed(0, most).mapToObj(String::valueOf).forEach(classes::add);
    } else {
      classes.addAll(names);
    }
    int channels = sample.x().size(0);
    if (channels != 1 && channels != 3) {
      throw new InputException(
          String.format(Locale.ROOT, "%s: images have 1 or 3 channels, not %d", source, channels));
    }
    return new PictureSet(
        source.toString(),
        classes,
        channels,
        sample.x().size(1),
        sample.x().size(2),
        training,
        heldOut,
        List.of());
  }
}
