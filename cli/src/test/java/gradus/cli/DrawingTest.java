package gradus.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.HeadlessException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrawingTest {
  /// What JDKs throw, depending on what is missing.
  @Test
  void missingFontsAreOneLine() {
    for (Throwable problem :
        List.of(
            new InternalError("java.lang.reflect.InvocationTargetException"),
            new NullPointerException("Cannot load from short array because \"head\" is null"),
            new RuntimeException("Fontconfig head is null, check your fonts"),
            new Error("Probable fatal error: No physical fonts found."),
            new UnsatisfiedLinkError("libfreetype.so.6: cannot open shared object file"),
            new NoClassDefFoundError("Could not initialize class sun.font.SunFontManager"),
            new HeadlessException())) {
      assertThatThrownBy(() -> Drawing.check("--report", () -> sneak(problem)))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("--report: no picture can be drawn on this machine")
          .hasMessageContaining("install fontconfig and a font")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void aSampleThatCanBeDrawnIsFine() {
    Drawing.check("--report", () -> {});
  }

  @Test
  void tooLittleMemoryIsAnotherProblem() {
    assertThatThrownBy(() -> Drawing.check("--report", () -> sneak(new OutOfMemoryError())))
        .isInstanceOf(OutOfMemoryError.class);
  }

  private static void sneak(Throwable problem) {
    switch (problem) {
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      default -> throw new AssertionError(problem);
    }
  }
}
