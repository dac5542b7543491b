package gradus.engine.simd;

import gradus.engine.Axes;

/// The plan of a sum, maximum or minimum along some axes of a tensor.
///
/// The result does not depend on the order of the axes, so they are sorted by stride, largest
/// first; the last axis must be contiguous. If that axis is reduced, the work is by rows, each of
/// which yields a number. If it is kept, rows are combined element by element, in strips that fit
/// the cache together with their results.
///
/// The work is divided into units, which threads share. Long rows, and large numbers of short ones,
/// are split into chunks whose size depends only on the shape, and whose results are combined in
/// order. So the order of a sum does not depend on the number of threads.
final class FoldPlan {
  /// The maximum number of elements, of a row or of several, that is not split.
  static final int CHUNK = 1 << 16;

  /// The sums of this many columns, in double precision, stay in the cache.
  private static final int STRIP = 4096;

  /// This many units give threads enough to share.
  private static final int ENOUGH = 16;

  /// Elements per task of a thread.
  private static final int GRAIN = 1 << 16;

  /// Rows shorter than this are processed several at a time, as one row.
  private static final int SHORT = 64;

  private static final int TOGETHER = 16;

  /// The innermost axis: its length, its stride, whether it is reduced, and the stride of its
  /// results.
  private final int n;

  private final int stride;
  private final boolean byRows;
  private final int outStride;

  /// The other axes that are kept, with the strides of the input and the output, and that are
  /// reduced.
  private final Axes kept = new Axes(0, 0);

  private final Axes reduced = new Axes(0);
  private final int keptSize;
  private final int reducedSize;

  private static final int IN = 0;
  private static final int OUT = 1;

  /// Creates a plan.
  ///
  /// @param dims the length of each axis
  /// @param strides the strides of the input
  /// @param isReduced which axes are reduced
  /// @param outs the strides of the output, for the axes that are kept
  FoldPlan(int[] dims, int[] strides, boolean[] isReduced, int[] outs) {
    int[] order = new int[dims.length];
    int rank = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] != 1) {
        int at = rank++;
        for (; at > 0 && Math.abs(strides[order[at - 1]]) < Math.abs(strides[axis]); at--) {
          order[at] = order[at - 1];
        }
        order[at] = axis;
      }
    }
    for (int i = 0; i < rank; i++) {
      int axis = order[i];
      if (isReduced[axis]) {
        reduced.add(dims[axis], new int[] {strides[axis]});
      } else {
        kept.add(dims[axis], new int[] {strides[axis], outs[axis]});
      }
    }
    byRows = rank == 0 || isReduced[order[rank - 1]];
    Axes inner = byRows ? reduced : kept;
    n = inner.length();
    stride = rank == 0 ? 1 : inner.stride(IN);
    outStride = byRows ? 0 : inner.stride(OUT);
    if (rank > 0) {
      inner.removeInnermost();
    }
    keptSize = kept.size();
    reducedSize = reduced.size();
  }

  /// Returns whether the innermost axis is not contiguous.
  boolean needsDenseRows() {
    return stride != 1;
  }

  void run(Fold fold, RowMajor x, Object y, int yo) {
    if (n == 0 || reducedSize == 0) {
      Results none = Results.of(fold, byRows ? 1 : n, 0);
      for (int k = 0; k < keptSize; k++) {
        store(none, none.values().length, y, yo + kept.offset(OUT, k));
      }
    } else if (!byRows) {
      columns(fold, x, y, yo);
    } else if (n > CHUNK) {
      longRows(fold, x, y, yo);
    } else {
      rows(fold, x, y, yo);
    }
  }

  private static void share(RowMajor x, int units, int elementsInEach, Workers.Range work) {
    int each = Math.max(1, GRAIN / Math.max(1, elementsInEach));
    Workers.share(units, Math.max(each, x.leastInTask(units)), work);
  }

  /// Combines n elements of a row into a result.
  ///
  /// @param start the first of them
  private void row(
      Fold fold, RowMajor.Reader x, int k, int r, int start, int n, Results results, int i) {
    int at = x.at(kept.offset(IN, k) + reduced.offset(IN, r) + start, n);
    fold.row(x.array(), at, n, start, results, i);
  }

  private void rows(Fold fold, RowMajor x, Object y, int yo) {
    boolean dense = reduced.rank() == 0 && kept.rank() == 1 && kept.stride(IN) == n;
    share(
        x,
        keptSize,
        n * reducedSize,
        (first, end) -> {
          RowMajor.Reader reader = x.reader();
          if (dense) {
            denseRows(fold, reader, y, yo, first, end);
            return;
          }
          Results result = Results.of(fold, 1, 0);
          Results next = Results.of(fold, 1, 0);
          for (int k = first; k < end; k++) {
            row(fold, reader, k, 0, 0, n, result, 0);
            for (int r = 1; r < reducedSize; r++) {
              row(fold, reader, k, r, 0, n, next, 0);
              fold.combine(result, 0, next, 0);
            }
            result.store(0, y, yo + kept.offset(OUT, k));
          }
        });
  }

  private void denseRows(Fold fold, RowMajor.Reader x, Object y, int yo, int first, int end) {
    int most = Math.min(end - first, Math.clamp(CHUNK / n, 1, 512));
    Results results = Results.of(fold, most, 0);
    for (int k = first; k < end; ) {
      int rows = Math.min(most, end - k);
      int at = x.at(k * n, rows * n);
      fold.rows(x.array(), at, rows, n, results);
      for (int i = 0; i < rows; i++) {
        results.store(i, y, yo + (k + i) * kept.stride(OUT));
      }
      k += rows;
    }
  }

  private void longRows(Fold fold, RowMajor x, Object y, int yo) {
    int chunks = Math.ceilDiv(n, CHUNK);
    int each = reducedSize * chunks;
    Results parts = Results.of(fold, keptSize * each, 0);
    share(
        x,
        keptSize * each,
        CHUNK,
        (first, end) -> {
          RowMajor.Reader reader = x.reader();
          for (int part = first; part < end; part++) {
            int row = part / chunks;
            int start = part % chunks * CHUNK;
            int length = Math.min(CHUNK, n - start);
            row(fold, reader, row / reducedSize, row % reducedSize, start, length, parts, part);
          }
        });
    for (int k = 0; k < keptSize; k++) {
      for (int i = 1; i < each; i++) {
        fold.combine(parts, k * each, parts, k * each + i);
      }
      parts.store(k * each, y, yo + kept.offset(OUT, k));
    }
  }

  private void columns(Fold fold, RowMajor x, Object y, int yo) {
    int strips = Math.ceilDiv(n, STRIP);
    int width = Math.min(n, STRIP);
    int fields = keptSize * strips;
    boolean cut = fields < ENOUGH && reduced.rank() == 1;
    int least = Math.max(SHORT, CHUNK / width);
    int height = cut ? Math.max(least, (int) ((long) reducedSize * fields / ENOUGH)) : reducedSize;
    int chunks = Math.ceilDiv(reducedSize, height);
    Results[] parts = new Results[fields * chunks];
    share(
        x,
        fields * chunks,
        width * Math.min(height, reducedSize),
        (first, end) -> {
          RowMajor.Reader reader = x.reader();
          for (int unit = first; unit < end; unit++) {
            int field = unit / chunks;
            int start = field % strips * STRIP;
            int top = unit % chunks * height;
            int at = kept.offset(IN, field / strips) + start;
            int rows = Math.min(height, reducedSize - top);
            parts[unit] = block(fold, reader, at, top, rows, Math.min(STRIP, n - start));
            if (chunks == 1) {
              store(parts, field, strips, y, yo);
            }
          }
        });
    for (int field = 0; field < fields && chunks > 1; field++) {
      Results results = parts[field * chunks];
      int length = Math.min(STRIP, n - field % strips * STRIP);
      for (int chunk = 1; chunk < chunks; chunk++) {
        for (int i = 0; i < length; i++) {
          fold.combine(results, i, parts[field * chunks + chunk], i);
        }
      }
      parts[field] = results;
      store(parts, field, strips, y, yo);
    }
  }

  /// Stores the results of a field, and forgets them.
  private void store(Results[] results, int field, int strips, Object y, int yo) {
    int start = field % strips * STRIP;
    int to = yo + kept.offset(OUT, field / strips) + start * outStride;
    store(results[field], Math.min(STRIP, n - start), y, to);
    results[field] = null;
  }

  private void store(Results results, int length, Object y, int yo) {
    for (int i = 0; i < length; i++) {
      results.store(i, y, yo + i * outStride);
    }
  }

  /// Combines the rows of a strip. The results are the first ones of those returned.
  private Results block(Fold fold, RowMajor.Reader x, int at, int top, int rows, int length) {
    int stride = reduced.stride(IN);
    if (reduced.rank() == 1 && length < SHORT && rows >= SHORT && stride == length) {
      return shortRows(fold, x, at, top, rows, length);
    }
    Results results = Results.of(fold, length, top);
    int inner = reduced.rank() < 2 ? rows : reduced.length();
    for (int r = 0; r < rows; r += inner) {
      int from = at + reduced.offset(IN, top + r);
      columns(fold, x, from, stride, inner, length, top + r, results);
    }
    return results;
  }

  /// Combines rows element by element. Rows that have to be gathered are combined some at a time, a
  /// multiple of four, as [Sums] adds four at a time.
  private static void columns(
      Fold fold,
      RowMajor.Reader x,
      int from,
      int stride,
      int rows,
      int length,
      int first,
      Results results) {
    int most = x.isInPlace() ? rows : Math.max(4, CHUNK / length & -4);
    for (int done = 0; done < rows; ) {
      int some = Math.min(most, rows - done);
      int at = x.rows(from + done * stride, stride, some, length);
      int between = x.isInPlace() ? stride : length;
      fold.columns(x.array(), at, between, some, length, first + done, results);
      done += some;
    }
  }

  /// Combines contiguous rows: several are processed as one long row, whose results are combined at
  /// the end.
  private static Results shortRows(
      Fold fold, RowMajor.Reader x, int at, int top, int rows, int length) {
    int together = TOGETHER * length;
    Results results = Results.of(fold, together, 0);
    int from = at + top * length;
    int whole = rows / TOGETHER;
    columns(fold, x, from, together, whole, together, 0, results);
    int rest = rows % TOGETHER * length;
    if (rest > 0) {
      columns(fold, x, from + whole * together, together, 1, rest, whole, results);
    }
    for (int i = 0; fold.isOfPositions() && i < together; i++) {
      results.positions()[i] = top + results.positions()[i] * TOGETHER + i / length;
    }
    for (int i = length; i < together; i++) {
      fold.combine(results, i % length, results, i);
    }
    return results;
  }
}
