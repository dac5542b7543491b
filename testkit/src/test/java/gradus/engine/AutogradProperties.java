package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.testkit.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// What is true of the gradients of every operation, none left out, each at some random points.
/// Most of it holds to the last bit: the walk does the same steps on the same numbers, or on their
/// multiples by a power of two.
class AutogradProperties extends DifferentiableExamples {
  @Provide
  Arbitrary<DType> floating() {
    return Arbitraries.of(DType.F32, DType.F64);
  }

  private static List<Tensor> times(List<Tensor> gradients, double factor) {
    return gradients.stream().map(g -> g.mul(factor)).toList();
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void aGradientHasItsInputsShapeAndType(
      @ForAll("differentiable") Catalogue.Example example,
      @ForAll("floating") DType dtype,
      @ForAll @IntRange(max = 3) int seed) {
    Tensor[] inputs = inputs(example, dtype, seed);
    List<Tensor> floating = Stream.of(inputs).filter(x -> x.dtype().isFloating()).toList();
    List<Tensor> gradients = gradients(example, inputs, seed);
    assertThat(gradients).hasSameSizeAs(floating);
    for (int i = 0; i < gradients.size(); i++) {
      assertThat(gradients.get(i).spec()).isEqualTo(floating.get(i).spec());
      assertThat(gradients.get(i).requiresGrad()).isFalse();
      assertThat(gradients.get(i).layout().isContiguous()).isTrue();
    }
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void itIsLinearInTheUpstreamGradient(
      @ForAll("differentiable") Catalogue.Example example, @ForAll @IntRange(max = 3) int seed) {
    Tensor[] leaves = leaves(inputs(example, DType.F64, seed));
    Tensor result = example.op().apply(leaves);
    Tensor u = upstream(result, seed);
    Tensor v = upstream(result, seed + 1);
    List<Tensor> ofU = gradients(result, u, leaves);
    // A multiple by a power of two rounds as the number itself does.
    assertIdentical(gradients(result, u.mul(0.25), leaves), times(ofU, 0.25));
    List<Tensor> ofV = gradients(result, v, leaves);
    List<Tensor> ofSum = gradients(result, u.add(v), leaves);
    double bound = roundoff(result, u, v, leaves);
    for (int i = 0; i < ofSum.size(); i++) {
      double[] difference = ofSum.get(i).sub(ofU.get(i).add(ofV.get(i))).abs().toDoubles();
      for (double d : difference) {
        assertThat(d).isLessThanOrEqualTo(bound);
      }
    }
  }

  /// How far a gradient may be off: it is a sum of at most so many products of an upstream element
  /// and a slope as there are elements on the way, each rounded some 16 times, and a slope no
  /// greater than the third power of what the operation read and wrote.
  private static double roundoff(Tensor result, Tensor u, Tensor v, Tensor... leaves) {
    double elements = result.size();
    double greatest = greatest(result);
    for (Tensor leaf : leaves) {
      elements += leaf.size();
      greatest = Math.max(greatest, greatest(leaf));
      // A quotient's or a logarithm's slope.
      greatest = Math.max(greatest, greatest(leaf.detach().abs().to(DType.F64).reciprocal()));
    }
    double weight = greatest(u) + greatest(v);
    return 2 * 0x1p-53 * (elements + 16) * weight * Math.pow(greatest, 3);
  }

  private static double greatest(Tensor values) {
    double greatest = 1;
    for (double value : values.toDoubles()) {
      greatest = Double.isFinite(value) ? Math.max(greatest, Math.abs(value)) : greatest;
    }
    return greatest;
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void aRepeatedBackwardIsIdenticalAndASecondDoubles(
      @ForAll("differentiable") Catalogue.Example example, @ForAll @IntRange(max = 3) int seed) {
    Tensor[] leaves = leaves(inputs(example, DType.F64, seed));
    Tensor result = example.op().apply(leaves);
    Tensor u = upstream(result, seed);
    List<Tensor> once = gradients(result, u, leaves).stream().map(Tensor::copy).toList();
    assertIdentical(gradients(result, u, leaves), once);
    result.backward(u);
    assertIdentical(
        Stream.of(leaves).filter(Tensor::requiresGrad).map(Tensor::grad).toList(), times(once, 2));
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void gradientsAsValuesAreWhatABackwardLeaves(
      @ForAll("differentiable") Catalogue.Example example, @ForAll @IntRange(max = 3) int seed) {
    Tensor[] leaves = leaves(inputs(example, DType.F64, seed));
    Tensor result = example.op().apply(leaves);
    Tensor u = upstream(result, seed);
    List<Tensor> expected = gradients(result, u, leaves);
    Tensor[] wanted = Stream.of(leaves).filter(Tensor::requiresGrad).toArray(Tensor[]::new);
    Tensor loss = example.op().apply(leaves).mul(u).sum();
    assertIdentical(Gradients.of(loss, wanted), expected);
    assertIdentical(Gradients.recorded(loss, wanted), expected);
    for (int i = 0; i < wanted.length; i++) {
      // The others' are left out of the walk.
      assertIdentical(Gradients.of(loss, wanted[i]), expected.subList(i, i + 1));
    }
  }

  /// ⟨J·v, u⟩ = ⟨v, Jᵀ·u⟩. The engine has Jᵀ·u; J·v is the gradient of it with regard to u.
  @Property(generation = GenerationMode.EXHAUSTIVE)
  void theJacobianAndItsTransposeBelongTogether(
      @ForAll("differentiable") Catalogue.Example example, @ForAll @IntRange(max = 3) int seed) {
    Tensor[] leaves = leaves(inputs(example, DType.F64, seed));
    Tensor result = example.op().apply(leaves);
    Tensor u = upstream(result, seed).requiresGrad(true);
    Tensor[] wanted = Stream.of(leaves).filter(Tensor::requiresGrad).toArray(Tensor[]::new);
    List<Tensor> transposed = Gradients.recorded(result.mul(u).sum(), wanted);
    Tensor sum = Tensor.scalar(0).to(DType.F64);
    for (int i = 0; i < wanted.length; i++) {
      sum = sum.add(transposed.get(i).mul(upstream(wanted[i], seed + 2 + i)).sum());
    }
    double right = sum.item();
    double left =
        sum.requiresGrad() ? Gradients.of(sum, u).getFirst().mul(u.detach()).sum().item() : 0;
    double bound = (u.size() + sum.size()) * roundoff(result, u.detach(), u.detach(), leaves) * 8;
    assertThat(Math.abs(left - right)).isLessThanOrEqualTo(bound(result, bound));
  }

  /// Of an F32 result the gradient is rounded to F32 on its way.
  private static double bound(Tensor result, double bound) {
    return result.dtype() == DType.F32 ? bound * 0x1p29 : bound;
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void aValueUsedSeveralTimesSumsItsGradients(
      @ForAll("differentiable") Catalogue.Example example,
      @ForAll @IntRange(min = 2, max = 5) int uses,
      @ForAll @IntRange(max = 3) int seed) {
    Tensor[] inputs = inputs(example, DType.F64, seed);
    List<Tensor> once = gradients(example, inputs, seed);
    Tensor[] leaves = leaves(inputs);
    Tensor result = example.op().apply(leaves);
    Tensor u = upstream(result, seed);
    for (int i = 1; i < uses; i++) {
      result = result.add(example.op().apply(leaves));
    }
    List<Tensor> expected = once;
    for (int i = 1; i < uses; i++) {
      List<Tensor> before = expected;
      expected =
          IntStream.range(0, once.size()).mapToObj(k -> before.get(k).add(once.get(k))).toList();
    }
    assertIdentical(gradients(result, u, leaves), expected);
  }

  /// A diamond: both sides of x ↦ f(x)·w + f(x)·w′ meet again at f(x).
  @Property(generation = GenerationMode.EXHAUSTIVE)
  void theSidesOfADiamondMeet(
      @ForAll("differentiable") Catalogue.Example example, @ForAll @IntRange(max = 3) int seed) {
    Tensor[] inputs = inputs(example, DType.F64, seed);
    Tensor[] leaves = leaves(inputs);
    Tensor middle = example.op().apply(leaves);
    Tensor u = upstream(middle, seed);
    Tensor bottom = middle.mul(2).add(middle.mul(-0.5)).add(middle.neg());
    List<Tensor> expected = gradients(middle, u.mul(2).add(u.mul(-0.5)).add(u.neg()), leaves);
    assertIdentical(gradients(bottom, u, leaves), expected);
  }

  /// Both of an operation's inputs may be the same tensor, as in x·x.
  @Property(generation = GenerationMode.EXHAUSTIVE)
  void oneTensorMayBeEveryInput(@ForAll("differentiable") Catalogue.Example example) {
    Tensor[] inputs = inputs(example, DType.F64, 3);
    boolean alike =
        inputs.length > 1
            && Stream.of(inputs).allMatch(x -> x.spec().equals(inputs[0].spec()))
            && !(example.op() instanceof MatMul);
    if (alike) {
      // Everywhere the last one's elements, which are in the narrowest of the domains.
      Tensor one = inputs[inputs.length - 1].abs().add(0.5).detach().requiresGrad(true);
      Tensor[] same = Stream.of(inputs).map(_ -> one).toArray(Tensor[]::new);
      Tensor[] apart = Stream.of(inputs).map(_ -> leaves(one)[0]).toArray(Tensor[]::new);
      Tensor result = example.op().apply(same);
      Tensor u = upstream(result, 4);
      List<Tensor> each = gradients(example.op().apply(apart), u, apart);
      Tensor expected = each.stream().reduce(Tensor::add).orElseThrow();
      assertIdentical(gradients(result, u, one), List.of(expected));
    }
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void anInputThatIsBroadcastGetsTheSumOfItsCopiesGradients(
      @ForAll("differentiable") Catalogue.Example example, @ForAll @IntRange(max = 3) int seed) {
    if (example.op() instanceof Elementwise) {
      Tensor[] inputs = inputs(example, DType.F64, seed);
      int[] shape = example.op().apply(inputs).shape().dims();
      Tensor[] copies = Stream.of(inputs).map(x -> x.expand(shape).copy()).toArray(Tensor[]::new);
      List<Tensor> ofCopies = new ArrayList<>(gradients(example, copies, seed));
      List<Tensor> expected = new ArrayList<>();
      for (Tensor input : inputs) {
        if (input.dtype().isFloating()) {
          expected.add(summed(ofCopies.removeFirst(), input.shape()));
        }
      }
      assertIdentical(gradients(example, inputs, seed), expected);
    }
  }

  private static Tensor summed(Tensor gradient, Shape shape) {
    int added = gradient.rank() - shape.rank();
    int[] axes =
        IntStream.range(0, gradient.rank())
            .filter(axis -> axis < added || shape.dim(axis - added) != gradient.size(axis))
            .toArray();
    return axes.length == 0 ? gradient : gradient.sum(axes, true).reshape(shape.dims());
  }
}
