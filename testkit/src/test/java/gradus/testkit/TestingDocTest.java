package gradus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The examples in `docs/TESTING.md` are files that are compiled and run here.
class TestingDocTest {
  private static String read(String first, String... more) throws IOException {
    return Files.readString(Path.of(first, more)).replace("\r\n", "\n");
  }

  @Test
  void theBackendsExampleIsTheFileThatRuns() throws IOException {
    String example = read("src", "test", "java", "gradus", "testkit", "OwnBackendExampleTest.java");
    assertThat(read("..", "docs", "TESTING.md")).contains("```java\n" + example + "```");
  }
}
