package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.AttentionOptions.Causal;
import gradus.testkit.GradientCheck;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Attention beside its definition, with any shapes, masks and kinds of causality, on each backend.
class AttentionProperties {
  private static final double HIDDEN = Double.NEGATIVE_INFINITY;

  /// Inputs and options.
  private record Drawn(Tensor q, Tensor k, Tensor v, AttentionOptions options) {
    static Drawn of(Random random) {
      int batch = 1 + random.nextInt(2);
      int kvHeads = 1 + random.nextInt(2);
      int heads = kvHeads * (1 + random.nextInt(3));
      int l = random.nextInt(5);
      int s = random.nextInt(6);
      int e = 1 + random.nextInt(3);
      Tensor q = numbers(random, batch, heads, l, e);
      // The axes before the heads broadcast.
      Tensor k = random.nextBoolean() ? numbers(random, kvHeads, s, e) : null;
      k = k == null ? numbers(random, batch, kvHeads, s, e) : k;
      Tensor v = numbers(random, batch, kvHeads, s, 1 + random.nextInt(3));
      Causal[] kinds = Causal.values();
      double scale = random.nextBoolean() ? Double.NaN : 0.5;
      Tensor mask = mask(random, batch, heads, l, s);
      return new Drawn(
          q, k, v, new AttentionOptions(mask, kinds[random.nextInt(kinds.length)], scale));
    }

    private static Tensor mask(Random random, int... dims) {
      int[] shape = dims.clone();
      for (int axis = 0; axis < shape.length; axis++) {
        shape[axis] = random.nextBoolean() ? 1 : shape[axis];
      }
      Tensor seen = numbers(random, shape).gt(-0.5);
      return switch (random.nextInt(4)) {
        case 0 -> seen;
        case 1 -> seen.select(0, 0).contiguous();
        case 2 -> Tensor.where(seen, numbers(random, shape), Tensor.of(DType.F64, HIDDEN));
        default -> null;
      };
    }

    Tensor apply(DType dtype) {
      return q.to(dtype)
          .scaledDotProductAttention(k.to(dtype), v.to(dtype), options.withMask(maskOf(dtype)));
    }

    private Tensor maskOf(DType dtype) {
      Tensor mask = options.mask();
      return mask == null || !mask.dtype().isFloating() ? mask : mask.to(dtype);
    }

    /// The definition, one element after the other.
    double[] expected() {
      int heads = q.size(1);
      int l = q.size(2);
      int s = k.size(-2);
      Tensor keys = k.expand(q.size(0), k.size(-3), s, k.size(-1));
      Tensor mask = options.mask();
      mask = mask == null ? null : mask.expand(q.size(0), heads, l, s);
      double scale = Double.isNaN(options.scale()) ? 1 / Math.sqrt(q.size(-1)) : options.scale();
      double[] result = new double[q.size(0) * heads * l * v.size(-1)];
      int place = 0;
      for (int b = 0; b < q.size(0); b++) {
        for (int h = 0; h < heads; h++) {
          int kv = h / (heads / k.size(-3));
          for (int i = 0; i < l; i++) {
            double[] weights = new double[s];
            double sum = 0;
            for (int j = 0; j < s; j++) {
              double score = 0;
              for (int e = 0; e < q.size(-1); e++) {
                score += scale * q.get(b, h, i, e) * keys.get(b, kv, j, e);
              }
              double masked = mask == null ? 0 : mask.get(b, h, i, j);
              boolean isFloating = mask != null && mask.dtype().isFloating();
              boolean seen = mask == null || isFloating || masked != 0;
              seen &=
                  switch (options.causal()) {
                    case NONE -> true;
                    case UPPER_LEFT -> j <= i;
                    case LOWER_RIGHT -> l - 1 - i <= s - 1 - j;
                  };
              weights[j] = seen ? Math.exp(score + (isFloating ? masked : 0)) : 0;
              sum += weights[j];
            }
            for (int e = 0; e < v.size(-1); e++, place++) {
              for (int j = 0; j < s && sum > 0; j++) {
                result[place] += weights[j] / sum * v.get(b, kv, j, e);
              }
            }
          }
        }
      }
      return result;
    }
  }

  private static Tensor numbers(Random random, int... shape) {
    int size = Shape.of(shape).size();
    double[] values = random.doubles(size, -2, 2).toArray();
    return Tensor.fromArray(values, shape).to(DType.F64);
  }

  @Property(tries = 200)
  void isItsDefinition(@ForAll long seed) {
    for (String backend : Backends.usable()) {
      Backends.using(
          Backends.named(backend),
          () -> {
            Drawn drawn = Drawn.of(new Random(seed));
            double[] expected = drawn.expected();
            assertThat(drawn.apply(DType.F64).toDoubles())
                .as("%s on %s", drawn, backend)
                .containsExactly(expected, within(1e-13));
            assertThat(drawn.apply(DType.F32).toDoubles())
                .as("%s on %s", drawn, backend)
                .containsExactly(expected, within(3e-6));
            return null;
          });
    }
  }

  /// The weights times the values are the attention.
  @Property(tries = 60)
  void theWeightsAreThoseOfItsValues(@ForAll long seed) {
    Drawn drawn = Drawn.of(new Random(seed));
    Tensor weights = drawn.q.attentionWeights(drawn.k, drawn.options);
    Tensor v = drawn.v.repeatInterleave(1, drawn.q.size(1) / drawn.v.size(1));
    assertThat(weights.matmul(v).toDoubles())
        .as("%s", drawn)
        .containsExactly(drawn.expected(), within(1e-13));
    Tensor k = drawn.k.copy().requiresGrad(true);
    Tensor y = drawn.q.attentionWeights(k, drawn.options).matmul(v).square().sum();
    Tensor same = drawn.q.scaledDotProductAttention(k, drawn.v, drawn.options).square().sum();
    assertThat(Gradients.of(y, k).getFirst().toDoubles())
        .containsExactly(Gradients.of(same, k).getFirst().toDoubles(), within(1e-12));
  }

  @Test
  void aKeyPaddingMaskHidesTheKeysThatAreNotZero() {
    Random random = new Random(7);
    Tensor q = numbers(random, 2, 3, 2, 2);
    Tensor k = numbers(random, 2, 1, 4, 2);
    Tensor padding = Tensor.of(new int[][] {{0, 0, 1, 1}, {0, 0, 0, 0}});
    AttentionOptions options = AttentionOptions.DEFAULT.withKeyPaddingMask(padding);
    double[] got = q.scaledDotProductAttention(k, k, options).toDoubles();
    Tensor first = q.select(0, 0);
    Tensor keys = k.select(0, 0).slice(1, 0, 2);
    double[] shorter = first.scaledDotProductAttention(keys, keys).toDoubles();
    assertThat(Arrays.copyOf(got, shorter.length)).containsExactly(shorter, within(1e-15));
    double[] whole = q.scaledDotProductAttention(k, k).toDoubles();
    assertThat(Arrays.copyOfRange(got, shorter.length, got.length))
        .containsExactly(Arrays.copyOfRange(whole, shorter.length, got.length), within(1e-15));
  }

  /// With masks that hide all keys of a query, too.
  @Property(tries = 40)
  void gradientsAgreeWithDifferencesToSecondOrder(@ForAll long seed) {
    Drawn drawn = Drawn.of(new Random(seed));
    if (drawn.q.size() > 0) {
      GradientCheck.of(
              in -> in.get(0).scaledDotProductAttention(in.get(1), in.get(2), drawn.options))
          .named(drawn.toString())
          .second()
          .at(drawn.q, drawn.k, drawn.v);
    }
  }

  private static Tensor plain(Tensor q, Tensor k, Tensor v, Tensor mask) {
    int group = q.size(0) / k.size(0);
    Tensor keys = k.repeatInterleave(0, group);
    Tensor scores = q.matmul(keys.transpose(-2, -1)).div(Math.sqrt(q.size(-1))).add(mask);
    return scores.softmax(-1).matmul(v.repeatInterleave(0, group));
  }

  /// Of so many scores that there are several blocks; the results and all gradients.
  @TestFactory
  Stream<DynamicTest> blocksAreAsOne() {
    return Stream.of(Causal.values())
        .map(causal -> DynamicTest.dynamicTest(causal.name(), () -> blocksAreAsOne(causal)));
  }

  private static void blocksAreAsOne(Causal causal) {
    int l = 150;
    int s = 1030;
    Random random = new Random(4);
    Tensor q = numbers(random, 8, l, 3).requiresGrad(true);
    Tensor k = numbers(random, 2, s, 3).requiresGrad(true);
    Tensor v = numbers(random, 2, s, 2).requiresGrad(true);
    Tensor mask = numbers(random, 8, 1, s).requiresGrad(true);
    Tensor hidden = Tensor.zeros(DType.F64, Shape.of(l, s));
    if (causal != Causal.NONE) {
      int ahead = causal == Causal.UPPER_LEFT ? 1 : 1 + s - l;
      hidden = Tensor.full(DType.F64, 1, Shape.of(l, s)).triu(ahead);
      hidden = Tensor.where(hidden.ne(0), Tensor.of(DType.F64, HIDDEN), hidden);
    }
    AttentionOptions options = new AttentionOptions(mask, causal, Double.NaN);
    Tensor y = q.scaledDotProductAttention(k, v, options);
    Tensor expected = plain(q, k, v, mask.add(hidden));
    assertThat(y.toDoubles()).containsExactly(expected.toDoubles(), within(1e-13));
    Tensor weight = numbers(random, 8, l, 2);
    List<Tensor> gradients = Gradients.of(y.mul(weight).sum(), q, k, v, mask);
    List<Tensor> wanted = Gradients.of(expected.mul(weight).sum(), q, k, v, mask);
    for (int i = 0; i < gradients.size(); i++) {
      assertThat(gradients.get(i).shape()).isEqualTo(wanted.get(i).shape());
      assertThat(gradients.get(i).toDoubles())
          .as("gradient %d", i)
          .containsExactly(wanted.get(i).toDoubles(), within(1e-12));
    }
    Tensor recorded = Gradients.recorded(y.mul(weight).sum(), k).getFirst();
    assertThat(recorded.toDoubles()).containsExactly(wanted.get(1).toDoubles(), within(1e-12));
  }

  /// A query after a cache of keys and values has the result that it has in the whole.
  @Test
  void aCacheIsCausalAtTheLowerRight() {
    Random random = new Random(5);
    Tensor q = numbers(random, 4, 7, 2);
    Tensor k = numbers(random, 2, 7, 2);
    Tensor v = numbers(random, 2, 7, 3);
    AttentionOptions causal = AttentionOptions.DEFAULT.withCausal(Causal.LOWER_RIGHT);
    Tensor all = q.scaledDotProductAttention(k, v, causal);
    for (int from = 0; from < 7; from++) {
      Tensor rest = q.slice(1, from, 7).scaledDotProductAttention(k, v, causal);
      assertThat(rest.toDoubles())
          .containsExactly(all.slice(1, from, 7).toDoubles(), within(1e-15));
    }
  }

  @Test
  void anInputChangedInPlaceIsNoticed() {
    Random random = new Random(6);
    Tensor q = numbers(random, 1, 2, 2).requiresGrad(true);
    Tensor k = numbers(random, 1, 2, 2);
    Tensor y = q.scaledDotProductAttention(k, k).sum();
    k.addInPlace(k);
    assertThatIllegalStateException()
        .isThrownBy(y::backward)
        .withMessageContaining("scaledDotProductAttention: its gradient needs input 1");
  }
}
