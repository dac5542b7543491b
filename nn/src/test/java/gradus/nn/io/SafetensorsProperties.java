package gradus.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import gradus.engine.DType;
import gradus.engine.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

class SafetensorsProperties {
  private Path file;
  private byte[] sample;

  @BeforeProperty
  void createFile() throws IOException {
    file = Files.createTempFile("properties", ".safetensors");
    sample = saved();
  }

  @AfterProperty
  void deleteFile() throws IOException {
    Files.delete(file);
  }

  /// Any bits at all, NaNs of every kind included.
  static Tensor tensor(DType dtype, int[] shape, long seed) {
    Random bits = new Random(seed);
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return switch (dtype) {
      case I32 -> Tensor.fromArray(bits.ints(size).toArray(), shape);
      case F64 ->
          Tensor.fromArray(bits.longs(size).mapToDouble(Double::longBitsToDouble).toArray(), shape);
      case F32 -> {
        float[] floats = new float[size];
        for (int i = 0; i < size; i++) {
          floats[i] = Float.intBitsToFloat(bits.nextInt());
        }
        yield Tensor.fromArray(floats, shape);
      }
    };
  }

  @Provide
  Arbitrary<Tensor> tensors() {
    return Combinators.combine(
            Arbitraries.of(DType.values()),
            Arbitraries.integers().between(0, 4).array(int[].class).ofMaxSize(4),
            Arbitraries.longs())
        .as(SafetensorsProperties::tensor);
  }

  /// All of Unicode but the surrogates by themselves.
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.integers()
        .between(0, Character.MAX_CODE_POINT)
        .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
        .list()
        .ofMaxSize(6)
        .map(points -> points.stream().map(Character::toString).reduce("", String::concat));
  }

  @Provide
  Arbitrary<Map<String, Tensor>> models() {
    return Arbitraries.maps(texts(), tensors()).ofMaxSize(5);
  }

  @Provide
  Arbitrary<Map<String, String>> metadata() {
    return Arbitraries.maps(texts(), texts()).ofMaxSize(4);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void whatIsSavedIsLoaded(
      @ForAll("models") Map<String, Tensor> tensors,
      @ForAll("metadata") Map<String, String> metadata)
      throws IOException {
    Safetensors.save(file, tensors, metadata);
    Safetensors.Contents contents = Safetensors.load(file);
    assertThat(contents.metadata()).isEqualTo(metadata);
    assertThat(contents.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
    contents
        .tensors()
        .forEach(
            (name, loaded) -> {
              Tensor saved = tensors.get(name);
              assertThat(loaded.spec()).isEqualTo(saved.spec());
              // Of NaNs there are many, and equality means the same element by element.
              assertThat(loaded.toDoubles()).containsExactly(saved.toDoubles());
            });
    byte[] once = Files.readAllBytes(file);
    assertThat(Safetensors.toBytes(tensors, metadata)).isEqualTo(once);
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Safetensors.write(Channels.newChannel(written), tensors, metadata);
    assertThat(written.toByteArray()).isEqualTo(once);
    Safetensors.Contents fromBytes = Safetensors.load(once);
    assertThat(fromBytes.metadata()).isEqualTo(metadata);
    assertThat(Safetensors.toBytes(fromBytes.tensors(), fromBytes.metadata())).isEqualTo(once);
    Safetensors.save(file, contents.tensors(), contents.metadata());
    assertThat(Files.readAllBytes(file)).as("saved again").isEqualTo(once);
  }

  private byte[] sample() {
    return sample.clone();
  }

  private byte[] saved() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("0.weight", tensor(DType.F32, new int[] {2, 3}, 1));
    tensors.put("0.bias \u00e9", tensor(DType.F64, new int[] {3}, 2));
    tensors.put("labels", tensor(DType.I32, new int[] {4, 1}, 3));
    Safetensors.save(file, tensors, Map.of("format", "pt\n"));
    return Files.readAllBytes(file);
  }

  /// Either a whole file, or an exception that says what is wrong; nothing else, and soon.
  private Safetensors.Contents loadOrRefuse(byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          try {
            Safetensors.Contents contents = Safetensors.load(file);
            int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
            Map<?, ?> members = HeaderJson.read(Arrays.copyOfRange(bytes, 8, 8 + header));
            long data =
                contents.tensors().entrySet().stream()
                    .mapToLong(
                        tensor ->
                            (long) tensor.getValue().size()
                                * StoredType.valueOf(
                                        (String)
                                            ((Map<?, ?>) members.get(tensor.getKey())).get("dtype"))
                                    .bytes())
                    .sum();
            assertThat(8 + header + data).isEqualTo(bytes.length);
            return contents;
          } catch (SafetensorsException e) {
            assertThat(e).hasMessageStartingWith(file + ": ");
            assertThat(e.getMessage()).hasSizeGreaterThan(file.toString().length() + 10);
            return null;
          }
        });
  }

  @Property
  void changedBytesAreRefusedOrRead(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 1_000_000) Integer> places,
      @ForAll @Size(4) List<Byte> values) {
    byte[] bytes = sample();
    for (int i = 0; i < places.size(); i++) {
      // Mostly in the header, where it hurts.
      int range = i % 2 == 0 ? Math.min(260, bytes.length) : bytes.length;
      bytes[places.get(i) % range] ^= values.get(i);
    }
    loadOrRefuse(bytes);
  }

  @Property
  void aPartOfAFileIsRefused(@ForAll @IntRange(max = 1_000_000) int length) {
    byte[] bytes = sample();
    assertThat(loadOrRefuse(Arrays.copyOf(bytes, length % bytes.length))).isNull();
  }

  @Property
  void anythingBehindIsRefused(@ForAll @Size(min = 1, max = 20) byte[] more) {
    byte[] bytes = sample();
    byte[] longer = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, longer, bytes.length, more.length);
    assertThat(loadOrRefuse(longer)).isNull();
  }

  /// Headers made of the words of real ones, in any order.
  @Provide
  Arbitrary<String> headers() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"x\"",
            "\"y\"",
            "\"dtype\"",
            "\"shape\"",
            "0",
            "4",
            "8",
            "\"data_offsets\"",
            "\"F32\"",
            "\"I32\"",
            "\"__metadata__\"",
            " ",
            "\"",
            "\\",
            "-1",
            "[0,4]",
            "[]",
            "[1]",
            "\"x\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}",
            "9999999999999999999",
            "null",
            "true",
            "1.5",
            "\u0000",
            "\\u")
        .list()
        .ofMaxSize(12)
        .map(words -> "{" + String.join("", words) + "}");
  }

  @Property
  void anyHeaderIsRefusedOrRead(
      @ForAll("headers") String header, @ForAll @IntRange(max = 8) int data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
    loadOrRefuse(bytes.putLong(text.length).put(text).array());
  }

  /// Sizes whose product, or whose sum, is more than a number holds.
  @Property
  void noSizeIsTooLargeToBeRefused(
      @ForAll("lengths") List<Long> shape, @ForAll("lengths") List<Long> offsets) {
    String header =
        String.format(
            Locale.ROOT,
            "{\"x\":{\"dtype\":\"F64\",\"shape\":%s,\"data_offsets\":%s}}",
            shape,
            offsets);
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(16 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    loadOrRefuse(bytes.putLong(text.length).put(text).array());
  }

  @Provide
  Arbitrary<List<Long>> lengths() {
    return Arbitraries.of(0L, 1L, 8L, 1L << 16, 1L << 31, (1L << 31) - 1, 1L << 61, Long.MAX_VALUE)
        .list()
        .ofMaxSize(5);
  }
}
