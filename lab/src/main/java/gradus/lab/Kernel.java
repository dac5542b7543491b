package gradus.lab;

import java.util.List;

/// Kernels of three by three numbers, each known for what it does to a picture.
///
/// @param name its name in a request
/// @param title its name for people
/// @param about what it does, a sentence
/// @param rows its numbers (3, 3)
record Kernel(String name, String title, String about, double[]... rows) {
  /// The number of rows and of columns.
  static final int SIDE = 3;

  private static final double NINTH = 1.0 / 9;

  /// All kernels; the first one is the default.
  static final List<Kernel> ALL =
      List.of(
          new Kernel(
              "vertical",
              "vertical edges",
              "Positive where there is more ink on the right than on the left, negative the other"
                  + " way round.",
              new double[][] {{-1, 0, 1}, {-1, 0, 1}, {-1, 0, 1}}),
          new Kernel(
              "horizontal",
              "horizontal edges",
              "Positive where there is more ink below than above, negative the other way round.",
              new double[][] {{-1, -1, -1}, {0, 0, 0}, {1, 1, 1}}),
          new Kernel(
              "outline",
              "outline",
              "Eight times the pixel, less its eight neighbours: 0 where all are equal.",
              new double[][] {{-1, -1, -1}, {-1, 8, -1}, {-1, -1, -1}}),
          new Kernel(
              "sharpen",
              "sharpen",
              "The pixel, plus its differences from its four neighbours.",
              new double[][] {{0, -1, 0}, {-1, 5, -1}, {0, -1, 0}}),
          new Kernel(
              "blur",
              "blur",
              "The mean of nine pixels.",
              new double[][] {{NINTH, NINTH, NINTH}, {NINTH, NINTH, NINTH}, {NINTH, NINTH, NINTH}}),
          new Kernel(
              "same",
              "no change",
              "The pixel itself.",
              new double[][] {{0, 0, 0}, {0, 1, 0}, {0, 0, 0}}));

  /// Returns the kernel of a name.
  static Kernel named(String name) {
    return ALL.stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow();
  }

  /// Returns all names.
  static List<String> names() {
    return ALL.stream().map(Kernel::name).toList();
  }
}
