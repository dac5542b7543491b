package gradus.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {
  @TempDir Path folder;

  private CheckpointFolder open() throws IOException {
    return CheckpointFolder.open("file:" + folder.resolve("a run"), new Configuration());
  }

  private static byte[] checkpoint(float value) {
    return Safetensors.toBytes(Map.of("weight", Tensor.of(value)), Map.of());
  }

  @Test
  void theNewestIsReadAndTwoAreKept() throws IOException {
    CheckpointFolder checkpoints = open();
    assertThat(checkpoints.newest()).isEmpty();
    for (int step : new int[] {9, 10, 100}) {
      checkpoints.save(step, checkpoint(step));
    }
    CheckpointFolder.Saved newest = open().newest().orElseThrow();
    assertThat(newest.step()).isEqualTo(100);
    assertThat(newest.bytes()).isEqualTo(checkpoint(100));
    try (var files = Files.list(folder.resolve("a run"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> !name.startsWith("."))
          .containsExactlyInAnyOrder("step-0000000010.safetensors", "step-0000000100.safetensors");
    }
  }

  @Test
  void aDamagedOneAndWhatADriverLeftAreNotRead() throws IOException {
    CheckpointFolder checkpoints = open();
    checkpoints.save(3, checkpoint(3));
    Path there = folder.resolve("a run");
    byte[] whole = checkpoint(8);
    Files.write(there.resolve("step-0000000008.safetensors"), new byte[whole.length - 1]);
    Files.write(there.resolve(".gradus-1a.part"), whole);
    assertThat(open().newest().orElseThrow().step()).isEqualTo(3);
    assertThat(there.resolve(".gradus-1a.part")).doesNotExist();
    // A checkpoint takes the place of the damaged one.
    checkpoints.save(8, whole);
    assertThat(open().newest().orElseThrow().bytes()).isEqualTo(whole);
  }

  @Test
  void aFolderThatCanNotBeUsedIsNamed() throws IOException {
    Files.createFile(folder.resolve("a run"));
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("can't use the folder")
        .hasMessageContaining("a run");
    assertThatThrownBy(() -> CheckpointFolder.open("nofs://x/y", new Configuration()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nofs");
  }
}
