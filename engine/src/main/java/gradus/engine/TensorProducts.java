package gradus.engine;

import java.util.Locale;

/// The products of a [Tensor] as a vector, a matrix or a batch of matrices.
sealed interface TensorProducts permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// {@return the matrix product: (…, m, k) times (…, k, n) is (…, m, n), where the axes before the
  /// last two broadcast; a vector on the left is a row, on the right a column}
  ///
  /// @param other the right operand
  default Tensor matmul(Tensor other) {
    return product(self(), other, null);
  }

  /// {@return this + a · b, with the product as in [#matmul]; this tensor broadcasts to it. A
  /// layer's product and bias in one operation}
  ///
  /// @param a the left operand
  /// @param b the right operand
  default Tensor addmm(Tensor a, Tensor b) {
    return product(a, b, self());
  }

  /// {@return the products of batches of matrices: (b, m, k) times (b, k, n) is (b, m, n), without
  /// broadcasting}
  ///
  /// @param other the right operand
  default Tensor bmm(Tensor other) {
    Shape a = self().shape();
    Shape b = other.shape();
    if (a.rank() != 3 || b.rank() != 3 || a.dim(0) != b.dim(0) || a.dim(2) != b.dim(1)) {
      throw self().rejected("bmm", "needs the shapes (b, m, k) and (b, k, n)", other);
    }
    return matmul(other);
  }

  /// {@return the inner product of two vectors}
  ///
  /// @param other a vector of the same length
  default Tensor dot(Tensor other) {
    if (self().rank() != 1 || !self().shape().equals(other.shape())) {
      throw self().rejected("dot", "needs two vectors of the same length", other);
    }
    return matmul(other);
  }

  /// {@return the products of all pairs of elements of two vectors, a matrix with a row for each
  /// element of this one}
  ///
  /// @param other a vector
  default Tensor outer(Tensor other) {
    if (self().rank() != 1 || other.rank() != 1) {
      throw self().rejected("outer", "needs two vectors", other);
    }
    return self().unsqueeze(1).mul(other);
  }

  /// {@return the sum of the elements on the main diagonal of this matrix}
  default Tensor trace() {
    if (self().rank() != 2) {
      throw self().rejected("trace", "needs a matrix");
    }
    return self().diagonal(0, 0, 1).sum();
  }

  /// Computes the product, plus `added` unless that is null.
  private static Tensor product(Tensor left, Tensor right, Tensor added) {
    DType factors = DType.promote(left.dtype(), right.dtype());
    DType common = added == null ? factors : DType.promote(factors, added.dtype());
    Tensor a = left.to(common);
    Tensor b = right.to(common);
    if (a.rank() == 0 || b.rank() == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "matmul(%s, %s): a scalar is not a matrix; use mul",
              a.spec(),
              b.spec()));
    }
    boolean row = a.rank() == 1;
    boolean column = b.rank() == 1;
    a = row ? a.unsqueeze(0) : a;
    b = column ? b.unsqueeze(1) : b;
    Tensor c = added == null ? null : added.to(common);
    Tensor product = ofMatrices(a, b, c == null || !column ? c : c.unsqueeze(-1));
    product = column ? product.squeeze(-1) : product;
    return row ? product.squeeze(column ? -1 : -2) : product;
  }

  /// Computes the product of operands with at least two axes. Many matrices times the same one are
  /// a single tall matrix times it where a view can be that; then the gradient of the one is a
  /// single product, too, rather than a sum of many.
  private static Tensor ofMatrices(Tensor a, Tensor b, Tensor c) {
    // Operands that don't fit are reported in their own shapes.
    boolean fits = a.rank() > 2 && b.rank() == 2 && a.size(-1) == b.size(0);
    boolean many = fits && a.size() > (long) a.size(-2) * a.size(-1);
    boolean repeats =
        c == null || c.rank() <= a.rank() && (c.size() == 1 || c.rank() > 0 && isRow(c, b.size(1)));
    if (many && repeats) {
      Shape tall = Shape.of(a.size() / a.size(-1), a.size(-1));
      if (a.layout().reshape(tall).isPresent()) {
        int[] dims = a.shape().dims();
        dims[dims.length - 1] = b.size(1);
        Tensor row = c == null ? null : c.reshape(c.size());
        return multiply(a.reshape(tall.dims()), b, row).reshape(dims);
      }
    }
    return multiply(a, b, c);
  }

  private static boolean isRow(Tensor c, int length) {
    return c.size() == length && c.size(-1) == length;
  }

  private static Tensor multiply(Tensor a, Tensor b, Tensor c) {
    return c == null ? new MatMul().apply(a, b) : new MatMul().apply(a, b, c);
  }
}
