package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What JVMs call themselves, and whether they compile the Vector API.
class SimdProviderTest {
  @ParameterizedTest
  @CsvSource({
    "OpenJDK 64-Bit Server VM, 'mixed mode, sharing'",
    "OpenJDK 64-Bit Server VM, mixed mode",
    "OpenJDK 64-Bit Server VM, 'compiled mode, sharing'",
    "Java HotSpot(TM) 64-Bit Server VM, 'mixed mode, sharing'",
  })
  void aServerThatCompilesIsUsable(String name, String info) {
    assertThat(SimdProvider.whyUncompiled(name, info)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "OpenJDK 64-Bit Server VM, 'interpreted mode, sharing', without -Xint",
    "OpenJDK 64-Bit Server VM, 'mixed mode, emulated-client, sharing', without -XX:TieredStop",
    "OpenJDK 64-Bit Server VM, 'compiled mode, emulated-client', without its compiler C2",
    "OpenJDK Client VM, mixed mode, this is OpenJDK Client VM",
    "OpenJDK 64-Bit Zero VM, interpreted mode, this is OpenJDK 64-Bit Zero VM",
    "Eclipse OpenJ9 VM, JRE 25 Linux amd64-64-Bit Compressed References, Eclipse OpenJ9 VM",
    "'', '', an unknown JVM",
  })
  void othersAreRefused(String name, String info, String sentence) {
    assertThat(SimdProvider.whyUncompiled(name, info))
        .hasValueSatisfying(why -> assertThat(why).contains(sentence));
  }
}
