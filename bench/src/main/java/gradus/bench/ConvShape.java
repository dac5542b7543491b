package gradus.bench;

import gradus.cli.InputException;
import gradus.engine.ConvOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The shape of a convolution of square pictures with a square kernel, without a bias. The padding
/// is half of the kernel, rounded down, as in residual networks and MobileNets.
///
/// @param channels the channels of the input
/// @param size the height and width of the input
/// @param kernel the height and width of the kernel, odd
/// @param stride the step between neighbouring windows
/// @param out the channels of the output
/// @param depthwise whether each channel is convolved apart from the others
public record ConvShape(
    int channels, int size, int kernel, int stride, int out, boolean depthwise) {
  private static final Pattern LABEL =
      Pattern.compile(
          "([1-9]\\d{0,4})x([1-9]\\d{0,3}) ([1-9]\\d?)x([1-9]\\d?)/([1-9]) ([1-9]\\d{0,4})( dw)?");

  /// The layers of ResNet-18 and ResNet-34. Both have the same.
  static final List<ConvShape> RESNET_34 =
      all(
          "3x224 7x7/2 64",
          "64x56 3x3/1 64",
          "64x56 3x3/2 128",
          "64x56 1x1/2 128",
          "128x28 3x3/1 128",
          "128x28 3x3/2 256",
          "256x14 3x3/1 256",
          "256x14 3x3/2 512",
          "512x7 3x3/1 512");

  /// Layers of ResNet-50 that ResNet-34 doesn't have.
  static final List<ConvShape> RESNET_50 =
      all(
          "64x56 1x1/1 256",
          "256x56 1x1/1 64",
          "128x56 3x3/2 128",
          "256x56 1x1/2 512",
          "512x28 1x1/1 128",
          "256x14 1x1/1 1024",
          "1024x14 1x1/1 256",
          "2048x7 1x1/1 512");

  /// Layers of MobileNet-v1 and MobileNet-v2.
  static final List<ConvShape> MOBILENET =
      all(
          "3x224 3x3/2 32",
          "32x112 3x3/1 32 dw",
          "32x112 1x1/1 64",
          "64x112 3x3/2 64 dw",
          "128x56 1x1/1 128",
          "256x28 3x3/1 256 dw",
          "512x14 3x3/1 512 dw",
          "512x14 1x1/1 512",
          "16x112 1x1/1 96",
          "96x112 3x3/2 96 dw",
          "144x56 1x1/1 24",
          "192x28 3x3/1 192 dw",
          "960x7 3x3/1 960 dw",
          "960x7 1x1/1 320");

  /// The shapes of a quick run: each kind once.
  static final List<ConvShape> QUICK =
      all("64x56 3x3/1 64", "128x28 3x3/2 256", "256x14 1x1/1 1024", "192x28 3x3/1 192 dw");

  /// Checks that a kernel has a middle, and that a depthwise convolution keeps its channels.
  ///
  /// @throws IllegalArgumentException if not
  public ConvShape {
    if (kernel % 2 == 0) {
      throw new IllegalArgumentException("the kernel's size must be odd, not " + kernel);
    }
    if (depthwise && channels != out) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a depthwise convolution has as many channels before as after, not %d and %d",
              channels,
              out));
    }
  }

  private static List<ConvShape> all(String... labels) {
    return Arrays.stream(labels).map(ConvShape::parse).toList();
  }

  /// Parses a label.
  ///
  /// @param label such as `64x56 3x3/2 128` or `192x28 3x3/1 192 dw`
  /// @return the shape
  /// @throws IllegalArgumentException if it isn't a label
  public static ConvShape parse(String label) {
    Matcher matcher = LABEL.matcher(label);
    if (!matcher.matches() || !matcher.group(3).equals(matcher.group(4))) {
      throw new IllegalArgumentException(
          String.format(
                  Locale.ROOT,
                  "\"%s\" is not a layer: expected channels x size, kernel/stride and output"
                      + " channels, such as",
                  label)
              + " \"64x56 3x3/2 128\", and dw after them if it is depthwise");
    }
    return new ConvShape(
        number(matcher, 1),
        number(matcher, 2),
        number(matcher, 3),
        number(matcher, 5),
        number(matcher, 6),
        matcher.group(7) != null);
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  /// Parses the labels of the option `--layers`.
  ///
  /// @param labels the labels
  /// @return the shapes
  /// @throws InputException if one isn't a label
  static List<ConvShape> parseAll(List<String> labels) {
    try {
      return labels.stream().map(ConvShape::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new InputException("--layers: " + e.getMessage());
    }
  }

  /// Returns the label.
  ///
  /// @return such as `64x56 3x3/2 128`, with `dw` after it for a depthwise convolution
  public String label() {
    return String.format(
        Locale.ROOT,
        "%dx%d %dx%d/%d %d%s",
        channels,
        size,
        kernel,
        kernel,
        stride,
        out,
        depthwise ? " dw" : "");
  }

  /// {@return the number of zeros around a picture}
  public int padding() {
    return kernel / 2;
  }

  /// {@return the number of groups of channels}
  public int groups() {
    return depthwise ? channels : 1;
  }

  /// {@return the height and width of the output}
  public int outSize() {
    return (size + 2 * padding() - kernel) / stride + 1;
  }

  /// {@return the options of the convolution}
  ConvOptions options() {
    return ConvOptions.DEFAULT.withStride(stride).withPadding(padding()).withGroups(groups());
  }

  /// Returns the shape of the input.
  ///
  /// @param batch the number of pictures
  /// @return (batch, channels, height, width)
  public int[] input(int batch) {
    return new int[] {batch, channels, size, size};
  }

  /// {@return the shape of the kernel, (output channels, channels / groups, height, width)}
  public int[] weight() {
    return new int[] {out, channels / groups(), kernel, kernel};
  }

  /// Returns the shape of the output.
  ///
  /// @param batch the number of pictures
  /// @return (batch, output channels, height, width)
  public int[] output(int batch) {
    return new int[] {batch, out, outSize(), outSize()};
  }

  /// Returns the number of floating-point operations, products with padded zeros included: 2 ·
  /// batch · O · H · W · C / groups · kernel², where O, H and W are those of the output. It is the
  /// same for the output and for both gradients.
  ///
  /// @param batch the number of pictures
  /// @return the number
  public double operations(int batch) {
    return 2.0 * batch * out * outSize() * outSize() * (channels / groups()) * kernel * kernel;
  }
}
