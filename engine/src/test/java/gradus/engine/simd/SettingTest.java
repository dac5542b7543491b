package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the properties say while they are looked at; what follows from them is fixed once a JVM.
class SettingTest {
  private static <T> T with(String property, String value, Supplier<T> body) {
    String before = System.getProperty(property);
    try {
      if (value == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, value);
      }
      return body.get();
    } finally {
      if (before == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "THREADS, gradus.threads, 1",
    "THREADS, gradus.threads, 77",
    "BITS, gradus.simd.bits, 128",
    "BITS, gradus.simd.bits, 256",
    "BITS, gradus.simd.bits, 512",
    "WARM_UP, gradus.simd.warmup, 0",
    "WARM_UP, gradus.simd.warmup, 2000000000",
  })
  void takesANumber(Setting setting, String property, int number) {
    assertThat(with(property, " " + number + " ", setting::value))
        .isEqualTo(OptionalInt.of(number));
    assertThat(with(property, "" + number, Setting::mistake)).isEmpty();
    assertThat(with(property, null, setting::value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "THREADS, gradus.threads, 0, 'a number of threads, at least 1'",
    "THREADS, gradus.threads, two, 'a number of threads, at least 1'",
    "BITS, gradus.simd.bits, 127, '128, 256 or 512'",
    "BITS, gradus.simd.bits, 64, '128, 256 or 512'",
    "WARM_UP, gradus.simd.warmup, -1, 'a number of elements, at least 0'",
    "WARM_UP, gradus.simd.warmup, 9999999999, 'a number of elements, at least 0'",
  })
  void saysWhatWasExpected(Setting setting, String property, String value, String expected) {
    String message = String.format(Locale.ROOT, "-D%s=%s: must be %s", property, value, expected);
    assertThatThrownBy(() -> with(property, value, setting::value))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThat(with(property, value, Setting::mistake)).contains(message);
    assertThat(with(property, value, () -> new SimdProvider().whyUnusable())).contains(message);
  }

  @Test
  void theBackendIsUsableHereAndPreferredToTheReference() {
    SimdProvider provider = new SimdProvider();
    assertThat(provider.name()).isEqualTo("simd").isEqualTo(provider.backend().name());
    assertThat(provider.whyUnusable()).isEmpty();
    assertThat(provider.priority()).isPositive();
  }

  /// As many threads as were asked for, else as there are processors.
  @Test
  void whatWasAskedForIsSo() {
    assertThat(Workers.threads())
        .isEqualTo(Setting.THREADS.value().orElse(Runtime.getRuntime().availableProcessors()));
    Setting.BITS.value().ifPresent(bits -> assertThat(Lanes.WIDTH * 32).isEqualTo(bits));
    assertThat(Lanes.FLOAT.length()).isEqualTo(Lanes.WIDTH);
    assertThat(Lanes.HALF.length()).isEqualTo(Lanes.DOUBLE.length()).isEqualTo(Lanes.WIDTH / 2);
    assertThat(Lanes.registers()).isIn(16, 32);
    if (Lanes.WIDTH == 16) {
      assertThat(Lanes.registers()).isEqualTo(32);
    }
  }
}
