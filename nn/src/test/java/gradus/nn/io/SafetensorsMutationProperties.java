package gradus.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import gradus.engine.DType;
import gradus.engine.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/// Valid files, changed at random: what is still valid is read as it stands there, everything else
/// is refused, soon, and without taking more memory than the file is worth.
class SafetensorsMutationProperties {
  /// The most that reading may allocate for each byte of a file. A tensor without elements takes 45
  /// bytes of a header, and some 30 objects of 16 to 80 bytes while it is read.
  private static final long PER_BYTE = 64;

  /// And for any file: the piece of 64 KiB that elements go through, and what the channel takes.
  private static final long AT_LEAST = 128 << 10;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Path file;
  private List<byte[]> samples;

  @BeforeProperty
  void createFiles() throws IOException {
    file = Files.createTempFile("mutations", ".safetensors");
    Map<String, Tensor> first = new LinkedHashMap<>();
    first.put("0.weight", SafetensorsProperties.tensor(DType.F32, new int[] {2, 3}, 1));
    first.put("0.bias \u00e9", SafetensorsProperties.tensor(DType.F64, new int[] {3}, 2));
    first.put("labels", SafetensorsProperties.tensor(DType.I32, new int[] {4, 1}, 3));
    Map<String, Tensor> second = new LinkedHashMap<>();
    second.put("empty", SafetensorsProperties.tensor(DType.I32, new int[] {0, 4}, 4));
    second.put("scalar", SafetensorsProperties.tensor(DType.F32, new int[0], 5));
    second.put("\"\\", SafetensorsProperties.tensor(DType.F32, new int[] {7, 1, 3}, 6));
    second.put("none", SafetensorsProperties.tensor(DType.F64, new int[] {0}, 7));
    samples =
        List.of(
            saved(first, Map.of("format", "pt\n")),
            saved(second, Map.of()),
            saved(Map.of(), Map.of("a", "b", "", "\uD83D\uDE00")),
            withHeader(
                "{\"half\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[0,6]},"
                    + "\"short\":{\"dtype\":\"BF16\",\"shape\":[1,3],\"data_offsets\":[6,12]},"
                    + "\"long\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[12,20]},"
                    + "\"byte\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[20,24]}}",
                littleEndian(new byte[24])
                    .putLong(0, 0x3e00_fc00_0001_7e01L)
                    .put(20, (byte) 200)
                    .array()));
    warmUp();
  }

  private byte[] saved(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    Safetensors.save(file, tensors, metadata);
    return Files.readAllBytes(file);
  }

  /// Classes are loaded at their first use, which isn't the file's doing.
  private void warmUp() throws IOException {
    for (byte[] bytes : List.of(samples.get(0), samples.get(3), new byte[9])) {
      Files.write(file, bytes);
      try {
        Safetensors.load(file);
      } catch (SafetensorsException e) {
        assertThat(bytes).hasSize(9);
      }
    }
  }

  @AfterProperty
  void deleteFile() throws IOException {
    Files.delete(file);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] header(byte[] bytes) {
    return Arrays.copyOfRange(bytes, 8, 8 + Math.toIntExact(littleEndian(bytes).getLong()));
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Stream.of(parts).mapToInt(part -> part.length).sum());
    Stream.of(parts).forEach(all::put);
    return all.array();
  }

  private static byte[] withHeader(String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return join(littleEndian(new byte[8]).putLong(text.length).array(), text, data);
  }

  private static byte[] data(byte[] bytes) {
    return Arrays.copyOfRange(bytes, 8 + header(bytes).length, bytes.length);
  }

  /// Ways to change a file.
  private enum Mutation {
    FLIP {
      @Override
      byte[] of(byte[] bytes, byte[] other, Random random) {
        for (int i = random.nextInt(4); i >= 0; i--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
      }
    },
    TRUNCATE {
      @Override
      byte[] of(byte[] bytes, byte[] other, Random random) {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
    },
    INSERT {
      @Override
      byte[] of(byte[] bytes, byte[] other, Random random) {
        byte[] more = new byte[1 + random.nextInt(12)];
        random.nextBytes(more);
        int place = random.nextInt(bytes.length + 1);
        return join(
            Arrays.copyOf(bytes, place), more, Arrays.copyOfRange(bytes, place, bytes.length));
      }
    },
    REMOVE {
      @Override
      byte[] of(byte[] bytes, byte[] other, Random random) {
        int start = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, start + 1 + random.nextInt(12));
        return join(Arrays.copyOf(bytes, start), Arrays.copyOfRange(bytes, end, bytes.length));
      }
    },
    SPLICE {
      @Override
      byte[] of(byte[] bytes, byte[] other, Random random) {
        int place = random.nextInt(bytes.length + 1);
        int from = random.nextBoolean() ? place : random.nextInt(other.length + 1);
        return join(
            Arrays.copyOf(bytes, place),
            Arrays.copyOfRange(other, Math.min(from, other.length), other.length));
      }
    },
    HEADERS_EXCHANGED {
      @Override
      byte[] of(byte[] bytes, byte[] other, Random random) {
        return withHeader(new String(header(other), StandardCharsets.UTF_8), data(bytes));
      }
    },
    LENGTH {
      @Override
      byte[] of(byte[] bytes, byte[] other, Random random) {
        long length = littleEndian(bytes).getLong();
        long[] lengths = {
          length + random.nextInt(-16, 17), random.nextLong(), random.nextLong(0, 1 << 30), -length
        };
        littleEndian(bytes).putLong(lengths[random.nextInt(lengths.length)]);
        return bytes;
      }
    },
    /// What the JSON is made of: one is left out, there twice, in another's place, or another one.
    JSON {
      @Override
      byte[] of(byte[] bytes, byte[] other, Random random) {
        List<String> tokens =
            HeaderJson.tokens(new String(header(bytes), StandardCharsets.UTF_8).strip());
        List<String> others =
            HeaderJson.tokens(new String(header(other), StandardCharsets.UTF_8).strip());
        Collections.addAll(
            others,
            "\"I32\"",
            "\"F16\"",
            "\"I64\"",
            "0",
            "1",
            "8",
            "4294967296",
            "-1",
            "1.0",
            "null");
        for (int i = random.nextInt(3); i >= 0; i--) {
          int place = random.nextInt(tokens.size());
          switch (random.nextInt(5)) {
            case 0 -> tokens.remove(place);
            case 1 -> tokens.add(place, tokens.get(place));
            case 2 -> Collections.swap(tokens, place, random.nextInt(tokens.size()));
            case 3 -> tokens.set(place, others.get(random.nextInt(others.size())));
            default -> tokens.add(place, others.get(random.nextInt(others.size())));
          }
          if (tokens.isEmpty()) {
            break;
          }
        }
        return withHeader(String.join("", tokens), data(bytes));
      }
    };

    /// @param bytes may be changed
    abstract byte[] of(byte[] bytes, byte[] other, Random random);
  }

  @Property
  void aChangedFileIsReadAsItStandsOrRefused(
      @ForAll Mutation mutation,
      @ForAll @IntRange(max = 3) int sample,
      @ForAll @IntRange(max = 3) int other,
      @ForAll long seed)
      throws IOException {
    byte[] before = samples.get(sample);
    byte[] after = mutation.of(before.clone(), samples.get(other).clone(), new Random(seed));
    Safetensors.Contents contents = loadOrRefuse(after);
    boolean onlyElements =
        before.length == after.length
            && Arrays.equals(
                header(before), 0, header(before).length, after, 8, 8 + header(before).length)
            && Arrays.equals(before, 0, 8, after, 0, 8);
    // Of the last sample an integer may have become too large.
    if (onlyElements && sample < 3) {
      assertThat(contents).as("only elements have changed, so it is valid").isNotNull();
    }
    if (contents != null) {
      same(contents, after);
    }
  }

  /// What the bytes say, by a second reading of the header and the elements' own bits.
  private static void same(Safetensors.Contents contents, byte[] bytes) {
    Map<?, ?> header = HeaderJson.read(header(bytes));
    List<Object> names = new ArrayList<>(header.keySet());
    names.remove(SafetensorsHeader.METADATA);
    assertThat(new ArrayList<Object>(contents.tensors().keySet())).isEqualTo(names);
    Object metadata = header.get(SafetensorsHeader.METADATA);
    // Null counts as none.
    assertThat(contents.metadata()).isEqualTo(metadata instanceof Map ? metadata : Map.of());
    byte[] data = data(bytes);
    contents
        .tensors()
        .forEach(
            (name, tensor) -> {
              Map<?, ?> entry = (Map<?, ?>) header.get(name);
              String type = (String) entry.get("dtype");
              assertThat(tensor.dtype()).isEqualTo(readAs(type));
              assertThat(entry.get("shape"))
                  .isEqualTo(IntStream.of(tensor.shape().dims()).mapToObj(Long::valueOf).toList());
              List<?> offsets = (List<?>) entry.get("data_offsets");
              int begin = Math.toIntExact((Long) offsets.get(0));
              int end = Math.toIntExact((Long) offsets.get(1));
              byte[] elements = Arrays.copyOfRange(data, begin, end);
              if (type.equals(tensor.dtype().name())) {
                assertThat(bytes(tensor)).isEqualTo(elements);
              } else {
                assertThat(tensor.toDoubles()).containsExactly(values(type, elements));
              }
            });
  }

  private static DType readAs(String type) {
    return type.equals("F64") ? DType.F64 : type.contains("F") ? DType.F32 : DType.I32;
  }

  /// What the types that tensors don't have say, by the definition of each.
  private static double[] values(String type, byte[] bytes) {
    int bits = type.equals("BOOL") ? 8 : Integer.parseInt(type.replaceAll("\\D+", ""));
    return IntStream.range(0, bytes.length * 8 / bits)
        .mapToDouble(
            i -> {
              byte[] element = Arrays.copyOfRange(bytes, i * bits / 8, (i + 1) * bits / 8);
              long number = 0;
              for (int b = element.length - 1; b >= 0; b--) {
                number = number << 8 | element[b] & 0xff;
              }
              return switch (type) {
                case "F16" -> StoredTypeTest.value((int) number, 5, 10);
                case "BF16" -> StoredTypeTest.value((int) number, 8, 7);
                case String t when t.startsWith("I") -> number << 64 - bits >> 64 - bits;
                default -> number;
              };
            })
        .toArray();
  }

  private static byte[] bytes(Tensor tensor) {
    ByteBuffer bytes = littleEndian(new byte[tensor.size() * tensor.dtype().bytes()]);
    switch (tensor.dtype()) {
      case F32 -> bytes.asFloatBuffer().put(tensor.toFloats());
      case F64 -> bytes.asDoubleBuffer().put(tensor.toDoubles());
      case I32 -> bytes.asIntBuffer().put(tensor.toInts());
    }
    return bytes.array();
  }

  /// The same header with spaces anywhere, its members in another order, and letters as escapes.
  @Property
  void anotherSpellingOfTheHeaderMeansTheSame(
      @ForAll @IntRange(max = 3) int sample, @ForAll long seed) throws IOException {
    byte[] before = samples.get(sample);
    Random random = new Random(seed);
    byte[] after = withHeader(respelt(HeaderJson.read(header(before)), random), data(before));
    Safetensors.Contents contents = loadOrRefuse(after);
    assertThat(contents).as(new String(after, StandardCharsets.UTF_8)).isNotNull();
    same(contents, after);
    Files.write(file, before);
    Safetensors.Contents original = Safetensors.load(file);
    assertThat(contents.metadata()).isEqualTo(original.metadata());
    assertThat(contents.tensors().keySet()).isEqualTo(original.tensors().keySet());
    original
        .tensors()
        .forEach(
            (name, tensor) ->
                assertThat(bytes(contents.tensors().get(name))).isEqualTo(bytes(tensor)));
  }

  private static String respelt(Object value, Random random) {
    String text =
        switch (value) {
          case Map<?, ?> members -> {
            List<Object> names = new ArrayList<>(members.keySet());
            Collections.shuffle(names, random);
            yield names.stream()
                .map(name -> respelt(name, random) + ":" + respelt(members.get(name), random))
                .toList()
                .toString()
                .replaceFirst("^\\[(?s:(.*))]$", "{$1}");
          }
          case List<?> elements ->
              elements.stream().map(element -> respelt(element, random)).toList().toString();
          case String string ->
              string.codePoints().mapToObj(c -> respelt(c, random)).reduce("\"", String::concat)
                  + '"';
          default -> value.toString();
        };
    // The first character of all must be the brace.
    String space = List.of("", " ", "\n", "\t\r ").get(random.nextInt(4));
    return text + space;
  }

  private static String respelt(int c, Random random) {
    String text = Character.toString(c);
    return c >= ' ' && c != '"' && c != '\\' && random.nextInt(4) > 0
        ? text
        : text.chars()
            .mapToObj(unit -> String.format(Locale.ROOT, "\\u%04X", unit))
            .reduce("", String::concat);
  }

  /// The problem of an array with these bytes, told as that of the file; null if there is none.
  private String inBytes(byte[] bytes) {
    try {
      Safetensors.load(bytes);
      return null;
    } catch (SafetensorsException e) {
      String source = String.format(Locale.ROOT, "byte[%d]: ", bytes.length);
      assertThat(e).hasMessageStartingWith(source);
      return file + ": " + e.getMessage().substring(source.length());
    }
  }

  /// Either a whole file, or an exception that says what is wrong in one line; nothing else, soon,
  /// and with no more memory than the file is worth.
  private Safetensors.Contents loadOrRefuse(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    return assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          long before = THREADS.getCurrentThreadAllocatedBytes();
          Safetensors.Contents contents = null;
          String problem = null;
          try {
            contents = Safetensors.load(file);
          } catch (SafetensorsException e) {
            problem = e.getMessage();
          }
          assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
              .as("bytes allocated for a file of %d", bytes.length)
              .isLessThan(AT_LEAST + PER_BYTE * bytes.length);
          assertThat(inBytes(bytes)).as("the same from an array").isEqualTo(problem);
          if (problem != null) {
            assertThat(problem)
                .startsWith(file + ": ")
                .hasSizeBetween(file.toString().length() + 10, file.toString().length() + 1000)
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]");
          }
          return contents;
        });
  }

  /// What is small in a file and could be large in memory.
  @Example
  void nothingTakesMoreMemoryThanTheFileIsWorth() throws IOException {
    String none = "\"%d\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
    assertThat(loadOrRefuse(withHeader(many(none, 3000, "{", "}"), new byte[0])).tensors())
        .as("tensors without elements")
        .hasSize(3000);
    String one = "\"%1$d\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[%2$d,%3$d]}";
    assertThat(loadOrRefuse(withHeader(many(one, 3000, "{", "}"), new byte[12000])).tensors())
        .as("tensors of one element")
        .hasSize(3000);
    String pair = "\"%d\":\"\"";
    assertThat(
            loadOrRefuse(withHeader(many(pair, 9000, "{\"__metadata__\":{", "}}"), new byte[0]))
                .metadata())
        .hasSize(9000);
    for (String property : List.of("shape", "data_offsets")) {
      String start = "{\"x\":{\"" + property + "\":[";
      assertThat(loadOrRefuse(withHeader(many("1", 100_000, start, "]}}"), new byte[0]))).isNull();
      assertThat(loadOrRefuse(withHeader(many("[", 100_000, start, "]}}"), new byte[0]))).isNull();
    }
    for (int length : new int[] {1 << 20, Integer.MAX_VALUE}) {
      String large =
          String.format(
              Locale.ROOT,
              "{\"x\":{\"dtype\":\"F64\",\"shape\":[%d],\"data_offsets\":[0,%d]}}",
              length,
              8L * length);
      assertThat(loadOrRefuse(withHeader(large, new byte[8]))).isNull();
    }
    assertThat(loadOrRefuse(littleEndian(new byte[16]).putLong(99_999_999).array())).isNull();
    assertThat(loadOrRefuse(withHeader("{\"" + "x".repeat(100_000), new byte[0]))).isNull();
  }

  private static String many(String format, int count, String start, String end) {
    return IntStream.range(0, count)
        .mapToObj(i -> String.format(Locale.ROOT, format, i, 4 * i, 4 * i + 4))
        .collect(Collectors.joining(",", start, end));
  }
}
