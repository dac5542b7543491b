package gradus.engine.simd;

import gradus.engine.DType;
import gradus.engine.simd.Switch.Order;

/// The loops of the matrix product over the elements of arrays, in the terms of BLAS's level 1 and
/// of BLIS: copies, sums of multiples, and an update of rank 1.
///
/// There is one class for each type of element, [FloatLevel1] and [DoubleLevel1], whose loops are
/// the same but for the type, because Java has no type parameters for `float` and `double`, and
/// vectors passed between generic methods would be boxed. Everything that needs to know the type of
/// an element is in them; the other classes of the matrix product have one source for all.
///
/// Methods take an array, the index of the first element and, where the elements of a vector need
/// not be adjacent, their stride, called `inc` as in BLAS. Those that use vectors have a [Switch].
abstract sealed class Level1 permits FloatLevel1, DoubleLevel1 {
  private final DType dtype;
  private final int width;

  /// The cycles in which four vectors are loaded and stored, at most. The instructions take 20; but
  /// where the loads and the stores are a multiple of 4 KiB apart, they wait for each other, and
  /// take 80.
  private static final int COPY = 128;

  // A turn loads and stores four vectors.
  private final Switch copyRows = new Switch("packing", Order.PACKING, COPY, this::sampleCopyRows);

  // A turn loads and stores four vectors.
  private final Switch copyPairs =
      new Switch("windows", Order.PACKING, COPY, this::sampleCopyPairs);

  // Two turns load, select from and store two vectors.
  private final Switch copyAlternate =
      new Switch("strides of two", Order.PACKING, COPY / 2, this::sampleCopyAlternate);

  // A turn of four vectors loads, multiplies and adds four taps for each.
  private final Switch windowSums =
      new Switch("window sums", Order.LOOPS, 48, this::sampleWindowSums);

  // A turn of four vectors loads and multiplies two rows, which wait for each other.
  private final Switch rowProducts =
      new Switch("row products", Order.LOOPS, 32, this::sampleRowProducts);

  // A turn of eight columns loads, multiplies and adds as many vectors; the sum waits for each.
  private final Switch axpys = new Switch("matrix by vector", Order.EXACT, 64, this::sampleAxpys);

  // A turn is a row: a broadcast, and two multiplications and stores.
  private final Switch ger = new Switch("outer product", Order.EXACT, 16, this::sampleGer);

  // Of samples, which only one thread runs.
  private static final int[] STARTS = new int[Warming.LONG];
  private static final int[] PLACES = {0, 1, 2, 3};
  private static final int[] ROW = {0};
  private Object from;
  private Object to;

  /// @param dtype the type of the elements
  /// @param width the number of elements of a vector, W
  Level1(DType dtype, int width) {
    this.dtype = dtype;
    this.width = width;
  }

  /// Allocates an array of zeros.
  abstract Object allocate(int length);

  /// Computes y = 0.
  abstract void clear(int n, Object y, int yo);

  /// Sets a few elements of each of some rows to 0.
  abstract void clearRows(int rows, int n, Object y, int yo, int ldy);

  /// Computes y = x.
  abstract void copy(int n, Object x, int xo, int incx, Object y, int yo);

  /// Computes y = x, or y = x + y.
  abstract void store(int n, Object x, int xo, Object y, int yo, int incy, boolean add);

  /// Computes y += a[ao]·x in plain Java; the first n elements.
  abstract void axpy(int n, Object a, int ao, Object x, int xo, Object y, int yo);

  /// Computes y += a₀·x[p] + … + a₃·x[p + 3] over whole arrays in plain Java, each element as a
  /// chain in this order.
  ///
  /// @param inca the stride of the four factors
  abstract void axpy4(Object a, int ao, int inca, Object[] x, int p, Object y);

  /// Computes y = A·x for a matrix with contiguous columns in plain Java, each element as a chain
  /// in the order of the columns. The sums are in local variables, so this is for few of them.
  ///
  /// @param n the length of y and of a column
  /// @param k the number of columns
  /// @param lda the stride between columns
  abstract void sums(int n, int k, Object a, int ao, int lda, Object x, int xo, Object y, int yo);

  /// Computes y += a∘x, element by element, in plain Java.
  abstract void multiplyAdd(int n, Object a, int ao, Object x, int xo, Object y, int yo);

  /// Computes y += x in plain Java.
  abstract void add(int n, Object x, int xo, Object y, int yo);

  /// Returns whether [#copyRows] is compiled, and its vectors are within x.
  ///
  /// @param end the length of x
  final boolean copiesRows(int rows, int n, int xo, int ldx, int end) {
    int last = xo + Math.max(0, rows - 1) * Math.max(0, ldx);
    return last + Math.max(n, width) <= end && copyRows.on((long) rows * n);
  }

  /// Copies the rows of a matrix with vectors. Up to W - 1 elements after each row are read, and
  /// overwritten before the next row is written.
  ///
  /// @param rows the number of rows
  /// @param n the length of a row
  /// @param ldx the stride between rows of x
  /// @param ldy the stride between rows of y
  abstract void copyRows(int rows, int n, Object x, int xo, int ldx, Object y, int yo, int ldy);

  private void sampleCopyRows(int turns, int times) {
    prepareSample();
    for (int i = 0; i < times; i++) {
      copyRows(turns, 4 * width, from, 0, width, to, 0, 4 * width);
    }
  }

  /// Returns whether [#copyPairs] is compiled.
  ///
  /// @param elements the number of elements to copy
  final boolean copyPairsOn(long elements) {
    return copyPairs.on(elements);
  }

  /// Copies vectors of each row of a matrix whose rows begin anywhere, one after the other: what
  /// one writes too much is overwritten by the next, and up to W - 1 elements after the last row.
  ///
  /// @param rows the number of rows
  /// @param starts has where they begin in x, relative to the places of vectors
  /// @param first the index of the first row in it
  /// @param pairs the number of vectors in a row
  /// @param from the place of each in x
  /// @param to the place of each in a row of y
  /// @param ldy the stride between rows of y, the first of which begins at 0
  abstract void copyPairs(
      int rows,
      int[] starts,
      int first,
      int pairs,
      int[] from,
      int[] to,
      Object x,
      Object y,
      int ldy);

  /// Returns whether [#windowSums] is compiled.
  ///
  /// @param elements the number of multiply-adds
  final boolean windowSumsOn(long elements) {
    return windowSums.on(elements);
  }

  /// Computes y[i] = Σ k[t]·x[offsets[t] + i] with vectors, each as a chain in the order of t.
  ///
  /// @param n the number of elements of y, at least W
  /// @param inck the stride of k
  abstract void windowSums(
      int n, Object k, int ko, int inck, int[] offsets, Object x, int xo, Object y, int yo);

  private void sampleWindowSums(int turns, int times) {
    prepareSample();
    for (int i = 0; i < times; i++) {
      windowSums(turns / 4 * 4 * width, from, 0, 1, PLACES, from, 0, to, 0);
    }
  }

  /// Returns whether [#rowProducts] is compiled.
  ///
  /// @param elements the number of multiply-adds
  final boolean rowProductsOn(long elements) {
    return rowProducts.on(elements);
  }

  /// Computes sums[i] += Σ a[r·n + i]·x[rows[r] + i] with vectors, each as a chain in the order of
  /// r. The sums are in [#rowVectors] vectors: vector v has those from i = v·W on, or the last W.
  ///
  /// @param n the length of a row, at least W
  /// @param rows where the rows of x begin
  abstract void rowProducts(
      int n, Object a, int ao, int[] rows, Object x, int xo, Object y, int yo);

  /// {@return the number of vectors that have the sums of rows of n elements: a multiple of 4, so
  /// that four sums are in progress}
  final int rowVectors(int n) {
    return Math.ceilDiv(n, 4 * width) * 4;
  }

  private void sampleRowProducts(int turns, int times) {
    prepareSample();
    for (int i = 0; i < times; i++) {
      rowProducts(turns / 4 * 4 * width, from, 0, ROW, from, 0, to, 0);
    }
  }

  /// Returns whether [#copyAlternate] is compiled.
  ///
  /// @param elements the number of elements to copy
  final boolean copyAlternateOn(long elements) {
    return copyAlternate.on(elements);
  }

  /// Copies every second element with vectors: computes y[i] = x[2·i].
  ///
  /// @param n the number of elements to copy, at least W; 2·n elements of x are read
  abstract void copyAlternate(int n, Object x, int xo, Object y, int yo);

  private void sampleCopyAlternate(int turns, int times) {
    prepareSample();
    for (int i = 0; i < times; i++) {
      copyAlternate(turns / 2 * width, from, 0, to, 0);
    }
  }

  private void sampleCopyPairs(int turns, int times) {
    prepareSample();
    for (int i = 0; i < times; i++) {
      copyPairs(turns, STARTS, 0, 4, PLACES, PLACES, from, to, 4 * width);
    }
  }

  /// Returns whether [#axpys] is compiled.
  ///
  /// @param elements the number of elements of the matrix
  final boolean axpysOn(long elements) {
    return axpys.on(elements);
  }

  /// Computes y += A·x for a matrix with contiguous columns, with vectors, each element as a chain
  /// in the order of the columns.
  ///
  /// @param n the length of y and of a column, a multiple of W
  /// @param k the number of columns
  /// @param lda the stride between columns
  final void axpys(int n, int k, Object a, int ao, int lda, Object x, int xo, Object y, int yo) {
    int p = 0;
    for (; p + 8 <= k; p += 8) {
      axpy8(n, a, ao + p * lda, lda, x, xo + p, y, yo);
    }
    for (; p < k; p++) {
      axpy1(n, a, ao + p * lda, x, xo + p, y, yo);
    }
  }

  /// Adds eight columns; y is read and written once for all.
  abstract void axpy8(int n, Object a, int ao, int lda, Object x, int xo, Object y, int yo);

  /// Adds one column.
  abstract void axpy1(int n, Object a, int ao, Object x, int xo, Object y, int yo);

  private void sampleAxpys(int turns, int times) {
    prepareSample();
    for (int i = 0; i < times; i++) {
      axpy8(turns * width, from, 0, width, from, 0, to, 0);
      axpy1(turns * width, from, 0, from, 0, to, 0);
    }
  }

  /// Returns whether [#ger] is compiled.
  ///
  /// @param elements the number of elements of the product
  final boolean gerOn(long elements) {
    return ger.on(elements);
  }

  /// Computes two vectors of each row of C = x·yᵀ.
  ///
  /// @param m the number of rows
  /// @param first the start of the first vector in y and in the rows of C
  /// @param second the start of the second one
  /// @param ldc the stride between rows of C
  abstract void ger(
      int m,
      int first,
      int second,
      Object x,
      int xo,
      int incx,
      Object y,
      int yo,
      Object c,
      int co,
      int ldc);

  private void sampleGer(int turns, int times) {
    prepareSample();
    for (int i = 0; i < times; i++) {
      ger(turns, 0, width, from, 0, 1, from, 0, to, 0, 2 * width);
    }
  }

  private void prepareSample() {
    if (from == null) {
      from = Scratch.of(dtype, (Warming.LONG + 8) * width);
      to = Scratch.of(dtype, (4 * Warming.LONG + 4) * width);
    }
  }
}
