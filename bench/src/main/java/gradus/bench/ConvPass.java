package gradus.bench;

import java.util.Locale;

/// What is computed of a convolution. Each takes the same number of operations.
public enum ConvPass {
  /// The output.
  FORWARD,
  /// The gradient of the input.
  INPUT,
  /// The gradient of the kernel.
  KERNEL;

  /// {@return the name in reports, such as `gradient of input`}
  public String label() {
    return this == FORWARD ? "forward" : "gradient of " + name().toLowerCase(Locale.ROOT);
  }
}
