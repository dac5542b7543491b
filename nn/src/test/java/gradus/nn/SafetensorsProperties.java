package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Hostile files are refused in the one way that is announced, and files survive the way there and
/// back.
class SafetensorsProperties {
  private static final Path FILE = Path.of("target", "property.safetensors");

  private static byte[] valid() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("weight", Tensor.arange(6).reshape(2, 3));
    tensors.put("bias", Tensor.of(1.5, -1));
    Safetensors.save(FILE, tensors, Map.of("format", "test"));
    return Files.readAllBytes(FILE);
  }

  /// Loads, and returns whether that worked; whatever is thrown but the announced fails the test.
  private static boolean loads(byte[] bytes) throws IOException {
    Files.write(FILE, bytes);
    try {
      Safetensors.load(FILE);
      return true;
    } catch (SafetensorsException e) {
      assertThat(e).hasMessageStartingWith(FILE + ": not a valid safetensors file: ");
      return false;
    }
  }

  @Property(tries = 500)
  void aChangedByteIsReadOrRefused(@ForAll @IntRange(max = 10_000) int place, @ForAll byte value)
      throws IOException {
    byte[] bytes = valid();
    bytes[place % bytes.length] = value;
    loads(bytes);
  }

  @Property(tries = 200)
  void aFileCutOffIsRefused(@ForAll @IntRange(max = 10_000) int length) throws IOException {
    byte[] bytes = valid();
    assertThat(loads(Arrays.copyOf(bytes, length % bytes.length))).isFalse();
    assertThat(loads(bytes)).isTrue();
  }

  @Property(tries = 300)
  void aHeaderOfAnyBytesIsReadOrRefused(@ForAll @Size(max = 60) byte[] header) throws IOException {
    byte[] bytes = new byte[8 + header.length];
    bytes[0] = (byte) header.length;
    System.arraycopy(header, 0, bytes, 8, header.length);
    loads(bytes);
  }

  @Property(tries = 200)
  void namesAndValuesComeBack(@ForAll String name, @ForAll String metadata, @ForAll float value)
      throws IOException {
    // A lone surrogate is no text, and UTF-8 can't say it; escaped it comes back all the same.
    String safe = name.equals("__metadata__") ? "x" : name;
    Safetensors.save(FILE, Map.of(safe, Tensor.of(new float[] {value})), Map.of(safe, metadata));
    Safetensors.Contents contents = Safetensors.load(FILE);
    assertThat(contents.tensors().get(safe).toFloats()).containsExactly(value);
    assertThat(contents.metadata()).containsEntry(safe, metadata);
  }
}
