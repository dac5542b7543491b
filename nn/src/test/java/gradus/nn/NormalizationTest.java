package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Gradients;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import gradus.testkit.GradientCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Batch, layer and group normalisation: gradients to second order, statistics, and refusals.
class NormalizationTest {
  private static final Generator RANDOM = new Generator(9);

  private static Tensor draw(int... shape) {
    return Tensor.randn(RANDOM, shape).to(DType.F64);
  }

  private static Tensor batchNorm(List<Tensor> in, boolean training) {
    Tensor x = in.getFirst();
    int channels = x.size(1);
    Shape shape = Shape.of(channels);
    BatchNorm layer =
        new BatchNorm(
            in.get(1),
            in.get(2),
            Tensor.full(DType.F64, 0.5, shape),
            Tensor.full(DType.F64, 2, shape),
            Tensor.zeros(DType.I32, Shape.SCALAR),
            BatchNorm.Options.DEFAULT);
    return training ? Training.on(() -> layer.forward(x)) : layer.forward(x);
  }

  @TestFactory
  Stream<DynamicTest> gradientsAreRightToSecondOrder() {
    return OnEachBackend.test(
        "second order",
        () -> {
          for (boolean training : new boolean[] {true, false}) {
            GradientCheck.of(in -> batchNorm(in, training))
                .named("BatchNorm, training " + training)
                .second()
                .at(draw(3, 2, 2), draw(2), draw(2));
          }
          GradientCheck.of(
                  in ->
                      new LayerNorm(in.get(1), in.get(2), Shape.of(3), 1e-5).forward(in.getFirst()))
              .named("LayerNorm")
              .second()
              .at(draw(2, 3), draw(3), draw(3));
          GradientCheck.of(
                  in -> new GroupNorm(2, in.get(1), in.get(2), 1e-5).forward(in.getFirst()))
              .named("GroupNorm")
              .second()
              .at(draw(2, 4, 2), draw(4), draw(4));
        });
  }

  /// The sums that a gradient needs are kept for the next input, but not for another gradient.
  @Test
  void twoBackwardPassesAreNotMistakenForOne() {
    BatchNorm layer = new BatchNorm(2);
    Tensor x = Tensor.randn(new Generator(1), 5, 2).requiresGrad(true);
    Tensor y = Training.on(() -> layer.forward(x));
    Tensor first = Tensor.randn(new Generator(2), 5, 2);
    Tensor second = Tensor.randn(new Generator(3), 5, 2);
    y.backward(first);
    Tensor once = x.grad();
    x.zeroGrad();
    y.backward(second);
    Tensor twice = x.grad();
    x.zeroGrad();
    Tensor again = Training.on(() -> layer.forward(x));
    again.backward(second);
    assertThat(twice.toFloats()).containsExactly(x.grad().toFloats());
    assertThat(once.toFloats()).isNotEqualTo(twice.toFloats());
  }

  /// The statistics that the gradient keeps are constants, and must not be used where the gradient
  /// is differentiated.
  @Test
  void aGradientIsDifferentiatedAfterOneThatWasNot() {
    Tensor x = draw(4, 2).requiresGrad(true);
    Tensor weight = draw(4, 2);
    Tensor y =
        Training.on(() -> new BatchNorm(2, new BatchNorm.Options(0, 0.1, false, true)).forward(x));
    Tensor loss = y.mul(weight).sum();
    Tensor plain = Gradients.of(loss, x).getFirst();
    Tensor recorded = Gradients.recorded(loss, x).getFirst();
    assertThat(recorded.toDoubles()).containsExactly(plain.toDoubles(), within(1e-12));
    // With an ε of 0 the result does not change with the scale of x, so x · dy/dx is 0, and so is
    // its gradient.
    Tensor product = recorded.mul(x).sum(0);
    assertThat(product.toDoubles()).containsExactly(new double[2], within(1e-12));
    double[] second = Gradients.of(recorded.mul(x).sum(), x).getFirst().toDoubles();
    assertThat(second).containsExactly(new double[8], within(1e-11));
  }

  @Test
  void runningStatisticsMoveInTrainingOnly() {
    BatchNorm layer = new BatchNorm(1);
    Tensor x = Tensor.of(1.0, 3.0).reshape(2, 1);
    assertThat(layer.forward(x).toDoubles()).containsExactly(new double[] {1, 3}, within(1e-4));
    assertThat(layer.runningMean().item()).isZero();
    assertThat(layer.numBatchesTracked().item()).isZero();
    double[] y = Training.on(() -> layer.forward(x)).toDoubles();
    assertThat(y).containsExactly(new double[] {-1, 1}, within(1e-4));
    assertThat(layer.runningMean().item()).isCloseTo(0.2, within(1e-7));
    assertThat(layer.runningVar().item()).as("unbiased").isCloseTo(1.1, within(1e-6));
    assertThat(layer.numBatchesTracked().item()).isEqualTo(1);
  }

  @Test
  void numbersFarFromZeroLoseNothing() {
    Tensor x = Tensor.randn(new Generator(4), 64, 1).add(10_000).requiresGrad(true);
    Tensor exact = x.detach().to(DType.F64);
    double[] y = Training.on(() -> new BatchNorm(1).forward(x)).toDoubles();
    Tensor expected = exact.sub(exact.mean()).div(exact.var(new int[0], 0, false).add(1e-5).sqrt());
    // The mean of such numbers is itself rounded to 10⁻³.
    assertThat(y).containsExactly(expected.toDoubles(), within(2e-3));
  }

  /// torchvision's files store the number of batches as I64.
  @Test
  void theNumberOfBatchesIsReadFromI64() throws IOException {
    String header =
        """
        {"num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}\
        """;
    byte[] encoded = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + encoded.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(encoded.length).put(encoded).putLong(1234);
    BatchNorm layer = new BatchNorm(3);
    Tensor number = Safetensors.load(file.array()).tensors().get("num_batches_tracked");
    Safetensors.loadInto(Map.of("n", layer.numBatchesTracked()), Map.of("n", number));
    assertThat(layer.numBatchesTracked().item()).isEqualTo(1234);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    BatchNorm layer = new BatchNorm(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(Tensor.zeros(5, 4)))
        .withMessage("BatchNorm: takes (rows, 3, …), but got f32[5, 4]");
    assertThatIllegalArgumentException().isThrownBy(() -> layer.forward(Tensor.zeros(3)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Training.on(() -> layer.forward(Tensor.zeros(1, 3))))
        .withMessageContaining("at least two numbers per channel");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchNorm(0))
        .withMessageContaining("number of channels must be at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchNorm.Options(1e-5, 1.5, true, true))
        .withMessageContaining("1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new BatchNorm(
                    Tensor.ones(2),
                    null,
                    null,
                    null,
                    null,
                    new BatchNorm.Options(0, 0, true, false)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new BatchNorm(
                    Tensor.ones(2),
                    Tensor.ones(3),
                    null,
                    null,
                    null,
                    new BatchNorm.Options(0, 0, true, false)))
        .withMessageContaining("f32[2] and f32[3]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LayerNorm(3, 4).forward(Tensor.zeros(4, 3)))
        .withMessageContaining("[3, 4], but got f32[4, 3]");
    assertThatIllegalArgumentException().isThrownBy(() -> new LayerNorm(3).forward(Tensor.zeros()));
    assertThatIllegalArgumentException().isThrownBy(() -> new LayerNorm());
    assertThatIllegalArgumentException().isThrownBy(() -> new GroupNorm(2, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> new GroupNorm(0, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GroupNorm(2, 4).forward(Tensor.zeros(1, 6)))
        .withMessageContaining("but got f32[1, 6]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dropout2d(0.5, new Generator(0)).forward(Tensor.zeros(2, 3)))
        .withMessageContaining("f32[2, 3]");
    assertThatIllegalArgumentException().isThrownBy(() -> new Dropout2d(1, new Generator(0)));
  }

  @Test
  void sequentialTakesNames() {
    var named = new LinkedHashMap<String, Layer>();
    named.put("fc", new Linear(new Generator(1), 3, 2));
    named.put("norm", new BatchNorm(2));
    Sequential model = new Sequential(named);
    assertThat(model.state().keySet())
        .containsExactly(
            "fc.weight",
            "fc.bias",
            "norm.weight",
            "norm.bias",
            "norm.running_mean",
            "norm.running_var",
            "norm.num_batches_tracked");
    assertThat(model.parameters().keySet())
        .containsExactly("fc.weight", "fc.bias", "norm.weight", "norm.bias");
    Layer head = new ReLU();
    Sequential other = model.with("norm", head);
    assertThat(other.layers()).containsExactly(named.get("fc"), head);
    assertThat(other.layer("norm")).isSameAs(head);
    assertThat(model.layer("norm")).isSameAs(named.get("norm"));
    assertThat(model.subList(1, 2).names()).containsExactly("norm");
    assertThat(new Sequential(new ReLU(), new Tanh()).names()).containsExactly("0", "1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.with("head", head))
        .withMessageContaining("there is no layer head; the layers are [fc, norm]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sequential(List.of("a"), List.of()))
        .withMessageContaining("1 names for 0 layers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sequential(List.of("a", "a"), List.of(head, head)))
        .withMessageContaining("two layers of the name a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sequential(List.of("a.b"), List.of(head)));
  }
}
