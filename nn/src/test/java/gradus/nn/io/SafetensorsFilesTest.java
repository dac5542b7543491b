package gradus.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gradus.engine.DType;
import gradus.engine.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Models in one file, and in shards with an index.
class SafetensorsFilesTest {
  private static final String INDEX =
      """
      {"metadata": {"total_size": 20, "more": [1]},
       "weight_map": {"b": "model-2.safetensors", "a": "model-1.safetensors",
                      "c": "model-2.safetensors"}}
      """;

  private @TempDir Path folder;
  private Path index;

  @BeforeEach
  void writeShards() throws IOException {
    index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, INDEX);
    save("model-1.safetensors", Map.of("a", Tensor.of(1.0, 2), "unlisted", Tensor.of(9.0)));
    save("model-2.safetensors", Map.of("b", Tensor.of(3), "c", Tensor.of(4.0, 5)));
  }

  private void save(String name, Map<String, Tensor> tensors) throws IOException {
    Safetensors.save(folder.resolve(name), tensors, Map.of("format", name));
  }

  @Test
  void shardsAreOneMap() throws IOException {
    for (Path path : List.of(folder, index)) {
      SafetensorsFiles files = SafetensorsFiles.open(path);
      assertThat(files.stored().keySet()).containsExactly("b", "a", "c");
      assertThat(files.stored().get("a").shape()).containsExactly(2L);
      assertThat(files.metadata()).containsExactly(Map.entry("format", "model-2.safetensors"));
      assertThat(files.tensor("a").toDoubles()).containsExactly(1, 2);
      assertThat(files.tensor("b").dtype()).isEqualTo(DType.I32);
      Map<String, Tensor> all = files.tensors(files.stored().keySet());
      assertThat(all.keySet()).containsExactly("b", "a", "c");
      assertThat(all.get("c").toDoubles()).containsExactly(4, 5);
      assertThat(files.tensors(Set.of("c", "a")).keySet()).containsExactly("a", "c");
    }
  }

  /// A shard that changed since is not read from memory: tensors are read when asked for.
  @Test
  void tensorsAreReadWhenAskedFor() throws IOException {
    SafetensorsFiles files = SafetensorsFiles.open(folder);
    save("model-1.safetensors", Map.of("a", Tensor.of(7.0, 8)));
    Files.delete(folder.resolve("model-2.safetensors"));
    assertThat(files.tensor("a").toDoubles()).containsExactly(7, 8);
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> files.tensor("b"));
    assertThatExceptionOfType(SafetensorsException.class)
        .isThrownBy(() -> files.tensors(Set.of("unlisted")))
        .withMessage(index + ": there is no tensor \"unlisted\"");
  }

  @Test
  void oneFileNeedsNoIndex() throws IOException {
    Path file = folder.resolve("model-1.safetensors");
    SafetensorsFiles alone = SafetensorsFiles.open(file);
    assertThat(alone.stored().keySet()).containsExactlyInAnyOrder("a", "unlisted");
    assertThat(alone.tensor("unlisted").item()).isEqualTo(9);
    Files.delete(index);
    refused(
        folder,
        folder,
        "the folder has several safetensors files and no index of them; open one of"
            + " \"model-1.safetensors\", \"model-2.safetensors\"");
    save("model.safetensors", Map.of("whole", Tensor.of(1.0)));
    assertThat(SafetensorsFiles.open(folder).stored().keySet()).containsExactly("whole");
    for (String name : List.of("model-1.safetensors", "model.safetensors")) {
      Files.delete(folder.resolve(name));
    }
    assertThat(SafetensorsFiles.open(folder).stored().keySet()).containsExactlyInAnyOrder("b", "c");
    Files.delete(folder.resolve("model-2.safetensors"));
    refused(folder, folder, "the folder has no safetensors file");
  }

  private static void refused(Path path, Path named, String message) {
    assertThatExceptionOfType(SafetensorsException.class)
        .isThrownBy(() -> SafetensorsFiles.open(path))
        .withMessage(named + ": " + message);
  }

  @Test
  void aShardOrATensorThatIsMissingIsNamed() throws IOException {
    save("model-2.safetensors", Map.of("b", Tensor.of(3)));
    refused(folder, index, "the shard \"model-2.safetensors\" has no tensor \"c\"");
    Files.delete(folder.resolve("model-2.safetensors"));
    refused(folder, index, "there is no shard \"model-2.safetensors\"");
    Files.writeString(folder.resolve("model-2.safetensors"), "{}");
    refused(
        folder,
        folder.resolve("model-2.safetensors"),
        "2 bytes are too few for the header's length");
  }

  @TestFactory
  Stream<DynamicTest> anIndexThatIsNotValidIsRefused() {
    Map<String, String> problems =
        new TreeMap<>(
            Map.of(
                "{}", "the index has no weight_map",
                "", "the index's JSON, at character 0: expected \"{\", found the end",
                "{\"weight_map\": {\"a\": 1}}",
                    "the index's JSON, at character 21: expected a string, found \"1\"",
                "{\"weight_map\": {\"a\": \"m.safetensors\", \"a\": \"m\"}}",
                    "the index's JSON, at character 41: the name \"a\" is there twice",
                "{\"weight_map\": {}} 1", "the index's JSON, at character 19: expected the end"));
    for (String name : List.of("../model-1.safetensors", "/x.safetensors", "", "..", "m.bin")) {
      problems.put("{\"weight_map\": {\"a\": \"" + name + "\"}}", elsewhere(name));
    }
    problems.put(
        "{\"weight_map\": {\"a\": \"\\u0000.safetensors\"}}", elsewhere("\uFFFD.safetensors"));
    return problems.entrySet().stream()
        .map(
            problem ->
                DynamicTest.dynamicTest(
                    problem.getValue(),
                    () -> {
                      Files.writeString(index, problem.getKey());
                      refused(index, index, problem.getValue());
                    }));
  }

  private static String elsewhere(String name) {
    return "the shard \"" + name + "\" isn't a .safetensors file in the index's folder";
  }

  @Test
  void anIndexMustBeUtf8() throws IOException {
    Files.write(index, new byte[] {'{', (byte) 0xFF, '}'});
    refused(folder, index, "the index isn't UTF-8");
  }
}
