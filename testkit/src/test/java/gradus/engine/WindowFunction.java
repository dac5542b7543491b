package gradus.engine;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// A function over windows and its options, as `fixtures/functions.py` names them: the method, and
/// what differs from PyTorch's defaults, such as `conv1d.stride=2.padding=1`.
///
/// @param method the method of [Tensor]
/// @param options the texts after the equals signs
record WindowFunction(String method, Map<String, String> options)
    implements Function<Tensor[], Tensor> {
  static boolean isNamed(String name) {
    return name.matches("(conv|maxPool|avgPool|adaptive|interpolate|fold).*");
  }

  static WindowFunction of(String name) {
    String[] words = name.split("\\.");
    Map<String, String> options = new LinkedHashMap<>();
    for (String word : Arrays.copyOfRange(words, 1, words.length)) {
      if (!word.equals("kink")) {
        options.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
      }
    }
    return new WindowFunction(words[0], options);
  }

  private int[] numbers(String option, int... otherwise) {
    String text = options.get(option);
    return text == null
        ? otherwise
        : Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  private int number(String option) {
    return numbers(option)[0];
  }

  private boolean flag(String option, boolean otherwise) {
    return options.containsKey(option) ? options.get(option).equals("true") : otherwise;
  }

  private ConvOptions convolution() {
    return ConvOptions.DEFAULT
        .withStride(numbers("stride", 1))
        .withPadding(numbers("padding", 0))
        .withDilation(numbers("dilation", 1))
        .withGroups(numbers("groups", 1)[0]);
  }

  private PoolOptions pool() {
    PoolOptions pool = PoolOptions.of(numbers("size"));
    return pool.withStride(numbers("stride", numbers("size")))
        .withPadding(numbers("padding", 0))
        .withDilation(numbers("dilation", 1))
        .withCeilMode(flag("ceilMode", pool.ceilMode()))
        .withCountIncludePad(flag("countIncludePad", pool.countIncludePad()));
  }

  @Override
  public Tensor apply(Tensor[] in) {
    Tensor x = in[0];
    Tensor bias = in.length > 2 ? in[2] : null;
    boolean plain = options.isEmpty() && bias == null;
    int[] sizes = numbers("sizes");
    int[] more = numbers("outputPadding");
    return switch (method) {
      case "conv1d" -> plain ? x.conv1d(in[1]) : x.conv1d(in[1], bias, convolution());
      case "conv2d" -> plain ? x.conv2d(in[1]) : x.conv2d(in[1], bias, convolution());
      case "conv3d" -> plain ? x.conv3d(in[1]) : x.conv3d(in[1], bias, convolution());
      case "convTranspose1d" -> x.convTranspose1d(in[1], bias, convolution(), more);
      case "convTranspose2d" -> x.convTranspose2d(in[1], bias, convolution(), more);
      case "convTranspose3d" -> x.convTranspose3d(in[1], bias, convolution(), more);
      case "maxPool1d" -> x.maxPool1d(pool());
      case "maxPool2d" -> x.maxPool2d(pool());
      case "maxPool3d" -> x.maxPool3d(pool());
      case "maxPoolIndices" -> x.maxPoolIndices(number("axes"), pool());
      case "avgPool1d" -> x.avgPool1d(pool());
      case "avgPool2d" -> x.avgPool2d(pool());
      case "avgPool3d" -> x.avgPool3d(pool());
      case "adaptiveAvgPool" -> x.adaptiveAvgPool(sizes);
      case "adaptiveMaxPool" -> x.adaptiveMaxPool(sizes);
      case "interpolateNearest" -> x.interpolateNearest(sizes);
      case "interpolateLinear" -> x.interpolateLinear(flag("alignCorners", false), sizes);
      case "fold" -> x.fold(number("axis"), number("length"), number("step"));
      default -> throw new AssertionError(method);
    };
  }
}
