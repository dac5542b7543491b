package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What views and printing need: no copy of the elements.
class MemoryTest {
  private static final long MEGABYTE = 1 << 20;

  /// Vectors are objects until the code that has them is compiled, so that first runs may need
  /// more.
  private static void assertAllocatesLessThan(long bytes, Supplier<?> body) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int run = 0; run < 20 && least >= bytes; run++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      assertThat(body.get()).isNotNull();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as("the least bytes that a run allocates").isLessThan(bytes);
  }

  private static Tensor simd(Tensor tensor) {
    return tensor.to(Backends.named("simd"));
  }

  /// As many elements as 8 GB would hold; a copy is not possible here.
  @Test
  void reductionsOfAnExpandedScalarNeedNoMemory() {
    Tensor huge = simd(Tensor.scalar(0.5)).expand(2_000_000_000);
    assertThat(huge.sum().item()).isEqualTo(1e9);
    // A tenth, whose copy would be noticed: 800 MB.
    Tensor large = huge.slice(0, 0, 200_000_000);
    assertThat(large.max().item()).isEqualTo(0.5);
    assertThat(large.argmax().item()).isZero();
    for (Supplier<?> reduction : List.<Supplier<?>>of(large::mean, large::max, large::argmax)) {
      assertAllocatesLessThan(20 * MEGABYTE, reduction);
    }
    Tensor rows = large.reshape(50_000, 4_000);
    assertThat(rows.sum(0).toFloats()).hasSize(4_000).containsOnly(25_000);
    assertAllocatesLessThan(20 * MEGABYTE, () -> rows.sum(0));
  }

  @Test
  void reductionsOfFlippedAndSlicedViewsNeedNoCopy() {
    Tensor x = simd(Tensor.randn(new Generator(1), 1 << 11, 1 << 11));
    for (Tensor view : new Tensor[] {x.flip(0, 1), x.flip(1), x.slice(1, 0, 1 << 11, 2)}) {
      Tensor copy = view.copy();
      for (int axis : new int[] {0, 1}) {
        // The same bits: a sum of floats has the order of its row-major copy.
        assertThat(view.sum(axis).toFloats()).isEqualTo(copy.sum(axis).toFloats());
        assertThat(view.max(axis).toFloats()).isEqualTo(copy.max(axis).toFloats());
        assertThat(view.argmax(axis).toInts()).isEqualTo(copy.argmax(axis).toInts());
        assertAllocatesLessThan(2 * MEGABYTE, () -> view.sum(axis));
        assertAllocatesLessThan(2 * MEGABYTE, () -> view.argmax(axis));
      }
      assertThat(view.sum().item()).isEqualTo(copy.sum().item());
      assertThat(view.argmax().item()).isEqualTo(copy.argmax().item());
    }
  }

  /// Both are as fast as those of the contiguous matrix: nothing is gathered.
  @Test
  void theArgMaxOfATransposedMatrixIsComputedInPlace() {
    Tensor x = simd(Tensor.randn(new Generator(2), 64, 300));
    for (int axis : new int[] {0, 1}) {
      Tensor expected = x.argmax(1 - axis);
      assertThat(x.t().argmax(axis).toInts()).isEqualTo(expected.toInts());
      assertAllocatesLessThan(16 << 10, () -> x.t().argmax(axis));
    }
  }

  @Test
  void printingCopiesOnlyWhatIsShown() {
    Tensor x = Tensor.zeros(4096, 2048);
    assertThat(x.toString()).startsWith("tensor([[0., 0., 0.,  ..., 0., 0., 0.],");
    assertAllocatesLessThan(MEGABYTE, x::toString);
    Tensor huge = Tensor.scalar(1).expand(2, 1_000_000_000);
    assertThat(huge)
        .hasToString(
            """
            tensor([[1., 1., 1.,  ..., 1., 1., 1.],
                    [1., 1., 1.,  ..., 1., 1., 1.]])\
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {20_000, Integer.MAX_VALUE})
  void printingAnEmptyTensorDoesNotVisitItsAxes(int length) {
    assertThat(Tensor.zeros(length, 0)).hasToString("tensor([], shape=[" + length + ", 0])");
    assertThat(Tensor.zeros(length, length, 0).toString()).startsWith("tensor([], shape=[");
  }

  /// A shape that a tensor can't have is an error, not a number that has wrapped.
  @Test
  void theLargestViews() {
    Tensor largest = Tensor.scalar(2).expand(Integer.MAX_VALUE);
    assertThat(largest.get(-1)).isEqualTo(2);
    assertThat(largest.slice(0, 5, Integer.MAX_VALUE, 3).size()).isEqualTo(715_827_881);
    assertThat(largest.flip(0).select(0, Integer.MAX_VALUE - 1).item()).isEqualTo(2);
    assertThat(largest.slice(0, 0, Integer.MAX_VALUE, Integer.MAX_VALUE).size()).isEqualTo(1);
  }
}
