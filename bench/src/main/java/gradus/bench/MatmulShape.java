package gradus.bench;

import gradus.cli.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The shape of a matrix product, (m, k) times (k, n), and how its operands are stored.
///
/// @param form how the operands are stored
/// @param m the rows of the first operand
/// @param k the columns of the first operand and rows of the second
/// @param n the columns of the second operand
public record MatmulShape(Form form, int m, int k, int n) {
  private static final Pattern LABEL =
      Pattern.compile("(?:(TN|NT) )?([1-9]\\d*)x([1-9]\\d*)x([1-9]\\d*)");

  /// BLAS's names for the operands that are stored transposed, that is, column-major.
  public enum Form {
    /// Neither operand.
    NN,
    /// The first operand, as in the gradient of a layer's weights.
    TN,
    /// The second operand, as in the gradient of a layer's input.
    NT
  }

  /// Square matrices, and those of neural-network layers, forward and backward.
  static final List<MatmulShape> MATRICES =
      all(
          "64x64x64",
          "128x128x128",
          "256x256x256",
          "512x512x512",
          "1024x1024x1024",
          "2048x2048x2048",
          "4096x4096x4096",
          "64x784x128",
          "32x512x2048",
          "891x10x20",
          "1x4096x4096",
          "64x576x3136",
          "TN 1024x1024x1024",
          "NT 1024x1024x1024",
          "TN 784x64x128",
          "NT 64x128x784",
          "TN 576x64x3136",
          "TN 512x32x2048");

  /// Thin matrices with k or n below 32: the Titanic network, forward and backward, and a
  /// matrix-vector product.
  static final List<MatmulShape> THIN =
      all(
          "713x12x20",
          "NT 713x12x20",
          "713x20x1",
          "713x1x20",
          "TN 20x713x1",
          "TN 12x713x20",
          "1024x16x1024",
          "4096x4096x1");

  /// The shapes of a quick run.
  static final List<MatmulShape> QUICK =
      all(
          "64x64x64",
          "256x256x256",
          "1024x1024x1024",
          "64x784x128",
          "32x512x2048",
          "891x10x20",
          "1x4096x4096",
          "TN 784x64x128",
          "NT 64x128x784");

  private static List<MatmulShape> all(String... labels) {
    return Arrays.stream(labels).map(MatmulShape::parse).toList();
  }

  /// Parses a label.
  ///
  /// @param label such as `64x784x128` or `TN 784x64x128`
  /// @return the shape
  /// @throws IllegalArgumentException if it isn't a label
  public static MatmulShape parse(String label) {
    Matcher matcher = LABEL.matcher(label);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          String.format(
                  Locale.ROOT,
                  "\"%s\" is not a shape: expected MxKxN, such as 64x784x128, with TN or NT before"
                      + " it if an",
                  label)
              + " operand is stored transposed");
    }
    Form form = matcher.group(1) == null ? Form.NN : Form.valueOf(matcher.group(1));
    return new MatmulShape(
        form,
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)),
        Integer.parseInt(matcher.group(4)));
  }

  /// Parses the labels of the option `--shapes`.
  ///
  /// @param labels the labels
  /// @return the shapes
  /// @throws InputException if one isn't a label
  static List<MatmulShape> parseAll(List<String> labels) {
    try {
      return labels.stream().map(MatmulShape::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new InputException("--shapes: " + e.getMessage());
    }
  }

  /// Returns the label.
  ///
  /// @return such as `64x784x128`, after `TN` or `NT` if an operand is stored transposed
  public String label() {
    return String.format(Locale.ROOT, "%s%dx%dx%d", form == Form.NN ? "" : form + " ", m, k, n);
  }

  /// {@return whether the first operand is stored transposed}
  public boolean transposedA() {
    return form == Form.TN;
  }

  /// {@return whether the second operand is stored transposed}
  public boolean transposedB() {
    return form == Form.NT;
  }

  /// {@return the number of floating-point operations, 2·m·k·n}
  public double operations() {
    return 2.0 * m * k * n;
  }
}
