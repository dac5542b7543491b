package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.cli.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentTest {
  private static final String TEXT =
      """
      One
      <!-- measured: matmul, threads 1 -->
      old
      <!-- end -->
      Two
      <!-- measured: matmul, threads 2 -->
      <!-- end -->
      Three
      """;

  @TempDir private Path folder;

  @Test
  void aReportTakesItsPlace() {
    Document document = new Document(folder.resolve("x.md"), "matmul, threads 1");
    String once = document.with(TEXT, "new\n");
    assertThat(once).isEqualTo(TEXT.replace("old\n", "\nnew\n\n"));
    assertThat(document.with(once, "new\n")).isEqualTo(once);
  }

  @Test
  void aTextWithoutItsPlaceIsLeftAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("x.md"), TEXT);
    assertThatThrownBy(() -> new Document(file, "step, threads 1").check())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("<!-- measured: step, threads 1 -->");
    assertThat(file).hasContent(TEXT);
  }

  @Test
  void aFileWithoutPlacesIsTheReport() throws IOException {
    Path file = folder.resolve("x.md");
    Document document = new Document(file, "matmul, threads 1");
    document.check();
    document.write(file, "first\n");
    document.write(file, "second\n");
    assertThat(file).hasContent("second\n");
  }
}
