package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Chapter 6 in a browser.
class WeightsPageTest {
  @RegisterExtension static final Browser browser = new Browser();

  @TempDir private Path folder;

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value).replace("-", "−");
  }

  /// Returns a tensor's row as the table should show it.
  private static String row(String name, String shape, Tensor tensor) {
    double mean = tensor.mean().item();
    double deviation = Math.sqrt(tensor.sub(mean).square().mean().item());
    return String.join(
        "|",
        name,
        shape,
        String.format(Locale.ROOT, "%,d", tensor.size()),
        number(mean),
        number(deviation),
        number(tensor.min().item()),
        number(tensor.max().item()));
  }

  @SuppressWarnings("unchecked")
  private static List<String> rows() {
    return (List<String>)
        browser.run(
            "return [...document.querySelectorAll('.stored tbody tr')].map("
                + "row => [...row.cells].map(cell => cell.textContent).join('|'))");
  }

  /// Chooses a file on the page.
  private static void choose(Path file) {
    browser.waitFor("#file").sendKeys(file.toString());
  }

  @Test
  void showsTheWeightsOfATrainedNetwork() {
    browser.open("weights?hidden=5&epochs=40");
    browser.waitForText("#shown", "0.weight");
    TrainedModels.Settings settings = TrainedModels.Settings.of(Query.of("hidden=5&epochs=40"));
    Map<String, Tensor> parameters = TrainedModels.of(settings).run().model().parameters();
    assertThat(rows())
        .hasSize(4)
        .contains(row("0.weight", "5 × 9", parameters.get("0.weight")))
        .contains(row("2.bias", "1", parameters.get("2.bias")));
    assertThat(browser.text(".detail")).contains("Columns: ").contains("LogFare");
    browser.click("2.weight");
    browser.waitForText("#shown", "2.weight");
    browser.waitUntil("location.hash.includes('tensor=2.weight')");
    browser.slide(browser.slider("Epochs"), 0);
    TrainedModels.Settings untrained = TrainedModels.Settings.of(Query.of("hidden=5&epochs=0"));
    Tensor random = TrainedModels.of(untrained).run().model().parameters().get("0.weight");
    browser.waitForText(".stored", number(random.min().item()));
  }

  @Test
  void showsTheFiltersOfAFile() throws IOException {
    Tensor weight = Tensor.randn(new Generator(7), 8, 3, 7, 7);
    Tensor bias = Tensor.randn(new Generator(8), 8);
    Path file = folder.resolve("filters.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("conv.bias", bias);
    tensors.put("conv.weight", weight);
    Safetensors.save(file, tensors, Map.of("made by", "a test"));
    browser.open("weights?epochs=0");
    browser.waitForText("#shown", "0.weight");
    choose(file);
    browser.waitForText("#shown", "conv.weight");
    assertThat(browser.text("#note"))
        .isEqualTo("filters.safetensors: 2 tensors, 1,184 values; metadata: made by = a test.");
    assertThat(rows())
        .containsExactly(row("conv.bias", "8", bias), row("conv.weight", "8 × 3 × 7 × 7", weight));
    assertThat(browser.all(".filters canvas")).hasSize(8);
    // The centre of the fourth filter, in its three colours.
    Tensor filter = weight.select(0, 3);
    double least = filter.min().item();
    double range = filter.max().item() - least;
    long[] bright = new long[3];
    for (int channel = 0; channel < 3; channel++) {
      bright[channel] = Math.round((filter.get(channel, 3, 2) - least) / range * 255);
    }
    assertThat(
            browser.run(
                "return [...document.querySelectorAll('.filters canvas')[3].getContext('2d')"
                    + ".getImageData(2, 3, 1, 1).data]"))
        .isEqualTo(List.of(bright[0], bright[1], bright[2], 255L));
    browser.click("conv.bias");
    browser.waitForText("#shown", "conv.bias");
    browser.click("Show the trained network");
    browser.waitForText("#shown", "0.weight");
  }

  @Test
  void showsTheFiltersOfTheNetworkForDigits() {
    browser.open("weights?epochs=0");
    browser.waitForText("#shown", "0.weight");
    browser.click("digits");
    browser.waitForText("#shown", "conv1.weight");
    assertThat(browser.all(".filters canvas")).hasSize(8);
    assertThat(browser.text("#note")).contains("of 359 digits held out");
    browser.waitUntil("location.hash.includes('of=digits')");
    browser.click("Titanic");
    browser.waitForText("#shown", "0.weight");
  }

  @Test
  void takesAFileThatIsDroppedAnywhere() throws IOException {
    Tensor weight = Tensor.randn(new Generator(7), 4, 3);
    Path file = folder.resolve("dropped.safetensors");
    Safetensors.save(file, Map.of("w", weight), Map.of());
    browser.open("weights?epochs=0");
    browser.waitForText("#shown", "0.weight");
    browser.run(
        "const data = new DataTransfer();"
            + "const bytes = Uint8Array.from(atob(arguments[0]), one => one.charCodeAt(0));"
            + "data.items.add(new File([bytes], 'dropped'));"
            + "for (const kind of ['dragover', 'drop']) document.querySelector('h1').dispatchEvent("
            + "new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));",
        Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
    browser.waitForText("#note", "dropped: 1 tensor, 12 values");
    assertThat(rows()).containsExactly(row("w", "4 × 3", weight));
  }

  @Test
  void reducesALargeWeightToMeansOfBlocks() {
    // 300 rows to 100 blocks of 3; 257 columns to 86 of 3, the last of 2.
    Tensor large = Tensor.randn(new Generator(9), 300, 257);
    Picture picture = Picture.of(large);
    assertThat(picture.rows()).isEqualTo(100);
    assertThat(picture.columns()).isEqualTo(86);
    double inside = large.slice(0, 3, 6).slice(1, 6, 9).mean().item();
    double last = large.slice(0, 297, 300).slice(1, 255, 257).mean().item();
    assertThat(picture.values()[86 + 2]).isCloseTo(inside, within());
    assertThat(picture.values()[99 * 86 + 85]).isCloseTo(last, within());
    assertThat(picture.values()).hasSize(8600);
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-6);
  }

  @Test
  void aHistogramCountsEveryNumberOnce() {
    Stored stored = Stored.of("x", Tensor.of(0f, 0f, 1f, 41f));
    assertThat(stored.histogram()).hasSize(41).startsWith(2, 1).endsWith(1);
    assertThat(Stored.of("same", Tensor.of(2f, 2f)).histogram()).startsWith(2);
    assertThat(Stored.of("broken", Tensor.of(1f, Float.NaN)).histogram()).isNull();
    assertThat(Stored.of("none", Tensor.zeros(0, 3)).mean()).isNaN();
  }

  @Test
  void anUnreadableFileIsRefusedWithTheReason() throws IOException {
    browser.open("weights?epochs=0");
    browser.waitForText("#shown", "0.weight");
    Path broken = folder.resolve("broken.safetensors");
    Files.write(broken, new byte[] {1, 2, 3});
    choose(broken);
    browser.waitForText(
        ".error",
        "broken.safetensors: not a readable safetensors file: 3 bytes are too few for"
            + " the header's length");
    Path eighth = folder.resolve("eighth.safetensors");
    Files.write(eighth, stored("F8_E4M3", (byte) 1));
    choose(eighth);
    browser.waitForText(".error", "tensor \"w\": the type \"F8_E4M3\" isn't one of F32, F64");
    browser.forgetComplaints();
  }

  /// Returns a file of one tensor, w, with one axis.
  private static byte[] stored(String type, byte... elements) {
    byte[] header =
        String.format(
                Locale.ROOT,
                "{\"w\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,%d]}}",
                type,
                elements.length)
            .getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + header.length + elements.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .put(elements)
        .array();
  }

  @Test
  void showsNumbersOfHalfPrecision() throws IOException {
    browser.open("weights?epochs=0");
    browser.waitForText("#shown", "0.weight");
    Path half = folder.resolve("half.safetensors");
    // 1.5: the upper half of 0x3fc00000.
    Files.write(half, stored("BF16", (byte) 0xc0, (byte) 0x3f));
    choose(half);
    browser.waitForText("#note", "half.safetensors: 1 tensor, 1 value.");
    assertThat(rows()).containsExactly(row("w", "1", Tensor.of(1.5f)));
  }
}
