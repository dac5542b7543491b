package gradus.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is said of wrong settings.
class SettingTest {
  private static final String BAILOUT = "tornado.recover.bailout";
  private final Map<String, String> before = new HashMap<>();

  private void set(String property, String value) {
    before.putIfAbsent(property, System.getProperty(property, ""));
    System.setProperty(property, value);
  }

  @AfterEach
  void restore() {
    before.forEach(
        (property, value) -> {
          if (value.isEmpty()) {
            System.clearProperty(property);
          } else {
            System.setProperty(property, value);
          }
        });
  }

  @Test
  void memoryIsANumberOfMegabytes() {
    set(BAILOUT, "False");
    for (String wrong : new String[] {"abc", "0", "-1", "8192", "99999999999", "512m"}) {
      set(Setting.MEMORY, wrong);
      assertThat(Setting.mistake())
          .contains(
              String.format(
                  Locale.ROOT,
                  "-Dgradus.tornado.memory=%s must be megabytes, from 1 to 8191",
                  wrong));
    }
    for (String right : new String[] {"1", "512", "8191"}) {
      set(Setting.MEMORY, right);
      assertThat(Setting.mistake()).isEmpty();
      assertThat(Setting.floats()).isEqualTo(Integer.parseInt(right) << 18);
      assertThat(Setting.ints()).isEqualTo(Setting.floats() / 8);
    }
  }

  @Test
  void bailoutMustBeOff() {
    for (String on : new String[] {"True", "true", "", "no"}) {
      set(BAILOUT, on);
      assertThat(Setting.mistake().orElseThrow())
          .contains("-Dtornado.recover.bailout=False")
          .contains("as plain Java");
    }
    System.clearProperty(BAILOUT);
    assertThat(Setting.mistake()).isPresent();
    for (String off : new String[] {"False", "false", "FALSE"}) {
      set(BAILOUT, off);
      assertThat(Setting.mistake()).isEqualTo(Optional.empty());
    }
  }
}
