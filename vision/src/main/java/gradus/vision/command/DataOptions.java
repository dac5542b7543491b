package gradus.vision.command;

import gradus.cli.Checks;
import gradus.cli.InputException;
import gradus.vision.data.Digits;
import gradus.vision.data.PictureFiles;
import gradus.vision.data.PictureSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/// The options for the pictures.
final class DataOptions {
  private static final int LARGEST = 1024;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = {
        "The pictures: a folder with files of the IDX format (train-images-idx3-ubyte.gz and so"
            + " on), with files of CIFAR-10's binary format (data_batch_1.bin and so on), or with a"
            + " folder of pictures for each class, perhaps below train and valid; or a file of the"
            + " first two kinds. Default: 1,797 handwritten digits that are built in."
      })
  Path data;

  @Option(
      names = "--size",
      paramLabel = "N",
      description = {
        "Height and width of the pictures of folders, in pixels; others are resized. Default: the"
            + " most frequent size, of at most 64 pixels."
      })
  private Integer size;

  @Option(
      names = "--strict",
      description = "End at a picture that can't be read. Otherwise it is skipped, and counted.")
  boolean strict;

  /// Reads the pictures, and says what was done to them.
  PictureSet read(PrintWriter err) {
    Checks.range("--size", size, 1, LARGEST);
    if (size != null && data == null) {
      throw new InputException("--size needs --data: the built-in digits have one size");
    }
    PictureSet set =
        data == null
            ? Digits.read()
            : PictureFiles.read(
                data,
                new PictureFiles.Reading(
                    size == null ? OptionalInt.empty() : OptionalInt.of(size), strict));
    set.remarks()
        .forEach(remark -> err.println(String.format(Locale.ROOT, "%s: %s", set.source(), remark)));
    return set;
  }
}
