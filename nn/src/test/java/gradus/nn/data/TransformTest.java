package gradus.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.testkit.Fixture;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What torchvision makes of images, from the file that `fixtures/images.py` writes, and what holds
/// for the random transforms whatever they draw.
class TransformTest {
  @TestFactory
  Stream<DynamicTest> torchvisionsImages() {
    List<Fixture> fixtures =
        Fixture.read(TransformTest.class.getResourceAsStream("/gradus/nn/fixtures/images.txt"));
    assertThat(fixtures).hasSize(3 * 19);
    return fixtures.stream()
        .map(c -> DynamicTest.dynamicTest(c.name() + c.get("image").shape(), () -> check(c)));
  }

  private static void check(Fixture fixture) {
    Tensor image = fixture.get("image");
    double[] before = image.toDoubles();
    Tensor result = apply(fixture.name().split(" "), image);
    Tensor expected = fixture.get("result");
    assertThat(result.spec()).isEqualTo(expected.spec());
    assertThat(result.toDoubles()).containsExactly(expected.toDoubles(), within(2e-6));
    assertThat(image.toDoubles()).containsExactly(before);
  }

  private static Tensor apply(String[] call, Tensor image) {
    double[] n = Stream.of(call).skip(1).mapToDouble(Double::parseDouble).toArray();
    Pixels pixels = Pixels.of(call[0], image);
    switch (call[0]) {
      case "brightness" -> ColorJitter.brighten(pixels, (float) n[0]);
      case "contrast" -> ColorJitter.contrast(pixels, (float) n[0]);
      case "saturation" -> ColorJitter.saturate(pixels, (float) n[0]);
      case "rotate" -> {
        return RandomRotation.rotated(pixels, n[0]).tensor();
      }
      default -> {
        return transform(call[0], image.size(0), n).apply(image, new Generator(0));
      }
    }
    return pixels.tensor();
  }

  private static Transform transform(String name, int channels, double... n) {
    return switch (name) {
      case "resize" -> new Resize((int) n[0], (int) n[1]);
      case "shorter" -> Resize.shorterSide((int) n[0]);
      case "crop" -> new CenterCrop((int) n[0], (int) n[1]);
      case "flip" -> new RandomHorizontalFlip(1);
      case "normalize" ->
          new Normalize(
              List.of(0.5, 0.25, 0.125).subList(0, channels),
              List.of(0.25, 2.0, 0.3).subList(0, channels));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Tensor image(int channels, int height, int width) {
    return Tensor.rand(new Generator(9), channels, height, width);
  }

  static final List<Transform> RANDOM =
      List.of(
          new RandomCrop(4, 5, 2),
          new RandomResizedCrop(4, 5),
          new RandomHorizontalFlip(0.5),
          new RandomRotation(40),
          new ColorJitter(0.5, 0.5, 0.5),
          new RandomErasing(0.7));

  @ParameterizedTest
  @FieldSource("RANDOM")
  void theSameGeneratorGivesTheSameImage(Transform transform) {
    Tensor x = image(3, 6, 7);
    double[] before = x.toDoubles();
    double[] first = transform.apply(x, new Generator(1)).toDoubles();
    assertThat(transform.apply(x, new Generator(1)).toDoubles()).containsExactly(first);
    assertThat(IntStream.range(2, 9))
        .anyMatch(
            seed -> !Arrays.equals(transform.apply(x, new Generator(seed)).toDoubles(), first));
    assertThat(x.toDoubles()).as("the original").containsExactly(before);
  }

  @ParameterizedTest
  @FieldSource("RANDOM")
  void elementsStayBetween0And1(Transform transform) {
    for (int seed = 0; seed < 50; seed++) {
      Tensor changed = transform.apply(image(3, 6, 7), new Generator(seed));
      assertThat(changed.min().item()).isNotNegative();
      assertThat(changed.max().item()).isLessThanOrEqualTo(1 + 1e-6);
    }
  }

  @ParameterizedTest
  @FieldSource("RANDOM")
  void refusesWhatIsNoImage(Transform transform) {
    for (Tensor wrong :
        List.of(Tensor.zeros(6, 7), Tensor.zeros(3, 0, 7), Tensor.zeros(3, 6, 7).to(DType.F64))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> transform.apply(wrong, new Generator(0)))
          .withMessageContaining("needs an image (channels, height, width) in f32, not")
          .withMessageStartingWith(transform.getClass().getSimpleName());
    }
  }

  /// Each place is drawn, and what is taken is a part of the padded image.
  @Test
  void aCropIsAPartOfThePaddedImage() {
    Tensor x = Tensor.arange(12).reshape(1, 3, 4).to(DType.F32).add(1);
    Tensor padded = Tensor.zeros(1, 5, 6);
    Tensor.noGrad(() -> padded.slice(1, 1, 4).slice(2, 1, 5).copyFrom(x));
    boolean[] seen = new boolean[4 * 4];
    for (int seed = 0; seed < 200; seed++) {
      double[] crop = new RandomCrop(2, 3, 1).apply(x, new Generator(seed)).toDoubles();
      int found = -1;
      for (int place = 0; place < seen.length; place++) {
        Tensor part = padded.slice(1, place / 4, place / 4 + 2).slice(2, place % 4, place % 4 + 3);
        found = Arrays.equals(part.toDoubles(), crop) ? place : found;
      }
      assertThat(found).isNotNegative();
      seen[found] = true;
    }
    assertThat(seen).containsOnly(true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomCrop(6, 3, 1).apply(x, new Generator(0)))
        .withMessageContaining("f32[1, 3, 4] with a padding of 1 is smaller than 6 x 3");
  }

  @Test
  void whatIsErasedIsARectangleOfAllowedSize() {
    Tensor x = Tensor.ones(2, 20, 30);
    int erased = 0;
    for (int seed = 0; seed < 100; seed++) {
      Tensor changed = new RandomErasing(0.5).apply(x, new Generator(seed));
      Tensor zeros = changed.eq(0);
      double count = zeros.sum().item();
      if (count > 0) {
        erased++;
        assertThat(count / x.size()).isBetween(0.01, 0.36);
        double rows = zeros.select(0, 0).any(1).sum().item();
        double columns = zeros.select(0, 0).any(0).sum().item();
        assertThat(count).isEqualTo(2 * rows * columns);
        assertThat(columns / rows).isBetween(0.2, 4.0);
      }
    }
    assertThat(erased).isBetween(30, 70);
  }

  /// A smooth slope stays one, whatever part of it is enlarged.
  @Test
  void aPartIsResized() {
    Tensor x = Tensor.arange(20).to(DType.F32).reshape(1, 1, 20).expand(1, 10, 20).copy();
    for (int seed = 0; seed < 50; seed++) {
      Tensor changed = new RandomResizedCrop(8, 6).apply(x, new Generator(seed));
      assertThat(changed.shape().dims()).containsExactly(1, 8, 6);
      float[] row = changed.select(1, 3).toFloats();
      for (int i = 1; i < row.length; i++) {
        assertThat(row[i]).isGreaterThan(row[i - 1]);
      }
    }
    // No part of these proportions is as large, so it is the largest in the middle.
    Tensor middle = new RandomResizedCrop(10, 10, 1, 1, 1, 1).apply(x, new Generator(0));
    assertThat(middle.toDoubles()).containsExactly(x.slice(2, 5, 15).toDoubles(), within(1e-6));
  }

  @Test
  void chancesAreAsGiven() {
    Tensor x = image(1, 2, 3);
    double[] flipped = x.flip(2).toDoubles();
    int count = 0;
    for (int seed = 0; seed < 400; seed++) {
      double[] changed = new RandomHorizontalFlip(0.25).apply(x, new Generator(seed)).toDoubles();
      count += Arrays.equals(changed, flipped) ? 1 : 0;
    }
    assertThat(count).isBetween(70, 130);
    assertThat(new RandomHorizontalFlip(0).apply(x, new Generator(0))).isSameAs(x);
  }

  @Test
  void composedTransformsShareOneGenerator() {
    Tensor x = image(3, 6, 7);
    Generator random = new Generator(5);
    Tensor expected = x;
    for (Transform transform : RANDOM) {
      expected = transform.apply(expected, random);
    }
    Tensor composed =
        Transform.compose(RANDOM.toArray(Transform[]::new)).apply(x, new Generator(5));
    assertThat(composed.toDoubles()).containsExactly(expected.toDoubles());
  }

  @Test
  void optionsAreChecked() {
    List<Runnable> wrong =
        List.of(
            () -> new Resize(0, 1),
            () -> Resize.shorterSide(0),
            () -> new CenterCrop(1, -1),
            () -> new RandomCrop(0, 1, 0),
            () -> new RandomCrop(1, 1, -1),
            () -> new RandomResizedCrop(1, 1, 0, 1, 1, 1),
            () -> new RandomResizedCrop(1, 1, 0.5, 0.4, 1, 1),
            () -> new RandomHorizontalFlip(1.5),
            () -> new RandomRotation(-1),
            () -> new ColorJitter(0, -1, 0),
            () -> new ColorJitter(0.1, 0.1, 0.1).apply(Tensor.zeros(2, 3, 3), new Generator(0)),
            () -> new Normalize(List.of(0.0), List.of(0.0)),
            () -> new Normalize(List.of(0.0), List.of()),
            () ->
                new Normalize(List.of(0.0), List.of(1.0))
                    .apply(Tensor.zeros(3, 2, 2), new Generator(0)),
            () -> new RandomErasing(Double.NaN),
            () -> new RandomErasing(1, 0.1, 1.1, 1, 1),
            () -> new RandomErasing(1, 0.1, 1, 2, 1));
    for (Runnable call : wrong) {
      assertThatIllegalArgumentException().isThrownBy(call::run);
    }
  }
}
