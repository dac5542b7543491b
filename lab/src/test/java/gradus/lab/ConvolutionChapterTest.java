package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.lab.ConvolutionChapter.Convolution;
import gradus.lab.ConvolutionChapter.End;
import gradus.lab.ConvolutionChapter.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The answers of chapter 8.
class ConvolutionChapterTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-5);

  private static Convolution convolution(String query) {
    return ConvolutionChapter.convolution(Query.of(query));
  }

  private static double ink(double[] ink, int row, int column) {
    return row < 0 || row > 7 || column < 0 || column > 7 ? 0 : ink[8 * row + column];
  }

  @ParameterizedTest
  @CsvSource({
    "of=vertical, 8",
    "of=horizontal&digit=7, 8",
    "of=outline&border=false, 6",
    "of=blur&digit=358&border=false, 6",
    "of=filter5&border=false, 6",
    "of=filter8, 8",
    "'kernel=1,2,3,4,5,6,7,8,-9.5', 8"
  })
  void isASumOfProductsInAWindow(String query, int side) {
    Convolution answer = convolution(query);
    double[] kernel = Arrays.stream(answer.kernel()).flatMapToDouble(Arrays::stream).toArray();
    int first = side == 8 ? -1 : 0;
    assertThat(answer.sums()).hasDimensions(side, side);
    assertThat(answer.products()).hasDimensions(side * side, 9);
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double sum = 0;
        for (int i = 0; i < 9; i++) {
          double product =
              kernel[i] * ink(answer.ink(), row + first + i / 3, column + first + i % 3);
          assertThat(answer.products()[row * side + column][i]).isCloseTo(product, CLOSE);
          sum += product;
        }
        assertThat(answer.sums()[row][column]).isCloseTo(sum, CLOSE);
      }
    }
  }

  @Test
  void aKernelOfOnesOwnIsTaken() {
    assertThat(convolution("kernel=1,2,3,4,5,6,7,8,-9.5&of=blur").kernel())
        .isDeepEqualTo(new double[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, -9.5}});
    assertThat(convolution("of=sharpen").kernel())
        .isDeepEqualTo(new double[][] {{0, -1, 0}, {-1, 5, -1}, {0, -1, 0}});
  }

  @Test
  void aDigitHeldOutHasItsLabelAndADrawnOneHasNone() {
    DigitNet.Digit digit = DigitNet.digit(7);
    assertThat(DoubleStream.of(digit.ink()))
        .allMatch(ink -> ink >= 0 && ink <= 16 && ink == Math.rint(ink));
    assertThat(convolution("digit=7").ink()).isEqualTo(digit.ink());
    assertThat(convolution("digit=7").label()).isEqualTo(digit.label());
    assertThat(convolution("digit=7&ink=" + list(digit.ink())).label()).isEqualTo(digit.label());
    String white = list(new double[64]);
    assertThat(convolution("digit=7&ink=" + white).label()).isEqualTo(-1);
    Convolution drawn = convolution("ink=" + white + "&path=10,0,10,32");
    assertThat(drawn.label()).isEqualTo(-1);
    assertThat(drawn.ink())
        .isEqualTo(Pen.stroke(new double[64], new double[] {10, 0, 10, 32}, false));
    assertThat(convolution("ink=" + list(drawn.ink()) + "&path=10,0,10,32&erase=true").ink())
        .containsOnly(0);
  }

  private static String list(double... numbers) {
    return String.join(",", DoubleStream.of(numbers).mapToObj(String::valueOf).toList());
  }

  /// The page's steps, from the sum to the ReLU, end where the network's first layer does.
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8})
  void aFilterDoesWhatItDoesInTheNetwork(int filter) {
    Convolution answer = convolution("digit=12&of=filter" + filter);
    Verdict verdict = ConvolutionChapter.verdict(Query.of("digit=12"));
    double[] outputs =
        Arrays.stream(answer.unit().outputs()).flatMapToDouble(Arrays::stream).toArray();
    double[] map = verdict.maps()[filter - 1];
    for (int i = 0; i < 64; i++) {
      assertThat(outputs[i]).isCloseTo(map[i], CLOSE);
    }
    assertThat(DoubleStream.of(map)).anyMatch(value -> value > 0);
  }

  @Test
  void theNetworkIsRightAboutMostDigitsHeldOut() {
    List<Object> lines = new ArrayList<>();
    ConvolutionChapter.train(Query.of("")).each(lines::add);
    assertThat(lines).hasSize(16);
    assertThat(lines.subList(0, 15)).allMatch(line -> line instanceof DigitNet.Epoch);
    End end = (End) lines.getLast();
    long right =
        IntStream.range(0, end.checked())
            .mapToObj(i -> ConvolutionChapter.verdict(Query.of("digit=" + i)))
            .filter(verdict -> verdict.says() == verdict.label())
            .count();
    assertThat(end.right()).isEqualTo((int) right);
    assertThat(right).isGreaterThan(340);
    assertThat(end.checked()).isEqualTo(359);
    assertThat(end.checked() + end.learned()).isEqualTo(1797);
    assertThat(end.filters()).hasDimensions(8, 9);
    List<Object> again = new ArrayList<>();
    ConvolutionChapter.train(Query.of("")).each(again::add);
    assertThat(again.subList(0, 15)).isEqualTo(lines.subList(0, 15));
  }

  @Test
  void theChancesAreProbabilities() {
    double[] chances = ConvolutionChapter.verdict(Query.of("digit=3")).chances();
    assertThat(DoubleStream.of(chances)).hasSize(10).allMatch(chance -> chance >= 0 && chance <= 1);
    assertThat(DoubleStream.of(chances).sum()).isCloseTo(1, CLOSE);
  }

  /// A seven in three strokes of a pen.
  @Test
  void aDrawnDigitIsRead() {
    String white = list(new double[64]);
    String seven = "6,3,26,3,24,8,20,15,16,22,13,30";
    Verdict verdict = ConvolutionChapter.verdict(Query.of("ink=" + white + "&path=" + seven));
    assertThat(verdict.says()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "digit=359 | digit must be a whole number from 0 to 358, got \"359\"",
        "ink=1,2 | ink must be 64 numbers, got 2",
        "ink=17 | ink must be a number from 0.0 to 16.0, got \"17\"",
        "path=1,2,3 | path must be pairs of x and y, got 3 numbers",
        "path=1,x | path must be a number from -320.0 to 320.0, got \"x\"",
        "of=filter9 | of must be one of vertical, horizontal,",
        "kernel=1,2,3 | kernel must be 9 numbers, got 3",
        "kernel=100,0,0,0,0,0,0,0,0 | kernel must be a number from -99.0 to 99.0",
        "border=no | border must be true or false, got \"no\"",
      })
  void aWrongRequestIsRefusedWithTheReason(String query, String reason) {
    assertThatThrownBy(() -> convolution(query))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aStrokeHasALimit() {
    String path = String.join(",", Collections.nCopies(ConvolutionChapter.LONGEST + 2, "1"));
    assertThatThrownBy(() -> convolution("path=" + path))
        .hasMessage("path has 602 numbers; the limit is 600");
  }
}
