package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What PyTorch prints of the same numbers.
class TensorTextTest {
  private static void prints(String expected, double... values) {
    assertThat(Tensor.of(values)).hasToString(expected);
  }

  @Test
  void wholeNumbersHaveNoDecimals() {
    prints("tensor([1., 2., 3.])", 1, 2, 3);
    prints("tensor([1000.,    1.])", 1000, 1);
    prints("tensor([100000000.,   1000000.])", 1e8, 1e6);
    prints("tensor([0., -0.])", 0, -0.0);
  }

  @Test
  void otherNumbersHaveFour() {
    prints("tensor([ 1.5000, -2.2500])", 1.5, -2.25);
    prints("tensor([10.0000,  0.5000])", 9.99996, 0.5);
    assertThat(Tensor.scalar(3.5)).hasToString("tensor(3.5000)");
    assertThat(Tensor.of(new double[][] {{1.5}, {-20.25}}))
        .hasToString("tensor([[  1.5000],\n        [-20.2500]])");
  }

  /// More than 1,000 times the least, more than 10⁸, or less than 10⁻⁴ where not all are whole.
  @Test
  void powersOfTenWhereNumbersRangeWide() {
    prints("tensor([1.0010e+03, 1.0000e+00])", 1001, 1);
    prints("tensor([1.0001e+08, 1.0000e+06])", 1.0001e8, 1e6);
    prints("tensor([5.0000e-01, 1.0000e+03])", 0.5, 1000);
    prints("tensor([9.0000e-05, 5.0000e-02])", 0.00009, 0.05);
    prints("tensor([1.0000e-20, 1.0000e+00])", 1e-20, 1);
    prints("tensor([1.2346e+08, 1.0000e+00])", 123456789, 1);
    prints("tensor([0.0000e+00, 1.0000e+00, 2.0000e+03])", 0, 1, 2000);
  }

  @Test
  void whatIsNotFiniteTakesNoPartInTheChoice() {
    prints("tensor([nan, 1., -inf])", Double.NaN, 1, Double.NEGATIVE_INFINITY);
    prints("tensor([inf, 0.])", Double.POSITIVE_INFINITY, 0);
  }

  @Test
  void integersAreAligned() {
    assertThat(Tensor.of(-1, 20, 300)).hasToString("tensor([ -1,  20, 300])");
    assertThat(Tensor.arange(8).reshape(2, 2, 2))
        .hasToString(
            """
            tensor([[[0, 1],
                     [2, 3]],

                    [[4, 5],
                     [6, 7]]])\
            """);
  }

  @Test
  void linesHaveEightyCharacters() {
    assertThat(Tensor.arange(0, 50, 1))
        .hasToString(
            """
            tensor([ 0.,  1.,  2.,  3.,  4.,  5.,  6.,  7.,  8.,  9., 10., 11., 12., 13.,
                    14., 15., 16., 17., 18., 19., 20., 21., 22., 23., 24., 25., 26., 27.,
                    28., 29., 30., 31., 32., 33., 34., 35., 36., 37., 38., 39., 40., 41.,
                    42., 43., 44., 45., 46., 47., 48., 49.])\
            """);
  }

  @Test
  void aFullLineIsTheLast() {
    assertThat(Tensor.arange(0, 28, 1).toString()).hasLineCount(2).endsWith("26., 27.])");
  }

  @Test
  void doublesFromATenThousandthOnHaveFourDecimals() {
    assertThat(Tensor.of(DType.F64, 1e-4, 0.05)).hasToString("tensor([0.0001, 0.0500], dtype=f64)");
  }

  @Test
  void theMiddleOfLargeOnesIsLeftOut() {
    assertThat(Tensor.arange(0, 1001, 1))
        .hasToString("tensor([   0.,    1.,    2.,  ...,  998.,  999., 1000.])");
    assertThat(Tensor.arange(0, 1000, 1).toString()).doesNotContain("...");
    assertThat(Tensor.arange(7 * 200).reshape(7, 200).slice(1, 0, 200, 1))
        .hasToString(
            """
            tensor([[   0,    1,    2,  ...,  197,  198,  199],
                    [ 200,  201,  202,  ...,  397,  398,  399],
                    [ 400,  401,  402,  ...,  597,  598,  599],
                    ...,
                    [ 800,  801,  802,  ...,  997,  998,  999],
                    [1000, 1001, 1002,  ..., 1197, 1198, 1199],
                    [1200, 1201, 1202,  ..., 1397, 1398, 1399]])\
            """);
    assertThat(Tensor.arange(6 * 200).reshape(6, 200).toString().lines()).hasSize(6);
  }
}
