package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir private Path folder;

  @Test
  void whatIsSavedIsLoaded() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("w", Tensor.rand(new Generator(1), 3, 4).t());
    tensors.put("scalar", Tensor.of(DType.F64, Math.PI).reshape());
    tensors.put("ünï \"x\"\n", Tensor.of(1, -2));
    tensors.put("empty", Tensor.zeros(0, 2));
    Safetensors.save(file, tensors, Map.of("k", "v \\ \u0001 ü 😀"));
    Safetensors.Contents loaded = Safetensors.load(file);
    assertThat(loaded.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
    tensors.forEach(
        (name, tensor) -> {
          assertThat(loaded.tensors().get(name).spec()).isEqualTo(tensor.spec());
          assertThat(loaded.tensors().get(name).toDoubles()).isEqualTo(tensor.toDoubles());
        });
    assertThat(loaded.metadata()).isEqualTo(Map.of("k", "v \\ \u0001 ü 😀"));
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void anotherWritersFileIsRead() throws IOException {
    Path file = folder.resolve("other.safetensors");
    try (InputStream in = getClass().getResourceAsStream("another-writer.safetensors")) {
      Files.write(file, in.readAllBytes());
    }
    Safetensors.Contents contents = Safetensors.load(file);
    assertThat(contents.tensors().keySet()).containsExactly("b", "scalar", "a.i", "empty");
    assertThat(contents.tensors().get("b").toFloats()).containsExactly(1.5f, -2, 3.25f, 1e-30f);
    assertThat(contents.tensors().get("scalar").item()).isEqualTo(0.1);
    assertThat(contents.tensors().get("a.i").toInts()).containsExactly(1, -2, Integer.MAX_VALUE);
    assertThat(contents.metadata()).containsValue("fixtures/pytorch.py ü \"quoted\"");
  }

  private Path file(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    return Files.write(folder.resolve("f.safetensors"), bytes.array());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {} | 4 | 0 bytes, and 4 follow
          [] | 0 | doesn't begin with '{'
          {'a':1} | 0 | "a" isn't an object
          {'a':{}} | 0 | has the members []
          {'a':{'dtype':'F16','shape':[1],'data_offsets':[0,2]}} | 2 | of type F16
          {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,8]}} | 8 | has bytes 0 to 8, not 0 to 4
          {'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | 8 | has bytes 4 to 8, not 0 to 4
          {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 4 | take 8 bytes, and 4 follow
          {'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | 4 | not a whole number from 0 on
          {'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}} | 4 | not a whole number from 0 on
          {'a':{'dtype':'F32','shape':['1'],'data_offsets':[0,4]}} | 4 | not a whole number from 0 on
          {'a':{'dtype':'F32','shape':[99999,99999],'data_offsets':[0,4]}} | 4 | more than
          {'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}} | 4 | two data_offsets
          {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{}} | 4 | names "a" twice
          {'__metadata__':{'a':1}} | 0 | the metadata "a" isn't a string
          {'a' 1} | 0 | where ':' was expected
          {'a':{'dtype' | 0 | the end of the header
          {'a':tru} | 0 | where a value was expected
          {'a':1e9999999} | 0 | where a value was expected
          """)
  void brokenFilesAreRefused(String header, int dataBytes, String message) throws IOException {
    Path file = file(header.replace('\'', '"'), dataBytes);
    assertThatThrownBy(() -> Safetensors.load(file))
        .isInstanceOf(SafetensorsException.class)
        .hasMessageStartingWith(file + ": not a valid safetensors file: ")
        .hasMessageContaining(message);
  }

  @Test
  void lengthsThatLieAreRefused() throws IOException {
    Path file = folder.resolve("f.safetensors");
    Files.write(file, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> Safetensors.load(file)).hasMessageContaining("it has 3 bytes");
    Files.write(file, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, '{', '}'});
    assertThatThrownBy(() -> Safetensors.load(file))
        .hasMessageContaining("18446744073709551615 bytes long");
    assertThatThrownBy(() -> Safetensors.load(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void deepNestingIsRefusedAndNotRecursedInto() throws IOException {
    Path file = file("{\"a\":" + "[".repeat(100_000), 0);
    assertThatThrownBy(() -> Safetensors.load(file))
        .isInstanceOf(SafetensorsException.class)
        .hasMessageContaining("less deeply nested");
  }

  @Test
  void loadingIntoAModelIsAllOrNothing() {
    Generator g = new Generator(1);
    Linear linear = new Linear(g, 2, 1);
    double[] before = linear.weight().toDoubles();
    Map<String, Tensor> saved = Map.of("weight", Tensor.ones(1, 2), "bias", Tensor.ones(2));
    assertThatThrownBy(() -> Safetensors.loadInto(linear.parameters(), saved))
        .hasMessage(
            "the saved values don't fit the model: \"bias\" is f32[2], the parameter f32[1]");
    assertThat(linear.weight().toDoubles()).isEqualTo(before);
    assertThatThrownBy(() -> Safetensors.loadInto(linear.parameters(), Map.of("w", Tensor.ones(1))))
        .hasMessageContaining("\"weight\" is missing")
        .hasMessageContaining("\"w\" is unknown");
    Safetensors.loadInto(
        linear.parameters(), Map.of("weight", Tensor.ones(1, 2), "bias", Tensor.zeros(1)));
    assertThat(linear.forward(Tensor.of(3.0, 4)).item()).isEqualTo(7);
    assertThat(linear.weight().requiresGrad()).isTrue();
  }

  @Test
  void aFileThatIsThereSurvivesAFailedSave() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Safetensors.save(file, Map.of("a", Tensor.ones(1)), Map.of());
    assertThatThrownBy(
            () -> Safetensors.save(file, Map.of("__metadata__", Tensor.ones(1)), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Safetensors.load(file).tensors()).containsOnlyKeys("a");
  }
}
