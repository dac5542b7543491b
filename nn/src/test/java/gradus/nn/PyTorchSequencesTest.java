package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.AttentionOptions;
import gradus.engine.AttentionOptions.Causal;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import gradus.testkit.Fixture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What PyTorch's layers of sequences compute, from the file that `fixtures/layers.py` writes: the
/// initial values, the outputs and the gradients.
class PyTorchSequencesTest {
  private static final AttentionOptions CAUSAL =
      AttentionOptions.DEFAULT.withCausal(Causal.UPPER_LEFT);

  @TestFactory
  Stream<DynamicTest> layersComputeWhatPyTorchsDo() {
    List<Fixture> fixtures = PyTorchLayersTest.fixtures("sequences.txt");
    assertThat(fixtures).hasSize(25);
    return fixtures.stream()
        .flatMap(
            fixture ->
                Stream.of(DType.F64, DType.F32)
                    .flatMap(
                        dtype ->
                            OnEachBackend.test(
                                fixture.name() + " " + dtype, () -> check(fixture, dtype))));
  }

  private static void check(Fixture fixture, DType dtype) {
    Map<String, Tensor> expected = tensors(fixture, "initial.", DType.F32);
    Map<String, Tensor> initial = state(drawn(fixture.name()));
    assertThat(initial.keySet()).containsExactlyElementsOf(expected.keySet());
    expected.forEach((name, tensor) -> sameDraws(name, initial.get(name), tensor));

    Map<String, Tensor> given = tensors(fixture, "before.", dtype);
    given.values().forEach(parameter -> parameter.requiresGrad(true));
    List<Tensor> inputs = new ArrayList<>(tensors(fixture, "input", dtype).values());
    inputs.forEach(x -> x.requiresGrad(x.dtype().isFloating()));
    List<Tensor> outputs = apply(fixture, made(fixture.name(), given), inputs);
    double allowed = dtype == DType.F64 ? 1e-13 : 4e-6;
    Tensor sum = Tensor.scalar(0).to(dtype);
    for (int i = 0; i < outputs.size(); i++) {
      PyTorchLayersTest.close("output" + i, outputs.get(i), fixture.get("output" + i), allowed);
      sum = sum.add(outputs.get(i).mul(fixture.get("weight" + i).to(dtype)).sum());
    }
    assertThat(fixture.tensors()).doesNotContainKey("output" + outputs.size());
    sum.backward();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).requiresGrad()) {
        String name = "gradient" + i;
        PyTorchLayersTest.close(name, inputs.get(i).grad(), fixture.get(name), 4 * allowed);
      }
    }
    given.forEach(
        (name, parameter) ->
            PyTorchLayersTest.close(
                name, parameter.grad(), fixture.get("gradient." + name), 4 * allowed));
  }

  /// Normal numbers agree to the last few bits, uniform ones exactly.
  private static void sameDraws(String name, Tensor actual, Tensor expected) {
    if (name.equals("weight")) {
      PyTorchLayersTest.close(name, actual, expected, 1e-6);
    } else {
      assertThat(actual.toFloats()).as(name).containsExactly(expected.toFloats());
    }
  }

  private static Map<String, Tensor> tensors(Fixture fixture, String prefix, DType dtype) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    fixture
        .tensors()
        .keySet()
        .forEach(
            name -> {
              if (name.startsWith(prefix)) {
                Tensor tensor = fixture.get(name);
                boolean floating = tensor.dtype().isFloating();
                tensors.put(
                    name.substring(prefix.length()), (floating ? tensor.to(dtype) : tensor).copy());
              }
            });
    return tensors;
  }

  private static Map<String, Tensor> state(Object layer) {
    return layer instanceof Layer l ? l.state() : Map.of();
  }

  /// Returns a layer with PyTorch's initial values.
  private static Object drawn(String name) {
    Generator generator = new Generator(6);
    RecurrentOptions options = options(name);
    return switch (name.split(":")[0]) {
      case "Embedding" -> new Embedding(generator, 6, 4, name.endsWith("padding") ? 3 : null);
      case "RMSNorm" -> new RMSNorm(1e-5, 4);
      case "MultiheadAttention" ->
          new MultiheadAttention(generator, 6, 3, !name.endsWith("plain"), null);
      case "TransformerEncoderLayer" -> new TransformerEncoderLayer(generator, 6, 2, encoder(name));
      case "LSTM" -> new LSTM(generator, 3, 4, options);
      case "GRU" -> new GRU(generator, 3, 4, options);
      default -> rotary(name);
    };
  }

  private static RotaryEmbedding rotary(String name) {
    RotaryEmbedding.Pairing pairing =
        name.contains("halves") ? RotaryEmbedding.Pairing.HALVES : RotaryEmbedding.Pairing.ADJACENT;
    return new RotaryEmbedding(6, 9, 10000, pairing);
  }

  private static RecurrentOptions options(String name) {
    RecurrentOptions options = RecurrentOptions.DEFAULT;
    return switch (name.replaceAll(".*:", "")) {
      case "plain" -> options.withBias(false);
      case "layers" -> options.withLayers(2);
      case "both" -> options.withLayers(2).withBidirectional(true);
      default -> options;
    };
  }

  private static TransformerEncoderLayer.Options encoder(String name) {
    TransformerEncoderLayer.Options options =
        TransformerEncoderLayer.Options.DEFAULT.withFeedforward(5);
    return name.endsWith("first")
        ? options.withActivation(new GELU()).withNormFirst(true)
        : options;
  }

  /// Returns a layer of given parameters.
  private static Object made(String name, Map<String, Tensor> given) {
    Tensor weight = given.get("weight");
    return switch (name.split(":")[0]) {
      case "Embedding" -> new Embedding(weight, name.endsWith("padding") ? 3 : null);
      case "RMSNorm" -> new RMSNorm(weight, Shape.of(4), 1e-5);
      case "MultiheadAttention" -> attention(given, "", 3);
      case "TransformerEncoderLayer" ->
          new TransformerEncoderLayer(
              attention(given, "self_attn.", 2),
              linear(given, "linear1"),
              linear(given, "linear2"),
              norm(given, "norm1"),
              norm(given, "norm2"),
              encoder(name));
      case "LSTM" -> new LSTM(cells(given), options(name));
      case "GRU" -> new GRU(cells(given), options(name));
      default -> rotary(name);
    };
  }

  private static Linear linear(Map<String, Tensor> given, String name) {
    return new Linear(given.get(name + ".weight"), given.get(name + ".bias"));
  }

  private static LayerNorm norm(Map<String, Tensor> given, String name) {
    return new LayerNorm(given.get(name + ".weight"), given.get(name + ".bias"), Shape.of(6), 1e-5);
  }

  private static MultiheadAttention attention(Map<String, Tensor> given, String name, int heads) {
    return new MultiheadAttention(
        given.get(name + "in_proj_weight"),
        given.get(name + "in_proj_bias"),
        linear(given, name + "out_proj"),
        heads,
        null);
  }

  private static List<RecurrentCell> cells(Map<String, Tensor> given) {
    List<RecurrentCell> cells = new ArrayList<>();
    for (String name : given.keySet()) {
      if (name.startsWith("weight_ih")) {
        String end = name.substring("weight_ih".length());
        cells.add(
            new RecurrentCell(
                given.get(name),
                given.get("weight_hh" + end),
                given.get("bias_ih" + end),
                given.get("bias_hh" + end)));
      }
    }
    return cells;
  }

  private static List<Tensor> apply(Fixture fixture, Object layer, List<Tensor> in) {
    String name = fixture.name();
    Tensor x = in.getFirst();
    return switch (layer) {
      case RotaryEmbedding rotary ->
          List.of(rotary.apply(x, Integer.parseInt(name.replaceAll(".*:", ""))));
      case MultiheadAttention attention when name.endsWith("cross") ->
          List.of(
              attention.forward(
                  x,
                  in.get(1),
                  in.get(2),
                  AttentionOptions.DEFAULT.withMask(in.size() == 3 ? null : in.get(3))));
      case MultiheadAttention attention when name.endsWith("causal") ->
          List.of(attention.forward(x, CAUSAL));
      case MultiheadAttention attention when name.endsWith("padded") -> {
        Tensor padding = Tensor.of(new int[][] {{0, 0, 0, 1}, {0, 1, 0, 1}});
        yield List.of(attention.forward(x, CAUSAL.withKeyPaddingMask(padding)));
      }
      case TransformerEncoderLayer encoder when name.endsWith("first") ->
          List.of(encoder.forward(x, CAUSAL));
      case LSTM lstm when in.size() == 3 -> {
        LSTM.Result result = lstm.forward(x, in.get(1), in.get(2));
        yield List.of(result.output(), result.h(), result.c());
      }
      case LSTM lstm -> {
        Tensor zeros = Tensor.zeros(x.dtype(), Shape.of(1, 2, 4));
        LSTM.Result result = lstm.forward(x, zeros, zeros);
        assertThat(lstm.forward(x).toDoubles()).containsExactly(result.output().toDoubles());
        yield List.of(result.output(), result.h(), result.c());
      }
      case GRU gru -> {
        Tensor h0 = in.size() == 2 ? in.get(1) : Tensor.zeros(x.dtype(), Shape.of(1, 2, 4));
        GRU.Result result = gru.forward(x, h0);
        if (in.size() == 1) {
          assertThat(gru.forward(x).toDoubles()).containsExactly(result.output().toDoubles());
        }
        yield List.of(result.output(), result.h());
      }
      default -> List.of(((Layer) layer).forward(x));
    };
  }
}
