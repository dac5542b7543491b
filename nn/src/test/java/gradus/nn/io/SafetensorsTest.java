package gradus.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Linear;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What is saved, what is loaded, and what goes into parameters.
class SafetensorsTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("model.safetensors");
  }

  @Test
  void readsAFileThatPythonWrote() throws IOException {
    try (InputStream in =
        getClass().getResourceAsStream("/gradus/nn/fixtures/python.safetensors")) {
      Files.copy(in, file());
    }
    Safetensors.Contents contents = Safetensors.load(file());
    assertThat(contents.metadata())
        .containsExactly(Map.entry("format", "pt"), Map.entry("quote", "say \"hi\"\n"));
    Map<String, Tensor> tensors = contents.tensors();
    assertThat(tensors.keySet())
        .containsExactly(
            "u64",
            "i64",
            "u32",
            "u16",
            "i16",
            "u8",
            "i8",
            "bool",
            "bf16",
            "f16",
            "empty",
            "scalar",
            "last \u2192 \uD83D\uDE00",
            "half");
    assertThat(tensors.get("empty").shape().dims()).containsExactly(0, 4);
    assertThat(tensors.get("scalar").spec()).hasToString("f64[]");
    assertThat(tensors.get("scalar").item()).isEqualTo(Math.PI);
    assertThat(tensors.get("last \u2192 \uD83D\uDE00").toInts())
        .containsExactly(Integer.MIN_VALUE, 0, Integer.MAX_VALUE);
    assertThat(tensors.get("half").shape().dims()).containsExactly(2, 3);
    assertThat(tensors.get("half").toFloats())
        .containsExactly(0.5f, -1.25f, 3e38f, Float.MIN_VALUE, -0f, Float.POSITIVE_INFINITY);
    assertThat(tensors.get("f16").toFloats())
        .containsExactly(0.5f, -1.25f, 65504, 0x1p-24f, -0f, Float.POSITIVE_INFINITY);
    // 3e38, cut to 8 bits.
    assertThat(tensors.get("bf16").toFloats()).containsExactly(0.5f, -1.25f, 0x1.c2p127f);
    assertThat(tensors.get("bool").shape().dims()).containsExactly(2, 2);
    assertThat(tensors.get("bool").toInts()).containsExactly(0, 1, 1, 0);
    assertThat(tensors.get("i8").toInts()).containsExactly(-128, 127);
    assertThat(tensors.get("u8").toInts()).containsExactly(0, 255);
    assertThat(tensors.get("i16").toInts()).containsExactly(-32768, 32767);
    assertThat(tensors.get("u16").toInts()).containsExactly(0, 65535);
    assertThat(tensors.get("u32").toInts()).containsExactly(0, Integer.MAX_VALUE);
    assertThat(tensors.get("i64").toInts()).containsExactly(Integer.MIN_VALUE, Integer.MAX_VALUE);
    assertThat(tensors.get("u64").toInts()).containsExactly(0, Integer.MAX_VALUE);
    assertThat(tensors.values()).noneMatch(Tensor::requiresGrad);
  }

  @Test
  void theBytesAreTheFormats() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b", Tensor.of(1, 2));
    tensors.put("a", Tensor.of(DType.F64, 0.5));
    Safetensors.save(file(), tensors, Map.of("k", "v\n"));
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[(int) bytes.getLong()];
    bytes.get(header);
    // The data starts at a multiple of 8, and the larger type comes first in it.
    assertThat(header.length % 8).isZero();
    assertThat(new String(header, StandardCharsets.UTF_8).strip())
        .isEqualTo(
            "{\"__metadata__\":{\"k\":\"v\\u000a\"},"
                + "\"b\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[8,16]},"
                + "\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}");
    assertThat(bytes.getDouble()).isEqualTo(0.5);
    assertThat(bytes.getInt()).isEqualTo(1);
    assertThat(bytes.getInt()).isEqualTo(2);
    assertThat(bytes.hasRemaining()).isFalse();
  }

  @Test
  void viewsAreWrittenAsTheyAreSeen() throws IOException {
    Tensor x = Tensor.arange(12).reshape(3, 4);
    Map<String, Tensor> views =
        Map.of("t", x.t(), "part", x.slice(1, 1, 3), "row", x.select(0, 2), "e", x.expand(2, 3, 4));
    Safetensors.save(file(), views, Map.of());
    Map<String, Tensor> loaded = Safetensors.load(file()).tensors();
    views.forEach(
        (name, view) -> {
          assertThat(loaded.get(name).spec()).isEqualTo(view.spec());
          assertThat(loaded.get(name).toInts()).containsExactly(view.toInts());
        });
  }

  @Test
  void manyElementsGoThroughInPieces() throws IOException {
    Tensor x = Tensor.rand(new Generator(1), 100_003);
    Safetensors.save(
        file(), Map.of("d", x.to(DType.F64), "f", x, "i", x.mul(1e9).to(DType.I32)), Map.of());
    Map<String, Tensor> loaded = Safetensors.load(file()).tensors();
    assertThat(loaded.get("f").toFloats()).containsExactly(x.toFloats());
    assertThat(loaded.get("d").toDoubles()).containsExactly(x.toDoubles());
    assertThat(loaded.get("i").toInts()).containsExactly(x.mul(1e9).toInts());
  }

  @Test
  void loadedTensorsAreOnTheCurrentBackend() throws IOException {
    Safetensors.save(file(), Map.of("x", Tensor.of(1.0)), Map.of());
    Safetensors.Contents contents =
        Backends.using(
            Backends.named("reference"),
            () -> {
              try {
                return Safetensors.load(file());
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(contents.tensors().get("x").backend().name()).isEqualTo("reference");
  }

  @Test
  void savingTakesThePlaceOfAFileAndLeavesNothingElse() throws IOException {
    Safetensors.save(file(), Map.of("x", Tensor.zeros(100)), Map.of());
    Safetensors.save(file(), Map.of("y", Tensor.of(7)), Map.of());
    assertThat(Safetensors.load(file()).tensors().keySet()).containsExactly("y");
    assertThat(listing()).containsExactly(file());
  }

  private List<Path> listing() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void savingWhereItCannotLeavesWhatWasThere() throws IOException {
    Files.createDirectory(file());
    Files.writeString(file().resolve("kept"), "kept");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Safetensors.save(file(), Map.of("x", Tensor.zeros(3)), Map.of()));
    assertThat(listing()).containsExactly(file());
    assertThat(file().resolve("kept")).hasContent("kept");
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> Safetensors.save(folder.resolve("no/x"), Map.of(), Map.of()));
  }

  /// The elements of the expanded tensor would take more than an array, the tensor itself four
  /// bytes.
  @Test
  void moreBytesThanAnArrayCanHaveAreRefused() {
    Map<String, Tensor> large = Map.of("x", Tensor.zeros(1).expand(600_000_000));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.toBytes(large, Map.of()))
        .withMessageMatching("toBytes: there are 24000000\\d\\d bytes, .* at most 2147483639; .*");
  }

  @Test
  void savingRefusesNamesThatNoFileCanHold() throws IOException {
    Tensor x = Tensor.zeros(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.save(file(), Map.of("__metadata__", x), Map.of()))
        .withMessageContaining("__metadata__");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.save(file(), Map.of("\uD800", x), Map.of()))
        .withMessageContaining("surrogate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.save(file(), Map.of("x", x), Map.of("k", "\uDC00")))
        .withMessageContaining("surrogate");
    assertThat(listing()).isEmpty();
  }

  @Test
  void aMissingFileIsNoBrokenFile() {
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> Safetensors.load(file()));
  }

  @Test
  void loadIntoGivesParametersTheirValues() throws IOException {
    Linear trained = new Linear(new Generator(1), 3, 2);
    Safetensors.save(file(), trained.parameters(), Map.of());
    Linear fresh = new Linear(new Generator(2), 3, 2);
    Tensor weight = fresh.weight();
    Safetensors.loadInto(fresh.parameters(), Safetensors.load(file()).tensors());
    assertThat(fresh.weight()).isSameAs(weight);
    assertThat(fresh.weight().toFloats()).containsExactly(trained.weight().toFloats());
    assertThat(fresh.bias().toFloats()).containsExactly(trained.bias().toFloats());
    assertThat(fresh.weight().requiresGrad()).isTrue();
  }

  @Test
  void loadIntoChangesNothingIfAnythingIsWrong() {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    parameters.put("a", Tensor.of(1.0, 2.0));
    parameters.put("b", Tensor.of(3.0));
    Tensor a = Tensor.of(9.0, 9.0);
    Map<Map<String, Tensor>, String> wrong = new LinkedHashMap<>();
    wrong.put(Map.of("a", a), "b is missing");
    wrong.put(Map.of("a", a, "b", Tensor.of(9.0), "c", a), "there is no parameter c");
    wrong.put(Map.of("a", a, "b", Tensor.of(9.0, 9.0)), "b is f32[2], not f32[1]");
    wrong.put(Map.of("a", a, "b", Tensor.of(DType.F64, 9.0)), "b is f64[1], not f32[1]");
    wrong.put(Map.of("c", a, "b", Tensor.of(9)), "a is missing; there is no parameter c; b is i32");
    wrong.forEach(
        (from, problem) ->
            assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.loadInto(parameters, from))
                .withMessageStartingWith("loadInto: ")
                .withMessageContaining(problem));
    parameters.put("b", Tensor.of(3.0).expand(4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.loadInto(parameters, Map.of("a", a, "b", Tensor.zeros(4))))
        .withMessageContaining("expanded");
    assertThat(parameters.get("a").toFloats()).containsExactly(1, 2);
    assertThat(parameters.get("b").get(0)).isEqualTo(3);
  }

  @Test
  void loadIntoTellsHostileNamesHarmlesslyAndNotAllOfThem() {
    Map<String, Tensor> from = new LinkedHashMap<>();
    for (int i = 0; i < 1000; i++) {
      from.put(String.format(Locale.ROOT, "\n\u009b%04d", i) + "x".repeat(1000), Tensor.zeros(1));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.loadInto(Map.of("a", Tensor.zeros(1)), from))
        .withMessageContaining(
            "a is missing; there is no parameter ??0000xxx".replace('?', '\uFFFD'))
        .withMessageEndingWith("; and 991 more")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\p{Cc}"));
  }

  @Test
  void loadIntoCanExchangeParameters() {
    Tensor a = Tensor.of(1.0);
    Tensor b = Tensor.of(2.0);
    Safetensors.loadInto(Map.of("a", a, "b", b), Map.of("a", b, "b", a));
    assertThat(a.item()).isEqualTo(2);
    assertThat(b.item()).isEqualTo(1);
  }

  @Test
  void loadIntoReachesAnotherBackend() {
    Tensor there = Backends.using(Backends.named("reference"), () -> Tensor.zeros(2));
    Safetensors.loadInto(Map.of("x", there), Map.of("x", Tensor.of(1.0, 2.0)));
    assertThat(there.toFloats()).containsExactly(1, 2);
    assertThat(there.backend().name()).isEqualTo("reference");
  }

  private static void write(Path file, String header, int data) throws IOException {
    byte[] text = header.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    java.nio.ByteBuffer bytes =
        java.nio.ByteBuffer.allocate(8 + text.length + data)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(text.length).put(text).array());
  }

  private static final String MIXED =
      """
      {"__metadata__":{"format":"pt"},
       "w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
       "f8":{"dtype":"F8_E4M3","shape":[3,1],"data_offsets":[8,11]},
       "f4":{"dtype":"F4","shape":[10],"data_offsets":[11,16]},
       "long":{"dtype":"I64","shape":[1],"data_offsets":[16,24]}}\
      """;

  @Test
  void tensorsThatAreNotReadMayHaveAnyType() throws IOException {
    write(file(), MIXED, 24);
    assertThat(Safetensors.list(file()).tensors())
        .containsExactly(
            new Safetensors.Stored("w", "F32", List.of(2L), 8),
            new Safetensors.Stored("f8", "F8_E4M3", List.of(3L, 1L), 3),
            new Safetensors.Stored("f4", "F4", List.of(10L), 5),
            new Safetensors.Stored("long", "I64", List.of(1L), 8));
    assertThat(Safetensors.list(file()).metadata()).containsExactly(Map.entry("format", "pt"));
    assertThat(Safetensors.list(Files.readAllBytes(file()))).isEqualTo(Safetensors.list(file()));
    assertThatExceptionOfType(SafetensorsException.class)
        .isThrownBy(() -> Safetensors.list(new byte[7]));
    Safetensors.Contents contents = Safetensors.load(file(), Set.of("w", "long"));
    assertThat(contents.tensors().keySet()).containsExactly("w", "long");
    assertThat(contents.metadata()).containsExactly(Map.entry("format", "pt"));
    assertThatExceptionOfType(SafetensorsException.class)
        .isThrownBy(() -> Safetensors.load(file()))
        .withMessageContaining("tensor \"f8\": the type \"F8_E4M3\" isn't one of F32");
    assertThatExceptionOfType(SafetensorsException.class)
        .isThrownBy(() -> Safetensors.load(file(), Set.of("f4")))
        .withMessageContaining("tensor \"f4\"");
    assertThatExceptionOfType(SafetensorsException.class)
        .isThrownBy(() -> Safetensors.load(file(), Set.of("w", "bias")))
        .withMessageEndingWith(
            "there is no tensor \"bias\"; the file has \"w\", \"f8\", \"f4\", \"long\"");
  }

  /// A file of 1 GB, of zeros that take no place on the disk.
  @Test
  void listingReadsTheHeaderOnly() throws IOException {
    write(
        file(),
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[250000000],\"data_offsets\":[0,1000000000]}}",
        0);
    try (java.io.RandomAccessFile zeros = new java.io.RandomAccessFile(file().toFile(), "rw")) {
      zeros.setLength(zeros.length() + 1_000_000_000);
    }
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    Safetensors.list(file());
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(Safetensors.list(file()).tensors().getFirst().bytes()).isEqualTo(1_000_000_000);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 18);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkStaysAndItsTargetIsReplaced() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("target"));
    Path chain = Files.createSymbolicLink(folder.resolve("chain"), link);
    Safetensors.save(chain, Map.of("x", Tensor.of(1.0)), Map.of());
    assertThat(link).isSymbolicLink();
    assertThat(chain).isSymbolicLink();
    assertThat(target).isRegularFile();
    assertThat(Safetensors.load(target).tensors().get("x").item()).isEqualTo(1);
    Files.delete(target);
    Safetensors.save(link, Map.of("x", Tensor.of(2.0)), Map.of());
    assertThat(Safetensors.load(target).tensors().get("x").item()).isEqualTo(2);
    Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
    assertThatExceptionOfType(java.nio.file.FileSystemLoopException.class)
        .isThrownBy(() -> Safetensors.save(circle, Map.of(), Map.of()));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void permissionsAreKept() throws IOException {
    Files.createFile(file());
    for (String permissions : List.of("rw-------", "rw-rw-r--", "r--r-----")) {
      Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(permissions));
      Safetensors.save(file(), Map.of("x", Tensor.of(1.0)), Map.of());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
          .isEqualTo(permissions);
    }
    // A new file is like any other that this process creates.
    Path plain = Files.createFile(folder.resolve("plain"));
    Path saved = folder.resolve("saved");
    Safetensors.save(saved, Map.of(), Map.of());
    assertThat(Files.getPosixFilePermissions(saved))
        .isEqualTo(Files.getPosixFilePermissions(plain));
  }

  @Test
  void theLongestNameIsFine() throws IOException {
    Path file = folder.resolve("n".repeat(255));
    Safetensors.save(file, Map.of("x", Tensor.of(1.0)), Map.of());
    assertThat(Safetensors.load(file).tensors()).containsOnlyKeys("x");
    assertThat(listing()).containsExactly(file);
  }

  /// In Arabic, Persian and Bengali numbers are written with other digits.
  @Test
  void theBytesDoNotDependOnTheLocale() throws IOException {
    Locale before = Locale.getDefault();
    Map<String, Tensor> tensors = Map.of("x", Tensor.of(1.0, 2.0, 3.0));
    try {
      Locale.setDefault(Locale.ROOT);
      Safetensors.save(file(), tensors, Map.of("a\u0001", "b"));
      byte[] expected = Files.readAllBytes(file());
      for (String tag : List.of("fa-IR", "ar-EG", "bn-BD")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        Safetensors.save(file(), tensors, Map.of("a\u0001", "b"));
        assertThat(Files.readAllBytes(file())).as(tag).isEqualTo(expected);
        assertThat(Safetensors.load(file()).tensors().get("x").size()).isEqualTo(3);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  /// A device or a socket would be lost.
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void onlyRegularFilesAreReplaced() throws IOException {
    Path socket = folder.resolve("socket");
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket));
      for (Path path : List.of(socket, folder)) {
        assertThatExceptionOfType(FileSystemException.class)
            .isThrownBy(() -> Safetensors.save(path, Map.of("x", Tensor.of(1.0)), Map.of()))
            .withMessage(path + ": not a regular file");
      }
    }
    assertThat(folder).isDirectoryContaining(socket::equals);
    assertThat(socket).satisfies(path -> assertThat(Files.isRegularFile(path)).isFalse());
  }
}
