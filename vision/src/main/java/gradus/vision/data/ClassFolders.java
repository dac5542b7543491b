package gradus.vision.data;

import gradus.cli.InputException;
import gradus.engine.Tensor;
import gradus.nn.data.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Folders of pictures by class: `CLASS/picture.png`, or the same below `train` and below `valid`,
/// `val`, `validation` or `test`.
final class ClassFolders {
  /// The longest side without `--size`; longer pictures would train for hours.
  private static final int LONGEST = 64;

  private static final List<String> HELD_OUT = List.of("valid", "val", "validation", "test");

  private final Path root;
  private final PictureFiles.Reading reading;
  private final List<String> remarks = new ArrayList<>();
  private int unreadable;
  private String firstUnreadable;

  private ClassFolders(Path root, PictureFiles.Reading reading) {
    this.root = root;
    this.reading = reading;
  }

  /// Whether a folder has pictures in folders.
  static boolean isSo(Path root) throws IOException {
    Path below = Files.isDirectory(root.resolve("train")) ? root.resolve("train") : root;
    return !folders(below).isEmpty();
  }

  static PictureSet read(Path root, PictureFiles.Reading reading) throws IOException {
    return new ClassFolders(root, reading).read();
  }

  private PictureSet read() throws IOException {
    Path train = root.resolve("train");
    boolean divided = Files.isDirectory(train);
    Map<String, List<Path>> learned = files(divided ? train : root);
    Optional<Path> other =
        HELD_OUT.stream().map(root::resolve).filter(Files::isDirectory).findFirst();
    Map<String, List<Path>> held = divided && other.isPresent() ? files(other.get()) : Map.of();
    List<String> classes = List.copyOf(learned.keySet());
    for (String name : held.keySet()) {
      if (!classes.contains(name)) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s: the class %s is not among those of %s: %s",
                other.get(),
                InputException.shown(name),
                train,
                InputException.shown(String.join(", ", classes))));
      }
    }
    ImageFile.Size size = size(Stream.of(learned, held).map(Map::values).toList());
    List<Picture> first = pictures(learned, classes, size);
    List<Picture> second = pictures(held, classes, size);
    if (unreadable > 0) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "%d files could not be read as pictures and were skipped, the first: %s",
              unreadable,
              firstUnreadable));
    }
    checkNotEmpty(first, classes);
    boolean grey = Stream.concat(first.stream(), second.stream()).allMatch(Picture::grey);
    int channels = grey ? 1 : 3;
    return new PictureSet(
        root.toString(),
        classes,
        channels,
        size.height(),
        size.width(),
        labelled(first, channels, size),
        held.isEmpty() ? Optional.empty() : Optional.of(labelled(second, channels, size)),
        remarks);
  }

  /// A picture of the right size, as bytes.
  private record Picture(byte[] pixels, boolean grey, int label) {}

  private static List<Path> folders(Path root) throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .filter(Files::isDirectory)
          .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
          .toList();
    }
  }

  private static Map<String, List<Path>> files(Path root) throws IOException {
    Map<String, List<Path>> files = new LinkedHashMap<>();
    for (Path folder : folders(root)) {
      try (Stream<Path> entries = Files.list(folder)) {
        files.put(
            folder.getFileName().toString(),
            entries
                .filter(entry -> ImageFile.isNamedSo(entry) && !Files.isDirectory(entry))
                .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
                .toList());
      }
    }
    for (Map.Entry<String, List<Path>> entry : files.entrySet()) {
      if (entry.getValue().isEmpty()) {
        throw new InputException(
            String.format(
                Locale.ROOT, "%s: the class has no pictures", root.resolve(entry.getKey())));
      }
    }
    if (files.size() < 2) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: needs a folder of pictures for each of at least two classes, has %d",
              root,
              files.size()));
    }
    return files;
  }

  /// Returns the size that pictures get: the one that is asked for, or else the most frequent, made
  /// smaller where a side is too long.
  private ImageFile.Size size(List<Collection<List<Path>>> groups) {
    Map<ImageFile.Size, Long> sizes =
        groups.stream()
            .flatMap(Collection::stream)
            .flatMap(List::stream)
            .map(ClassFolders::sizeOrNull)
            .filter(size -> size != null)
            .collect(
                Collectors.groupingBy(
                    Function.identity(),
                    () ->
                        new TreeMap<>(
                            Comparator.comparing(ImageFile.Size::height)
                                .thenComparing(ImageFile.Size::width)),
                    Collectors.counting()));
    if (sizes.isEmpty()) {
      throw new InputException(root + ": none of its files can be read as a picture");
    }
    ImageFile.Size common =
        sizes.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    ImageFile.Size size =
        reading.size().isPresent()
            ? new ImageFile.Size(reading.size().getAsInt(), reading.size().getAsInt())
            : shortened(common);
    long others =
        sizes.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(size))
            .mapToLong(Map.Entry::getValue)
            .sum();
    if (others > 0) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "%d pictures of %d other sizes were resized to %d x %d",
              others,
              sizes.size() - (sizes.containsKey(size) ? 1 : 0),
              size.height(),
              size.width()));
    }
    return size;
  }

  private static ImageFile.Size sizeOrNull(Path file) {
    try {
      return ImageFile.size(file);
    } catch (IOException _) {
      return null;
    }
  }

  private static ImageFile.Size shortened(ImageFile.Size size) {
    int longest = Math.max(size.height(), size.width());
    if (longest <= LONGEST) {
      return size;
    }
    double scale = (double) LONGEST / longest;
    return new ImageFile.Size(
        (int) Math.max(1, Math.round(size.height() * scale)),
        (int) Math.max(1, Math.round(size.width() * scale)));
  }

  private List<Picture> pictures(
      Map<String, List<Path>> files, List<String> classes, ImageFile.Size size) {
    List<Picture> pictures = new ArrayList<>();
    files.forEach(
        (name, paths) -> {
          for (Path path : paths) {
            try {
              Tensor picture = Fitted.size(ImageFile.read(path), size.height(), size.width());
              pictures.add(
                  new Picture(bytes(picture), picture.size(0) == 1, classes.indexOf(name)));
            } catch (IOException e) {
              if (reading.strict()) {
                throw InputException.of(path, e);
              }
              firstUnreadable = unreadable++ == 0 ? path.toString() : firstUnreadable;
            }
          }
        });
    return pictures;
  }

  private static byte[] bytes(Tensor picture) {
    float[] values = picture.toFloats();
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * Math.clamp(values[i], 0f, 1f));
    }
    return bytes;
  }

  private void checkNotEmpty(List<Picture> pictures, List<String> classes) {
    for (int label = 0; label < classes.size(); label++) {
      int wanted = label;
      if (pictures.stream().noneMatch(picture -> picture.label == wanted)) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s: none of the pictures of the class %s can be read",
                root,
                InputException.shown(classes.get(label))));
      }
    }
  }

  private static Labelled labelled(List<Picture> pictures, int channels, ImageFile.Size size) {
    int pixels = size.height() * size.width();
    byte[] all = new byte[Math.multiplyExact(pictures.size(), channels * pixels)];
    int[] labels = new int[pictures.size()];
    for (int i = 0; i < labels.length; i++) {
      Picture picture = pictures.get(i);
      labels[i] = picture.label;
      for (int channel = 0; channel < channels; channel++) {
        System.arraycopy(
            picture.pixels,
            picture.grey ? 0 : channel * pixels,
            all,
            (i * channels + channel) * pixels,
            pixels);
      }
    }
    return Labelled.of(new Images(all, channels, size.height(), size.width(), labels));
  }
}
