package gradus.lab;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Locale;
import java.util.stream.IntStream;

/// Chapter 4, the matrix product, cell by cell, and a layer as one product.
final class ProductChapter {
  private static final int LARGEST = 5;
  private static final double LIMIT = 999;

  private ProductChapter() {}

  /// Two matrices, their product, and a layer with the same weights.
  ///
  /// @param a the left matrix (m, k)
  /// @param b the right matrix (k, n)
  /// @param bias the bias of the layer (n)
  /// @param terms the terms of each cell's sum (m, n, k)
  /// @param product the product (m, n)
  /// @param sums the product plus the bias (m, n)
  /// @param outputs the sums after a ReLU (m, n)
  record Product(
      double[][] a,
      double[][] b,
      double[] bias,
      double[][][] terms,
      double[][] product,
      double[][] sums,
      double[][] outputs) {}

  /// Multiplies the given matrices, or else random matrices of small integers.
  static Product product(Query query) {
    int m = query.whole("m", 2, 1, LARGEST);
    int k = query.whole("k", 3, 1, LARGEST);
    int n = query.whole("n", 2, 1, LARGEST);
    Generator generator = new Generator(query.whole("seed", 1, 0, 9999));
    Tensor a = matrix(query, "a", generator, m, k);
    Tensor b = matrix(query, "b", generator, k, n);
    Tensor bias = matrix(query, "bias", generator, 1, n);
    Tensor terms = a.unsqueeze(1).mul(b.t().unsqueeze(0));
    Tensor product = a.matmul(b);
    Tensor sums = product.add(bias);
    return new Product(
        Json.rows(a),
        Json.rows(b),
        bias.toDoubles(),
        IntStream.range(0, m)
            .mapToObj(row -> Json.rows(terms.select(0, row)))
            .toArray(double[][][]::new),
        Json.rows(product),
        Json.rows(sums),
        Json.rows(sums.relu()));
  }

  /// Returns the given matrix, or else random integers from -3 to 4. The generator is used in both
  /// cases, so that the other matrices do not depend on whether this one is given.
  private static Tensor matrix(
      Query query, String name, Generator generator, int rows, int columns) {
    float[] drawn = generator.uniform(rows * columns, -3, 5);
    double[] whole =
        IntStream.range(0, drawn.length).mapToDouble(i -> Math.floor(drawn[i])).toArray();
    double[] numbers = query.numbers(name, whole, -LIMIT, LIMIT, LARGEST * LARGEST);
    if (numbers.length != whole.length) {
      throw new RequestException(
          400,
          String.format(
              Locale.ROOT,
              "%s must be %d numbers (%d rows of %d), got %d",
              name,
              whole.length,
              rows,
              columns,
              numbers.length));
    }
    return Tensor.fromArray(numbers, rows, columns);
  }
}
