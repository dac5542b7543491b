package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.testkit.Catalogue;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;

/// The catalogue's operations that have gradients, and what a backward leaves of them.
abstract class DifferentiableExamples {
  static final List<Catalogue.Example> DIFFERENTIABLE =
      Catalogue.examples().stream()
          .filter(e -> e.op().apply(inputs(e, DType.F64, 1)).dtype().isFloating())
          .toList();

  @Provide
  Arbitrary<Catalogue.Example> differentiable() {
    return Arbitraries.of(DIFFERENTIABLE);
  }

  static Tensor[] inputs(Catalogue.Example example, DType dtype, long seed) {
    return example.draw(dtype, seed).toArray(Tensor[]::new);
  }

  static Tensor[] leaves(Tensor... inputs) {
    return Stream.of(inputs)
        .map(x -> x.detach().requiresGrad(x.dtype().isFloating()))
        .toArray(Tensor[]::new);
  }

  /// Normal numbers, rounded to a few bits, so that sums of them are exact.
  static Tensor upstream(Tensor result, long seed) {
    Tensor normal = Tensor.randn(new Generator(seed), result.shape().dims());
    return normal.mul(256).to(DType.I32).to(result.dtype()).div(256).to(result.backend());
  }

  /// What a backward leaves in the leaves.
  static List<Tensor> gradients(Tensor result, Tensor upstream, Tensor... leaves) {
    Stream.of(leaves).forEach(Tensor::zeroGrad);
    result.backward(upstream);
    return Stream.of(leaves).filter(Tensor::requiresGrad).map(Tensor::grad).toList();
  }

  static List<Tensor> gradients(Catalogue.Example example, Tensor[] inputs, long upstreamSeed) {
    Tensor[] leaves = leaves(inputs);
    Tensor result = example.op().apply(leaves);
    return gradients(result, upstream(result, upstreamSeed), leaves);
  }

  static void assertIdentical(List<Tensor> actual, List<Tensor> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).spec()).isEqualTo(expected.get(i).spec());
      assertThat(actual.get(i).toDoubles())
          .as("input %d", i)
          .isEqualTo(expected.get(i).toDoubles());
    }
  }
}
