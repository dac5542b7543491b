package gradus.engine;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A tensor as PyTorch prints it: four decimals, or none where all are whole, or powers of ten
/// where they range wide; columns aligned, lines of 80 characters, large tensors elided.
final class TensorText {
  private static final int THRESHOLD = 1000;
  private static final int EDGE = 3;
  private static final int LINE = 80;
  private static final int DIGITS = 4;
  private static final String PREFIX = "tensor(";

  private enum Style {
    INTEGER,
    WHOLE,
    DECIMAL,
    POWER
  }

  private final Tensor tensor;
  private final int[] dims;
  private final double[] values;
  private final boolean elided;
  private final Style style;
  private final int width;

  TensorText(Tensor tensor) {
    this.tensor = tensor;
    this.elided = tensor.size() > THRESHOLD;
    Tensor shown = Tensor.noGrad(this::shown);
    this.dims = shown.shape().dims();
    this.values = shown.toDoubles();
    this.style = style(values);
    this.width = width(values);
  }

  /// Returns the part that is printed, so that the rest is not copied.
  private Tensor shown() {
    Tensor shown = tensor;
    for (int axis = 0; axis < tensor.rank(); axis++) {
      if (hasGap(axis)) {
        int length = tensor.size(axis);
        shown =
            Tensor.concat(
                axis, shown.slice(axis, 0, EDGE), shown.slice(axis, length - EDGE, length));
      }
    }
    return shown;
  }

  private boolean hasGap(int axis) {
    return elided && tensor.size(axis) > 2 * EDGE;
  }

  private Style style(double... shown) {
    if (tensor.dtype() == DType.I32) {
      return Style.INTEGER;
    }
    double least = Double.POSITIVE_INFINITY;
    double greatest = 0;
    boolean whole = true;
    for (double value : shown) {
      double magnitude = Math.abs(value);
      if (Double.isFinite(value)) {
        whole &= value == Math.ceil(value);
      }
      if (Double.isFinite(value) && value != 0) {
        least = Math.min(least, magnitude);
        greatest = Math.max(greatest, magnitude);
      }
    }
    boolean wide = greatest / least > 1000 || greatest > 1e8 || !whole && least < 1e-4;
    return wide ? Style.POWER : whole ? Style.WHOLE : Style.DECIMAL;
  }

  private int width(double... shown) {
    int widest = 1;
    for (double value : shown) {
      boolean counts = style == Style.INTEGER || Double.isFinite(value) && value != 0;
      widest = counts ? Math.max(widest, format(value).length()) : widest;
    }
    return widest;
  }

  private String format(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    boolean negative = value < 0 || 1 / value < 0;
    // The exact value, rounded half to even, like C's printf; Java's formatter rounds differently.
    BigDecimal exact = new BigDecimal(Math.abs(value));
    String digits =
        switch (style) {
          case INTEGER -> exact.toPlainString();
          case WHOLE -> exact.toPlainString() + ".";
          case DECIMAL -> exact.setScale(DIGITS, RoundingMode.HALF_EVEN).toPlainString();
          case POWER -> power(exact);
        };
    return negative && !(style == Style.INTEGER && value == 0) ? "-" + digits : digits;
  }

  private static String power(BigDecimal value) {
    BigDecimal rounded = value.round(new MathContext(DIGITS + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    String mantissa =
        rounded.movePointLeft(exponent).setScale(DIGITS, RoundingMode.HALF_EVEN).toPlainString();
    return String.format(
        Locale.ROOT, "%se%s%02d", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private String number(int index) {
    String text = format(values[index]);
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  private String block(int axis, int start, int indent) {
    if (axis == tensor.rank()) {
      return number(start);
    }
    boolean last = axis == tensor.rank() - 1;
    List<String> parts =
        IntStream.range(0, dims[axis])
            .mapToObj(i -> block(axis + 1, start * dims[axis] + i, indent + 1))
            .collect(Collectors.toCollection(ArrayList::new));
    if (hasGap(axis)) {
      parts.add(EDGE, last ? " ..." : "...");
    }
    String margin = " ".repeat(indent + 1);
    if (!last) {
      String separator = "," + "\n".repeat(tensor.rank() - 1 - axis) + margin;
      return "[" + String.join(separator, parts) + "]";
    }
    int perLine = Math.max(1, (LINE - indent) / (width + 2));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < parts.size(); i += perLine) {
      lines.add(String.join(", ", parts.subList(i, Math.min(parts.size(), i + perLine))));
    }
    return "[" + String.join(",\n" + margin, lines) + "]";
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(PREFIX);
    text.append(tensor.size() == 0 ? "[]" : block(0, 0, PREFIX.length()));
    if (tensor.size() == 0 && tensor.rank() != 1) {
      text.append(", shape=").append(tensor.shape());
    }
    if (tensor.dtype() == DType.F64) {
      text.append(", dtype=f64");
    }
    if (!tensor.isLeaf()) {
      text.append(", op=").append(tensor.node().op().label());
    } else if (tensor.requiresGrad()) {
      text.append(", requiresGrad=true");
    }
    return text.append(")").toString();
  }
}
