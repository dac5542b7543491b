package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.testkit.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// What is recorded of every operation and what isn't, and that what was recorded is still there: a
/// value that a gradient needs and that was changed since is noticed.
class RecordingProperties extends DifferentiableExamples {
  @Property(generation = GenerationMode.EXHAUSTIVE)
  void nothingIsRecordedInsideNoGradOrOfWhatIsDetached(
      @ForAll("differentiable") Catalogue.Example example, @ForAll @IntRange(max = 3) int seed) {
    Tensor[] inputs = inputs(example, DType.F64, seed);
    Tensor[] leaves = leaves(inputs);
    Tensor unrecorded = Tensor.noGrad(() -> example.op().apply(leaves));
    assertThat(unrecorded.requiresGrad()).isFalse();
    assertThat(unrecorded.isLeaf()).isTrue();
    Tensor[] detached = Stream.of(leaves).map(Tensor::detach).toArray(Tensor[]::new);
    assertThat(example.op().apply(detached).isLeaf()).isTrue();
    Tensor recorded = example.op().apply(leaves);
    assertThat(recorded.isLeaf()).isFalse();
    assertThat(unrecorded.toDoubles()).isEqualTo(recorded.toDoubles());
    assertThat(recorded.detach().isLeaf()).isTrue();
  }

  /// With one input detached the others get what they get anyway, and that one nothing.
  @Property(generation = GenerationMode.EXHAUSTIVE)
  void detachStopsTheGradientOfThatInputAlone(
      @ForAll("differentiable") Catalogue.Example example, @ForAll @IntRange(max = 3) int seed) {
    Tensor[] inputs = inputs(example, DType.F64, seed);
    List<Tensor> all = new ArrayList<>(gradients(example, inputs, seed));
    for (int i = 0; i < inputs.length; i++) {
      Tensor[] leaves = leaves(inputs);
      if (leaves[i].requiresGrad() && all.size() > 1) {
        Tensor[] used = leaves.clone();
        used[i] = leaves[i].detach();
        Tensor result = example.op().apply(used);
        gradients(result, upstream(result, seed), leaves);
        assertThat(leaves[i].grad()).isNull();
        int next = 0;
        for (int k = 0; k < leaves.length; k++) {
          if (leaves[k].requiresGrad()) {
            Tensor expected = all.get(next++);
            if (k != i) {
              assertIdentical(List.of(leaves[k].grad()), List.of(expected));
            }
          }
        }
      }
    }
  }

  /// The gradient after one value of a graph was changed in place; nothing if it threw.
  private static Optional<List<Tensor>> gradientsAfter(
      Catalogue.Example example, Tensor[] inputs, int changed, boolean throughAView, long seed) {
    // Copied, so that what is changed is no leaf, and the views of one input are its own.
    Tensor[] leaves = leaves(inputs);
    Tensor[] values = Stream.of(leaves).map(Tensor::copy).toArray(Tensor[]::new);
    Tensor result = example.op().apply(values);
    Tensor target = changed < values.length ? values[changed] : result;
    Tensor.noGrad(() -> change(throughAView ? target.detach().flatten() : target));
    try {
      return Optional.of(gradients(result, upstream(result, seed), leaves));
    } catch (IllegalStateException e) {
      assertThat(e)
          .hasMessageStartingWith(example.op().label())
          .hasMessageContaining("changed in place");
      return Optional.empty();
    }
  }

  private static void change(Tensor target) {
    if (target.layout().isExpanded()) {
      // All that can be changed of it: the element that stands for all, and of windows the first.
      Tensor first = target;
      for (int axis = 0; axis < target.rank(); axis++) {
        first = target.layout().stride(axis) == 0 ? first.slice(axis, 0, 1) : first;
      }
      for (int axis = 0; first.layout().isExpanded(); axis++) {
        first = first.slice(axis, 0, 1);
      }
      first.fill(0);
    } else {
      target.fill(0);
    }
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void aChangeInPlaceIsEitherHarmlessOrThrows(
      @ForAll("differentiable") Catalogue.Example example,
      @ForAll boolean throughAView,
      @ForAll @IntRange(max = 3) int seed) {
    Tensor[] inputs = inputs(example, DType.F64, seed);
    List<Tensor> expected = gradients(example, inputs, seed);
    for (int changed = 0; changed <= inputs.length; changed++) {
      gradientsAfter(example, inputs, changed, throughAView, seed)
          .ifPresent(actual -> assertIdentical(actual, expected));
    }
  }

  /// That something throws at all: those whose gradients need values.
  @Example
  void changesInPlaceAreNoticed() {
    Set<String> throwing = new TreeSet<>();
    for (Catalogue.Example example : DIFFERENTIABLE) {
      Tensor[] inputs = inputs(example, DType.F64, 1);
      for (int changed = 0; changed <= inputs.length; changed++) {
        if (gradientsAfter(example, inputs, changed, false, 1).isEmpty()) {
          String value = changed < inputs.length ? " input " + changed : " output";
          throwing.add(example.op().label().split(" ")[0] + value);
        }
      }
    }
    assertThat(throwing)
        .contains(
            "abs input 0",
            "clamp input 0",
            "convolve input 0",
            "convolve input 1",
            "div input 1",
            "exp output",
            "gather input 1",
            "log input 0",
            "logSoftmax output",
            "matmul input 0",
            "matmul input 1",
            "max input 0",
            "maximum input 1",
            "mul input 0",
            "mul input 1",
            "pow input 0",
            "relu output",
            "scatterAdd input 1",
            "sigmoid output",
            "softmax output",
            "sqrt output",
            "swish input 0",
            "where input 0")
        .doesNotContain(
            "add input 0",
            "concat input 0",
            "exp input 0",
            "fold input 0",
            "matmul input 2",
            "relu input 0",
            "reshape input 0",
            "sub output",
            "sum input 0",
            "unfold input 0",
            "unfold output");
  }

  /// A leaf that is changed can't be put right either, and a gradient of it isn't made up.
  @Example
  void aChangedLeafIsNoticedToo() {
    Tensor x = Tensor.of(DType.F64, 1, 2).requiresGrad(true);
    Tensor y = x.square().sum();
    Tensor.noGrad(() -> x.slice(0, 1, 2).mulInPlace(3));
    assertThatThrownBy(y::backward).hasMessageContaining("changed in place");
    assertThat(x.grad()).isNull();
  }
}
