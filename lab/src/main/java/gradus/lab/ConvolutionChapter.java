package gradus.lab;

import gradus.engine.DType;
import gradus.engine.Tensor;
import gradus.nn.Conv2d;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Chapter 8, a convolution cell by cell: a drawn digit, a kernel, and what a trained network sees.
final class ConvolutionChapter {
  private static final int PIXELS = Pen.CELLS * Pen.CELLS;
  private static final int NUMBERS = Kernel.SIDE * Kernel.SIDE;

  /// The most coordinates of a stroke.
  static final int LONGEST = 600;

  /// A pen may leave the sheet.
  private static final double OUTSIDE = 10 * Pen.SHEET;

  private static final double LIMIT = 99;

  private ConvolutionChapter() {}

  /// What is on the sheet.
  ///
  /// @param ink the ink of each cell from 0 to 16 (64), row by row
  /// @param label which digit it is; -1 if it is drawn
  private record Sheet(double[] ink, int label) {
    /// Returns the digit that is asked for, or the given ink, after a stroke if there is one.
    static Sheet of(Query query) {
      DigitNet.Digit digit =
          DigitNet.digit(query.whole("digit", 0, 0, DigitNet.heldOut().size() - 1));
      double[] ink = query.numbers("ink", digit.ink(), 0, Pen.MOST, PIXELS);
      double[] path = query.numbers("path", new double[0], -OUTSIDE, OUTSIDE, LONGEST);
      boolean erase = query.on("erase", false);
      count("ink", ink.length, PIXELS);
      if (path.length % 2 != 0) {
        throw new RequestException(
            400,
            String.format(
                Locale.ROOT, "path must be pairs of x and y, got %d numbers", path.length));
      }
      boolean real = Arrays.equals(ink, digit.ink()) && path.length == 0;
      return new Sheet(
          path.length == 0 ? ink : Pen.stroke(ink, path, erase), real ? digit.label() : -1);
    }
  }

  private static void count(String name, int got, int expected) {
    if (got != expected) {
      throw new RequestException(
          400, String.format(Locale.ROOT, "%s must be %d numbers, got %d", name, expected, got));
    }
  }

  /// A convolution, with all of its steps. Its output has n rows and columns: 8 with a border of
  /// zeros, and 6 without.
  ///
  /// @param ink the ink of each cell from 0 to 16 (64), row by row
  /// @param label which digit it is; -1 if it is drawn
  /// @param digits the number of digits to choose from
  /// @param input the ink, with the border if there is one (n + 2, n + 2)
  /// @param kernel the numbers of the kernel (3, 3)
  /// @param kernels all kernels to choose from
  /// @param products the products of each cell's window and the kernel (n · n, 9)
  /// @param sums the sum of each cell's products, the output (n, n)
  /// @param unit the rest of the unit, if the kernel is one of the network's filters; else null
  record Convolution(
      double[] ink,
      int label,
      int digits,
      double[][] input,
      double[][] kernel,
      List<Kernel> kernels,
      double[][] products,
      double[][] sums,
      Unit unit) {}

  /// What a unit of the network's first layer does with a sum: it divides it, because the network's
  /// inputs are ink from 0 to 1, adds its bias, and applies a ReLU.
  ///
  /// @param divisor the divisor, 16
  /// @param bias the bias
  /// @param biased the quotients plus the bias (n, n)
  /// @param outputs the same after the ReLU (n, n)
  record Unit(double divisor, double bias, double[][] biased, double[][] outputs) {}

  /// Convolves a digit with a kernel.
  static Convolution convolution(Query query) {
    Sheet sheet = Sheet.of(query);
    boolean border = query.on("border", true);
    List<String> choices = new ArrayList<>(Kernel.names());
    IntStream.rangeClosed(1, DigitNet.FILTERS).forEach(i -> choices.add("filter" + i));
    String of = query.choice("of", choices.toArray(String[]::new));
    double[] own = query.numbers("kernel", new double[NUMBERS], -LIMIT, LIMIT, NUMBERS);
    boolean given = query.text("kernel") != null;
    count("kernel", own.length, NUMBERS);
    int filter = given ? 0 : Math.max(0, choices.indexOf(of) - Kernel.ALL.size() + 1);
    Tensor kernel =
        given
            ? square(own)
            : filter > 0 ? filter(filter - 1) : Tensor.of(Kernel.named(of).rows()).to(DType.F64);
    Tensor input = square(sheet.ink);
    if (border) {
      input = input.pad(0, 1, 1, 0).pad(1, 1, 1, 0);
    }
    int side = input.size(0) - Kernel.SIDE + 1;
    Tensor sums =
        input
            .unsqueeze(0)
            .unsqueeze(0)
            .conv2d(kernel.unsqueeze(0).unsqueeze(0))
            .reshape(side, side);
    return new Convolution(
        sheet.ink,
        sheet.label,
        DigitNet.heldOut().size(),
        Json.rows(input),
        Json.rows(kernel),
        Kernel.ALL,
        // A view of the input as windows, (n, n, 3, 3).
        Json.rows(
            input
                .unfold(0, Kernel.SIDE, 1)
                .unfold(1, Kernel.SIDE, 1)
                .mul(kernel)
                .reshape(side * side, NUMBERS)),
        Json.rows(sums),
        filter > 0 ? unit(sums, filter - 1) : null);
  }

  private static Tensor square(double... numbers) {
    int side = (int) Math.sqrt(numbers.length);
    return Tensor.fromArray(numbers, side, side).to(DType.F64);
  }

  private static Tensor filter(int index) {
    return DigitNet.trained().first().weight().detach().select(0, index).select(0, 0).to(DType.F64);
  }

  private static Unit unit(Tensor sums, int index) {
    double bias = DigitNet.trained().first().bias().toDoubles()[index];
    Tensor biased = sums.div(Pen.MOST).add(bias);
    return new Unit(Pen.MOST, bias, Json.rows(biased), Json.rows(biased.relu()));
  }

  /// The result of the training.
  ///
  /// @param right how many of the digits held out are predicted correctly
  /// @param checked the number of digits held out
  /// @param learned the number of digits that it learned from
  /// @param parameters the number of parameters
  /// @param filters the numbers of each filter of the first layer (8, 9)
  record End(int right, int checked, int learned, int parameters, double[][] filters) {}

  /// Trains the network, unless it is trained: one line per epoch, then the result.
  static Answer.Lines train(Query query) {
    return line -> {
      DigitNet net = DigitNet.trained(line::accept);
      Conv2d first = net.first();
      line.accept(
          new End(
              net.right(),
              net.checked(),
              net.learned(),
              net.layers().parameters().values().stream().mapToInt(Tensor::size).sum(),
              Json.rows(first.weight().detach().reshape(DigitNet.FILTERS, NUMBERS))));
    };
  }

  /// What the network says about a digit.
  ///
  /// @param chances the probability of each digit (10)
  /// @param says the digit of the greatest
  /// @param label which digit it is; -1 if it is drawn
  /// @param maps the output of each filter after its ReLU (8, 64)
  record Verdict(double[] chances, int says, int label, double[][] maps) {}

  /// Asks the network about a digit.
  static Verdict verdict(Query query) {
    Sheet sheet = Sheet.of(query);
    DigitNet net = DigitNet.trained();
    double[] chances = net.probabilities(sheet.ink);
    int says =
        IntStream.range(0, chances.length)
            .reduce(0, (best, each) -> chances[each] > chances[best] ? each : best);
    return new Verdict(
        chances,
        says,
        sheet.label,
        Json.rows(net.maps(sheet.ink).reshape(DigitNet.FILTERS, PIXELS)));
  }
}
