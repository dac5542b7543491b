package gradus.bench.spark;

import gradus.cli.InputException;
import gradus.engine.Tensor;
import gradus.nn.data.Idx;
import gradus.nn.data.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/// Pictures of clothes, those of Fashion-MNIST or random ones of the same size.
///
/// @param name such as `Fashion-MNIST`
/// @param images the pictures; empty for random ones
record Pictures(String name, Optional<Images> images) {
  /// The number of pixels of a picture.
  static final int PIXELS = 28 * 28;

  /// The number of classes.
  static final int CLASSES = 10;

  /// Where Debian's package dataset-fashion-mnist has its files.
  private static final Path USUAL = Path.of("/usr/share/datasets/fashion-mnist");

  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";

  /// Finds the files of Fashion-MNIST.
  ///
  /// @param folder where they are; null for the usual place, or random pictures without it
  /// @param least how many pictures are needed
  /// @throws InputException if they are not in the folder, or unsuitable
  static Pictures find(Path folder, int least) {
    Path place = folder == null ? USUAL : folder;
    Optional<Path> images = file(place, IMAGES);
    Optional<Path> labels = file(place, LABELS);
    if (images.isEmpty() || labels.isEmpty()) {
      if (folder == null) {
        return new Pictures("random data of Fashion-MNIST's size", Optional.empty());
      }
      throw new InputException(
          String.format(
              Locale.ROOT,
              "--data %s: there is no %s[.gz] in it",
              folder,
              images.isEmpty() ? IMAGES : LABELS));
    }
    Images read;
    try {
      read = Idx.images(images.get(), labels.get());
    } catch (IOException e) {
      throw InputException.of(images.get(), e);
    }
    if (read.size() < least || read.get(0).x().size() != PIXELS) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: has %d pictures of %d pixels; at least %d of %d are needed",
              images.get(),
              read.size(),
              read.size() == 0 ? 0 : read.get(0).x().size(),
              least,
              PIXELS));
    }
    return new Pictures(folder == null ? "Fashion-MNIST" : folder.toString(), Optional.of(read));
  }

  private static Optional<Path> file(Path folder, String name) {
    return Stream.of(name, name + ".gz").map(folder::resolve).filter(Files::exists).findFirst();
  }

  /// {@return rows with the columns `pixels`, bytes, and `label`}
  ///
  /// @param count how many of the pictures
  Dataset<Row> rows(SparkSession spark, int count) {
    return spark.createDataFrame(
        rows(count),
        new StructType().add("pixels", DataTypes.BinaryType).add("label", DataTypes.IntegerType));
  }

  /// {@return the same in a list}
  List<Row> rows(int count) {
    SplittableRandom random = new SplittableRandom(442);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[PIXELS];
      int label;
      if (images.isPresent()) {
        float[] values = images.get().get(i).x().toFloats();
        for (int j = 0; j < PIXELS; j++) {
          pixels[j] = (byte) Math.round(255 * values[j]);
        }
        label = images.get().label(i);
      } else {
        random.nextBytes(pixels);
        label = random.nextInt(CLASSES);
      }
      rows.add(RowFactory.create(pixels, label));
    }
    return rows;
  }

  /// {@return the features of a row, from 0 to 1}
  static Tensor features(Row row) {
    byte[] pixels = (byte[]) row.get(0);
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Byte.toUnsignedInt(pixels[i]) / 255f;
    }
    return Tensor.fromArray(values, values.length);
  }
}
