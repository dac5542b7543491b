package uk.ac.manchester.tornado.api.enums;

/// When arrays are copied between the host and the device. A signature to compile against; the
/// compiler copies these numbers into the classes that use them.
public class DataTransferMode {
  /// Once.
  public static final int FIRST_EXECUTION = 0;

  /// Each time.
  public static final int EVERY_EXECUTION = 1;

  /// When asked to.
  public static final int UNDER_DEMAND = 2;

  DataTransferMode() {}
}
