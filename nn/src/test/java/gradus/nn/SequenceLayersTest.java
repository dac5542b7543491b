package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import gradus.engine.AttentionOptions;
import gradus.engine.AttentionOptions.Causal;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import gradus.nn.RotaryEmbedding.Pairing;
import gradus.testkit.GradientCheck;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Layers of sequences: what [PyTorchSequencesTest] does not see.
class SequenceLayersTest {
  private static final Generator RANDOM = new Generator(9);

  private static Tensor draw(int... shape) {
    return Tensor.randn(RANDOM, shape).to(DType.F64);
  }

  private static RecurrentCell cell(List<Tensor> in) {
    return new RecurrentCell(in.get(1), in.get(2), in.get(3), in.get(4));
  }

  @TestFactory
  Stream<DynamicTest> gradientsAreRightToSecondOrder() {
    return OnEachBackend.test(
        "second order",
        () -> {
          GradientCheck.of(in -> new RMSNorm(in.get(1), Shape.of(3), 0.1).forward(in.get(0)))
              .named("RMSNorm")
              .second()
              .at(draw(2, 3), draw(3));
          RecurrentOptions options = RecurrentOptions.DEFAULT;
          GradientCheck.of(in -> new LSTM(List.of(cell(in)), options).forward(in.getFirst()))
              .named("LSTM")
              .second()
              .at(draw(2, 3, 2), draw(8, 2), draw(8, 2), draw(8), draw(8));
          GradientCheck.of(in -> new GRU(List.of(cell(in)), options).forward(in.getFirst()))
              .named("GRU")
              .second()
              .at(draw(2, 3, 2), draw(6, 2), draw(6, 2), draw(6), draw(6));
          for (Pairing pairing : Pairing.values()) {
            GradientCheck.of(in -> new RotaryEmbedding(4, 5, 100, pairing).apply(in.get(0), 1))
                .named("RotaryEmbedding, " + pairing)
                .second()
                .at(draw(2, 3, 4));
          }
        });
  }

  /// The inner product of a query and a key depends on the distance of their positions only.
  @Test
  void rotationsAreRelative() {
    for (Pairing pairing : Pairing.values()) {
      RotaryEmbedding rotary = new RotaryEmbedding(8, 100, 10000, pairing);
      Tensor q = draw(1, 8);
      Tensor k = draw(1, 8);
      double near = rotary.apply(q, 5).mul(rotary.apply(k, 2)).sum().item();
      double far = rotary.apply(q, 95).mul(rotary.apply(k, 92)).sum().item();
      assertThat(near).isCloseTo(far, within(1e-12));
      assertThat(rotary.apply(q, 0).toDoubles()).containsExactly(q.toDoubles());
    }
  }

  @Test
  void anOffsetIsAPositionOfTheWhole() {
    for (Pairing pairing : Pairing.values()) {
      RotaryEmbedding rotary = new RotaryEmbedding(6, 7, 50, pairing);
      Tensor x = draw(2, 7, 6);
      Tensor rest = rotary.apply(x.slice(1, 4, 7), 4);
      assertThat(rest.toDoubles()).containsExactly(rotary.apply(x, 0).slice(1, 4, 7).toDoubles());
      assertThat(rotary.apply(x.to(DType.F32), 0).dtype()).isEqualTo(DType.F32);
    }
  }

  /// As many positions as a long text has are computed when they are used.
  @Test
  void positionsFarApartAreThoseOfAnotherOrder() {
    for (Pairing pairing : Pairing.values()) {
      Tensor x = draw(2, 3, 6);
      RotaryEmbedding upwards = new RotaryEmbedding(6, 131_072, 50, pairing);
      RotaryEmbedding atOnce = new RotaryEmbedding(6, 131_072, 50, pairing);
      Tensor last = atOnce.apply(x, 131_069);
      for (int offset : new int[] {0, 1021, 1022, 1023, 3000, 131_069}) {
        Tensor y = upwards.apply(x, offset);
        assertThat(y.toDoubles()).containsExactly(atOnce.apply(x, offset).toDoubles());
        double angle = offset * Math.pow(50, -1.0 / 3);
        int first = 18 + (pairing == Pairing.HALVES ? 1 : 2);
        double[] elements = x.toDoubles();
        double partner = elements[18 + (pairing == Pairing.HALVES ? 4 : 3)];
        assertThat(y.toDoubles()[first])
            .isCloseTo(Math.cos(angle) * elements[first] - Math.sin(angle) * partner, within(1e-9));
      }
      assertThat(upwards.apply(x, 131_069).toDoubles()).containsExactly(last.toDoubles());
    }
  }

  /// The two pairings are the same rotation with the elements in another order.
  @Test
  void pairingsDifferByAnOrderOfElements() {
    Tensor x = draw(3, 6);
    Tensor order = Tensor.of(0, 2, 4, 1, 3, 5);
    Tensor adjacent = new RotaryEmbedding(6, 9, 50, Pairing.ADJACENT).apply(x, 2);
    Tensor halves = new RotaryEmbedding(6, 9, 50, Pairing.HALVES).apply(x.indexSelect(1, order), 2);
    assertThat(halves.toDoubles()).containsExactly(adjacent.indexSelect(1, order).toDoubles());
    double[] frequencies = RotaryEmbedding.frequencies(6, 50);
    assertThat(new RotaryEmbedding(frequencies, 9, Pairing.ADJACENT).apply(x, 2).toDoubles())
        .containsExactly(adjacent.toDoubles());
  }

  @Test
  void rotationsRefuseWhatDoesNotFit() {
    RotaryEmbedding rotary = new RotaryEmbedding(4, 5, 10000, Pairing.HALVES);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rotary.apply(Tensor.zeros(2, 6), 0))
        .withMessage("RotaryEmbedding: takes (…, positions, 4), but got f32[2, 6]");
    for (int offset : new int[] {-1, 4, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> rotary.apply(Tensor.zeros(2, 4), offset))
          .withMessage(
              "RotaryEmbedding: has the positions 0 to 4, not 2 positions from " + offset + " on");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RotaryEmbedding(5, 5, 10000, Pairing.HALVES))
        .withMessageContaining("not 5 and 10000.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RotaryEmbedding(4, 0, 10000, Pairing.HALVES));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RotaryEmbedding(4, 5, 0, Pairing.HALVES));
  }

  /// With dropout the weights are in memory, and otherwise not.
  @Test
  void attentionDropsWeightsDuringTraining() {
    MultiheadAttention plain = new MultiheadAttention(new Generator(2), 6, 2);
    Tensor x = Tensor.randn(RANDOM, 2, 5, 6);
    AttentionOptions causal = AttentionOptions.DEFAULT.withCausal(Causal.UPPER_LEFT);
    float[] expected = plain.forward(x, causal).toFloats();
    MultiheadAttention none = with(plain, new Dropout(0, new Generator(1)));
    float[] got = Training.on(() -> none.forward(x, causal)).toFloats();
    assertThat(got).containsExactly(expected, within(1e-6f));
    MultiheadAttention half = with(plain, new Dropout(0.5, new Generator(1)));
    assertThat(half.forward(x, causal).toFloats()).containsExactly(expected);
    Tensor dropped = Training.on(() -> half.forward(x, causal));
    assertThat(dropped.toFloats()).isNotEqualTo(expected);
    // The first position sees only itself: its weight is 0 or 2 in each head.
    Tensor drawn = Tensor.rand(new Generator(1), 2, 2, 5, 5).ge(0.5).mul(2);
    Tensor w = plain.inProjWeight().slice(0, 12, 18);
    Tensor v = x.matmul(w.t()).reshape(2, 5, 2, 3).transpose(1, 2);
    Tensor first = drawn.slice(2, 0, 1).slice(3, 0, 1).mul(v.slice(2, 0, 1));
    Tensor y = plain.outProj().forward(first.transpose(1, 2).reshape(2, 1, 6));
    assertThat(dropped.slice(1, 0, 1).toFloats()).containsExactly(y.toFloats(), within(1e-6f));
  }

  private static MultiheadAttention with(MultiheadAttention a, Dropout dropout) {
    return new MultiheadAttention(
        a.inProjWeight(), a.inProjBias(), a.outProj(), a.heads(), dropout);
  }

  @Test
  void attentionRefusesWhatDoesNotFit() {
    MultiheadAttention layer = new MultiheadAttention(new Generator(2), 6, 2);
    String takes = "MultiheadAttention: takes (rows, positions, 6), but got ";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(Tensor.zeros(2, 6)))
        .withMessage(takes + "f32[2, 6]");
    Tensor x = Tensor.zeros(2, 3, 6);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(x, x, Tensor.zeros(2, 3, 5), AttentionOptions.DEFAULT))
        .withMessage(takes + "f32[2, 3, 5]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MultiheadAttention(new Generator(2), 6, 4))
        .withMessageContaining("6, must be a multiple of the number of heads, 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MultiheadAttention(new Generator(2), 6, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new MultiheadAttention(Tensor.zeros(6, 6), null, layer.outProj(), 2, null))
        .withMessageContaining("not f32[6, 6], none and f32[6, 6]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new MultiheadAttention(
                    layer.inProjWeight(), Tensor.zeros(6), layer.outProj(), 2, null));
  }

  @Test
  void encoderDropsWhereItSays() {
    Dropout dropout = new Dropout(0.5, new Generator(3));
    TransformerEncoderLayer.Options options =
        TransformerEncoderLayer.Options.DEFAULT.withFeedforward(5).withDropout(dropout);
    TransformerEncoderLayer layer = new TransformerEncoderLayer(new Generator(2), 4, 2, options);
    assertThat(layer.state().keySet())
        .containsExactly(
            "self_attn.in_proj_weight",
            "self_attn.in_proj_bias",
            "self_attn.out_proj.weight",
            "self_attn.out_proj.bias",
            "linear1.weight",
            "linear1.bias",
            "linear2.weight",
            "linear2.bias",
            "norm1.weight",
            "norm1.bias",
            "norm2.weight",
            "norm2.bias");
    Tensor x = Tensor.randn(RANDOM, 1, 3, 4);
    Tensor still = layer.forward(x);
    assertThat(layer.forward(x).toFloats()).containsExactly(still.toFloats());
    assertThat(Training.on(() -> layer.forward(x)).toFloats()).isNotEqualTo(still.toFloats());
    // One number for each weight, 2·3·3, after the attention, 3·4, inside, 3·5, and at the end,
    // 3·4.
    Generator same = new Generator(3);
    same.uniform(18 + 12 + 15 + 12);
    assertThat(dropout.generator().uniform(1)).containsExactly(same.uniform(1));
  }

  @Test
  void recurrentLayersDropBetweenLayers() {
    Dropout dropout = new Dropout(0.5, new Generator(3));
    RecurrentOptions options = RecurrentOptions.DEFAULT.withLayers(3).withDropout(dropout);
    GRU layer = new GRU(new Generator(2), 2, 4, options);
    Tensor x = Tensor.randn(RANDOM, 1, 5, 2);
    Tensor still = layer.forward(x);
    assertThat(Training.on(() -> layer.forward(x)).toFloats()).isNotEqualTo(still.toFloats());
    Generator same = new Generator(3);
    same.uniform(2 * 5 * 4);
    assertThat(dropout.generator().uniform(1)).containsExactly(same.uniform(1));
  }

  /// A sequence in two parts, with the states handed on, is as one.
  @Test
  void statesContinueASequence() {
    LSTM lstm = new LSTM(new Generator(2), 3, 4, RecurrentOptions.DEFAULT.withLayers(2));
    GRU gru = new GRU(new Generator(2), 3, 4);
    Tensor x = Tensor.randn(RANDOM, 2, 7, 3);
    Tensor zeros = Tensor.zeros(2, 2, 4);
    LSTM.Result whole = lstm.forward(x, zeros, zeros);
    LSTM.Result start = lstm.forward(x.slice(1, 0, 3), zeros, zeros);
    LSTM.Result rest = lstm.forward(x.slice(1, 3, 7), start.h(), start.c());
    assertThat(rest.output().toFloats())
        .containsExactly(whole.output().slice(1, 3, 7).toFloats(), within(1e-6f));
    assertThat(rest.c().toFloats()).containsExactly(whole.c().toFloats(), within(1e-6f));
    Tensor all = gru.forward(x);
    Tensor state = gru.forward(x.slice(1, 0, 3), Tensor.zeros(1, 2, 4)).h();
    assertThat(gru.forward(x.slice(1, 3, 7), state).output().toFloats())
        .containsExactly(all.slice(1, 3, 7).toFloats(), within(1e-6f));
  }

  /// The parameters' names, as PyTorch has them.
  @Test
  void recurrentLayersNameTheirParameters() {
    RecurrentOptions options = RecurrentOptions.DEFAULT.withLayers(2).withBidirectional(true);
    Map<String, Tensor> state = new LSTM(new Generator(2), 3, 4, options).state();
    List<String> ends = List.of("l0", "l0_reverse", "l1", "l1_reverse");
    assertThat(state.keySet())
        .containsExactlyElementsOf(
            ends.stream()
                .flatMap(
                    end ->
                        Stream.of("weight_ih_", "weight_hh_", "bias_ih_", "bias_hh_")
                            .map(start -> start + end))
                .toList());
    assertThat(state.get("weight_ih_l1").shape().dims()).containsExactly(16, 8);
    assertThat(new GRU(new Generator(2), 3, 4, options.withBias(false)).state()).hasSize(8);
  }

  @Test
  void recurrentLayersRefuseWhatDoesNotFit() {
    LSTM layer = new LSTM(new Generator(2), 3, 4);
    for (int[] shape : new int[][] {{2, 3}, {2, 0, 3}, {2, 5, 4}}) {
      Tensor x = Tensor.zeros(shape);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> layer.forward(x))
          .withMessage(
              "LSTM: takes (rows, positions, 3) with at least one position, but got " + x.spec());
    }
    Tensor x = Tensor.zeros(2, 5, 3);
    Tensor right = Tensor.zeros(1, 2, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(x, right, Tensor.zeros(2, 2, 4)))
        .withMessage("LSTM: an initial state of f32[2, 5, 3] must be [1, 2, 4], not f32[2, 2, 4]");
    List<RecurrentCell> cells = layer.cells();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LSTM(cells, RecurrentOptions.DEFAULT.withLayers(2)))
        .withMessage("LSTM: needs 2 cells, one per layer and direction, not 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GRU(cells, RecurrentOptions.DEFAULT))
        .withMessageContaining("GRU: cell 0 needs the weights [12, 3] and [12, 4] and biases");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LSTM(cells, RecurrentOptions.DEFAULT.withBias(false)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LSTM(new Generator(1), 0, 4))
        .withMessageContaining("LSTM: the number of inputs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RecurrentCell(Tensor.zeros(8, 2), Tensor.zeros(8, 3), null, null))
        .withMessageContaining("not [f32[8, 2], f32[8, 3], none, none]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new RecurrentCell(Tensor.zeros(8, 2), Tensor.zeros(8, 2), Tensor.zeros(8), null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecurrentOptions.DEFAULT.withLayers(0))
        .withMessageContaining("number of layers must be at least 1");
  }

  @Test
  void rmsNormRefusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RMSNorm(3).forward(Tensor.zeros(2, 4)))
        .withMessage("RMSNorm: the last axes must be [3], but got f32[2, 4]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RMSNorm(Tensor.ones(2), Shape.of(3), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new RMSNorm());
    assertThatIllegalArgumentException().isThrownBy(() -> new RMSNorm(-1, 3));
    double[] plain = new RMSNorm(null, Shape.of(2), 0).forward(Tensor.of(3.0, 4)).toDoubles();
    assertThat(plain)
        .containsExactly(new double[] {3 / Math.sqrt(12.5), 4 / Math.sqrt(12.5)}, within(1e-7));
    assertThat(new RMSNorm(3).eps()).isEqualTo(0x1p-23);
  }

  /// The parts of a long sequence are split by halves; all of them in their order.
  @Test
  void everyPositionCounts() {
    GRU gru = new GRU(new Generator(2), 1, 2);
    Tensor x = Tensor.randn(RANDOM, 1, 37, 1).requiresGrad(true);
    gru.forward(x).sum().backward();
    assertThat(IntStream.range(0, 37).mapToObj(i -> x.grad().get(0, i, 0))).doesNotContain(0.0);
    float[] changed = x.toFloats();
    changed[20] += 1;
    float[] before = gru.forward(x).toFloats();
    float[] after = gru.forward(Tensor.fromArray(changed, 1, 37, 1)).toFloats();
    assertThat(Arrays.mismatch(before, after)).isEqualTo(40);
  }
}
