package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Views, one after the other, against the same steps on plain arrays.
class ViewProperties {
  /// A tensor, and its elements as they ought to be.
  private record Pair(Tensor tensor, int[] shape, double[] elements) {
    void check() {
      assertThat(tensor.shape().dims()).isEqualTo(shape);
      assertThat(tensor.toDoubles()).isEqualTo(elements);
    }
  }

  private static Pair start(Random random) {
    int rank = random.nextInt(5);
    int[] shape = new int[rank];
    for (int i = 0; i < rank; i++) {
      shape[i] = random.nextInt(8) == 0 ? random.nextInt(2) : 1 + random.nextInt(4);
    }
    int size = Shape.of(shape).size();
    double[] elements = new double[size];
    for (int i = 0; i < size; i++) {
      elements[i] = i;
    }
    return new Pair(Tensor.fromArray(elements, shape), shape, elements);
  }

  private static Pair step(Pair from, Random random) {
    int rank = from.shape.length;
    int axis = rank == 0 ? 0 : random.nextInt(rank);
    return switch (rank == 0 ? 4 : random.nextInt(7)) {
      case 0 -> {
        int other = random.nextInt(rank);
        int[] shape = from.shape.clone();
        shape[axis] = from.shape[other];
        shape[other] = from.shape[axis];
        yield pick(
            from,
            from.tensor.transpose(axis, other),
            shape,
            index -> {
              int[] swapped = index.clone();
              swapped[axis] = index[other];
              swapped[other] = index[axis];
              return swapped;
            });
      }
      case 1 -> {
        int length = from.shape[axis];
        int first = random.nextInt(length + 1);
        int last = first + random.nextInt(length - first + 1);
        int stride = 1 + random.nextInt(3);
        int[] shape = from.shape.clone();
        shape[axis] = (last - first + stride - 1) / stride;
        yield pick(
            from,
            from.tensor.slice(axis, first, last, stride),
            shape,
            index -> with(index, axis, first + index[axis] * stride));
      }
      case 2 ->
          pick(
              from,
              from.tensor.flip(axis),
              from.shape,
              index -> with(index, axis, from.shape[axis] - 1 - index[axis]));
      case 3 -> {
        int[] shape = regrouped(from.elements.length, random);
        yield new Pair(from.tensor.reshape(shape), shape, from.elements);
      }
      case 4 -> {
        int[] shape = new int[rank + 1];
        shape[0] = 1 + random.nextInt(3);
        System.arraycopy(from.shape, 0, shape, 1, rank);
        yield pick(
            from,
            from.tensor.expand(shape),
            shape,
            index -> Arrays.copyOfRange(index, 1, index.length));
      }
      case 5 -> {
        int size = random.nextInt(Math.min(from.shape[axis], 3) + 1);
        int stride = 1 + random.nextInt(3);
        int[] shape = Arrays.copyOf(from.shape, rank + 1);
        shape[axis] = (from.shape[axis] - size) / stride + 1;
        shape[rank] = size;
        yield pick(
            from,
            from.tensor.unfold(axis, size, stride),
            shape,
            index -> with(Arrays.copyOf(index, rank), axis, index[axis] * stride + index[rank]));
      }
      default -> new Pair(from.tensor.contiguous(), from.shape, from.elements);
    };
  }

  private static int[] with(int[] index, int axis, int value) {
    int[] changed = index.clone();
    changed[axis] = value;
    return changed;
  }

  /// Another shape of the same size.
  private static int[] regrouped(int size, Random random) {
    List<Integer> dims = new ArrayList<>();
    int rest = size;
    for (int factor = 2; rest > 1 && factor <= rest; ) {
      if (rest % factor == 0) {
        dims.add(factor);
        rest /= factor;
      } else {
        factor++;
      }
    }
    if (size == 0) {
      return new int[] {random.nextInt(3), 0};
    }
    Collections.shuffle(dims, random);
    while (dims.size() > 1 && random.nextBoolean()) {
      int merged = dims.remove(0) * dims.remove(0);
      dims.add(random.nextInt(dims.size() + 1), merged);
    }
    if (random.nextBoolean()) {
      dims.add(random.nextInt(dims.size() + 1), 1);
    }
    return dims.stream().mapToInt(Integer::intValue).toArray();
  }

  private interface Source {
    int[] of(int... index);
  }

  private static Pair pick(Pair from, Tensor tensor, int[] shape, Source source) {
    int size = Shape.of(shape).size();
    double[] elements = new double[size];
    for (int i = 0; i < size; i++) {
      int[] index = new int[shape.length];
      int rest = i;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        index[axis] = rest % shape[axis];
        rest /= shape[axis];
      }
      int place = 0;
      int[] old = source.of(index);
      for (int axis = 0; axis < old.length; axis++) {
        place = place * from.shape[axis] + old[axis];
      }
      elements[i] = from.elements[place];
    }
    return new Pair(tensor, shape, elements);
  }

  @Property
  void anyChainOfViewsReadsTheRightElements(@ForAll long seed) {
    Random random = new Random(seed);
    Pair pair = start(random);
    for (int i = 0; i < 6 && pair.elements.length < 5000; i++) {
      pair = step(pair, random);
      pair.check();
    }
  }

  @Property
  void viewsShareTheirElements(@ForAll long seed) {
    Random random = new Random(seed);
    Pair pair = start(random);
    Tensor base = pair.tensor;
    for (int i = 0; i < 3 && pair.elements.length < 5000; i++) {
      pair = step(pair, random);
    }
    if (pair.tensor.buffer() == base.buffer() && pair.tensor.size() > 0) {
      base.fill(-7);
      assertThat(pair.tensor.toDoubles()).containsOnly(-7);
    }
  }
}
