package gradus.cli;

/// Drawing without a screen, which needs fonts.
public final class Drawing {
  private Drawing() {}

  /// Tries to draw, before any work is done.
  ///
  /// @param option the option that asks for a picture
  /// @param sample draws a picture with text
  /// @throws InputException if no picture can be drawn on this machine
  public static void check(String option, Runnable sample) {
    System.setProperty("java.awt.headless", "true");
    try {
      sample.run();
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // The JDK reports missing fonts, or a missing library that finds fonts, as an InternalError,
      // a
      // LinkageError, a NullPointerException or a plain Error, depending on what is missing.
      throw new InputException(
          option
              + ": no picture can be drawn on this machine, most likely because it has no font;"
              + " install fontconfig and a font, such as DejaVu");
    }
  }
}
