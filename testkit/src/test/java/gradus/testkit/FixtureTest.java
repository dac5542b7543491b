package gradus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import gradus.engine.Backends;
import gradus.engine.Tensor;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FixtureTest {
  private static List<Fixture> read(String text) {
    return Fixture.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void casesAndTheirTensorsComeInTheTextsOrder() {
    List<Fixture> cases =
        read(
            """
            # a comment
            case second 1,2
            z i32 - -7
            a f64 2,1 0.1 -Infinity
            case first
            a f32 0,3
            # another one
            b f32 3 NaN -0.0 1e-45
            """);
    assertThat(cases).extracting(Fixture::name).containsExactly("second 1,2", "first");
    assertThat(cases.get(0).tensors()).containsOnlyKeys("z", "a");
    assertThat(cases.get(0).tensors().keySet()).containsExactly("z", "a");
    assertThat(cases.get(0).get("z").spec()).hasToString("i32[]");
    assertThat(cases.get(0).get("z").toInts()).containsExactly(-7);
    assertThat(cases.get(0).get("a").spec()).hasToString("f64[2, 1]");
    assertThat(cases.get(0).get("a").toDoubles()).containsExactly(0.1, Double.NEGATIVE_INFINITY);
    assertThat(cases.get(1).get("a").spec()).hasToString("f32[0, 3]");
    assertThat(cases.get(1).get("b").toFloats()).containsExactly(Float.NaN, -0.0f, Float.MIN_VALUE);
    assertThat(read("")).isEmpty();
  }

  /// Just above the middle of 1 and the next float: as a double it is the middle, and that goes to
  /// the even one.
  @Test
  void aFloatsDigitsAreRoundedOnce() {
    Tensor x = read("case once\nx f32 - 1.00000005960464477540").getFirst().get("x");
    assertThat(x.item()).isEqualTo(1 + 0x1p-23);
  }

  @Test
  void aTensorIsOnTheCurrentBackendWhereverItWasRead() {
    Fixture fixture = read("case here\nx f32 1 1").getFirst();
    for (String name : Backends.usable()) {
      Tensor x = Backends.using(Backends.named(name), () -> fixture.get("x"));
      assertThat(x.backend().name()).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x f32 1 1           | line 1: a tensor before the first case
          case a;x f32        | line 2: "x f32" is neither a case nor a tensor: expected KEY TYPE LENGTHS
          case a;;x f32 - 1   | line 2: "" is neither a case nor a tensor
          case a;x f16 - 1    | line 2: the type "f16" isn't one of f32, f64 and i32
          case a;x f32 2 1    | line 2: shape [2] has 2 elements, the array 1
          case a;x f32 - 1 2  | line 2: shape [] has 1 elements, the array 2
          case a;x f32 2,x 1  | line 2: the lengths "2,x" aren't whole numbers with commas between them
          case a;x f32 2, 1   | line 2: the lengths "2," aren't whole numbers with commas between them
          case a;x i32 - 1.5  | line 2: "1.5" isn't an i32
          case a;x f64 1 one  | line 2: "one" isn't an f64
          case a;x f64 - 1;x f32 - 1 | line 3: case a has "x" twice
          """)
  void aWrongLineIsNamed(String text, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(text.replace(';', '\n')))
        .withMessageStartingWith(problem);
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("case a\nx f32 - 1").getFirst().get("y"))
        .withMessage("case a has no \"y\", only [x]");
    assertThatNullPointerException()
        .isThrownBy(() -> Fixture.read(FixtureTest.class.getResourceAsStream("none.txt")))
        .withMessageStartingWith("text: null, expected");
  }
}
