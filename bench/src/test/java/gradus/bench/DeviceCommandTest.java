package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.cli.InputException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceCommandTest {
  private static final List<MatmulShape> SMALL = MatmulShape.parseAll(List.of("512x512x512"));
  private static final List<MatmulShape> LARGE =
      MatmulShape.parseAll(List.of("512x512x512", "8192x8192x8192", "1x1x1"));

  @BeforeEach
  @AfterEach
  void nothingIsSaid() {
    System.clearProperty(DeviceCommand.MEMORY);
    System.clearProperty(DeviceCommand.LIMIT);
  }

  private static int megabytes(String property) {
    return Integer.parseInt(System.getProperty(property).replaceFirst("MB$", ""));
  }

  @Test
  void asMuchMemoryIsReservedAsTheLargestNeeds() {
    DeviceCommand.reserve(LARGE);
    // Six matrices of 256 MB.
    assertThat(megabytes(DeviceCommand.MEMORY)).isBetween(6 * 256, 6 * 256 + 1);
    // Tensors of integers take an eighth more.
    assertThat(megabytes(DeviceCommand.LIMIT)).isGreaterThan(6 * 256 * 9 / 8);
  }

  @Test
  void smallOnesLeaveTheDefault() {
    DeviceCommand.reserve(SMALL);
    assertThat(megabytes(DeviceCommand.MEMORY)).isEqualTo(512);
  }

  @Test
  void whatSomeoneSaidStays() {
    System.setProperty(DeviceCommand.MEMORY, "4000");
    System.setProperty(DeviceCommand.LIMIT, "6GB");
    DeviceCommand.reserve(LARGE);
    assertThat(System.getProperty(DeviceCommand.MEMORY)).isEqualTo("4000");
    assertThat(System.getProperty(DeviceCommand.LIMIT)).isEqualTo("6GB");
  }

  @Test
  void tooLittleIsSaidBeforeTheDeviceIsOpened() {
    System.setProperty(DeviceCommand.MEMORY, "1024");
    assertThatThrownBy(() -> DeviceCommand.reserve(LARGE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("8192x8192x8192 takes 1537 MB")
        .hasMessageContaining("-Dgradus.tornado.memory=1024; raise that");
    assertThatCode(() -> DeviceCommand.reserve(SMALL)).doesNotThrowAnyException();
  }
}
