package gradus.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import gradus.engine.Backends;
import gradus.engine.DType;
import gradus.engine.HostStorage;
import gradus.engine.Storage;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// Tensors go to the device and back; what it can't do goes to the CPU, and one sees it.
class TransferTest {
  private static final WatchedDevice DEVICE = WatchedDevice.open();
  private static final TornadoBackend BACKEND = new TornadoBackend(DEVICE);

  private static Tensor onCpu(double... values) {
    return Tensor.of(values).to(Backends.named("reference"));
  }

  /// Bit by bit, NaN's too, at the lengths around those in which elements travel.
  @Test
  void everyBitComesBack() {
    for (int length : new int[] {0, 1, 1023, 1024, 1025, (1 << 20) + 1}) {
      float[] floats = new float[length];
      int[] ints = new int[length];
      double[] doubles = new double[length];
      for (int i = 0; i < length; i++) {
        ints[i] = i * 0x9e3779b9;
        floats[i] = Float.intBitsToFloat(quiet(ints[i]));
        doubles[i] = Double.longBitsToDouble(ints[i] * 0x9e3779b97f4a7c15L & ~(0x7ffL << 52));
      }
      HostStorage f32 = back(new HostStorage.Floats(floats));
      HostStorage i32 = back(new HostStorage.Ints(ints));
      HostStorage f64 = back(new HostStorage.Doubles(doubles));
      assertThat(((HostStorage.Ints) i32).array()).isEqualTo(ints);
      assertThat(((HostStorage.Doubles) f64).array()).isEqualTo(doubles);
      float[] there = ((HostStorage.Floats) f32).array();
      assertThat(there).hasSize(length);
      for (int i = 0; i < length; i++) {
        assertThat(Float.floatToRawIntBits(there[i])).isEqualTo(quiet(ints[i]));
      }
    }
  }

  /// A signalling NaN may become a quiet one wherever a float is copied.
  private static int quiet(int bits) {
    return (bits & 0x7f800000) == 0x7f800000 ? bits | 0x00400000 : bits;
  }

  private static HostStorage back(HostStorage elements) {
    return BACKEND.toHost(BACKEND.fromHost(elements.range(0, elements.length())));
  }

  @Test
  void aTensorComesBackAsItWas() {
    Tensor cpu = onCpu(1.5, Double.NaN, -0.0, 1e-40, Double.NEGATIVE_INFINITY);
    for (DType dtype : DType.values()) {
      Tensor x = cpu.to(dtype);
      Tensor there = x.to(BACKEND);
      assertThat(there.backend()).isSameAs(BACKEND);
      Tensor again = there.to(x.backend());
      assertThat(again.spec()).isEqualTo(x.spec());
      assertThat(again.toDoubles()).isEqualTo(x.toDoubles());
    }
  }

  /// Of a view only what it shows, and its gradient comes back the same way.
  @Test
  void viewsAndGradientsTravel() {
    Tensor x = Tensor.arange(12).to(Backends.named("reference")).to(DType.F32).requiresGrad(true);
    Tensor there = x.reshape(3, 4).t().slice(0, 1, 4, 2).to(BACKEND);
    assertThat(there.toDoubles()).containsExactly(1, 5, 9, 3, 7, 11);
    there.square().sum().to(x.backend()).backward();
    assertThat(x.grad().backend()).isSameAs(x.backend());
    assertThat(x.grad().toDoubles()).containsExactly(0, 2, 0, 6, 0, 10, 0, 14, 0, 18, 0, 22);
  }

  private static Throwable thrown(Tensor x, Function<Tensor, Tensor> f) {
    return catchThrowable(() -> f.apply(x));
  }

  @Test
  void aWrongIndexSaysWhatItSaysOnTheCpu() {
    for (double wrong : new double[] {4, -1}) {
      List<Function<Tensor, Tensor>> operations =
          List.of(
              x -> x.gather(0, index(x, 0, 3, wrong, 1)),
              x -> x.gather(0, index(x, wrong)),
              x -> x.scatterAdd(0, index(x, 0, wrong), x.slice(0, 0, 2)));
      for (Function<Tensor, Tensor> operation : operations) {
        Tensor x = onCpu(1, 2, 3, 4);
        Throwable expected = thrown(x, operation);
        assertThat(expected).hasMessageContaining((int) wrong + "");
        assertThat(thrown(x.to(BACKEND), operation))
            .isInstanceOf(expected.getClass())
            .hasMessage(expected.getMessage());
        // And is forgotten with that.
        Tensor right = x.to(BACKEND);
        long before = BACKEND.handedOver();
        assertThat(right.gather(0, index(right, 3, 0)).toFloats()).containsExactly(4, 1);
        assertThat(BACKEND.handedOver()).isEqualTo(before);
      }
    }
  }

  private static Tensor index(Tensor like, double... values) {
    return onCpu(values).to(DType.I32).to(like.backend());
  }

  /// Only this says that a kernel is the device's: handed over, it would be as right.
  @Test
  void whatTheDeviceCanDoItDoes() {
    Tensor x = onCpu(0.5, 1, 2, 3, 4, 5).reshape(2, 3);
    assertStays(
        x,
        List.of(
            Tensor::neg,
            Tensor::abs,
            Tensor::sign,
            Tensor::square,
            Tensor::sqrt,
            Tensor::reciprocal,
            Tensor::relu,
            y -> y.clamp(1, 2),
            Tensor::exp,
            Tensor::log,
            Tensor::tanh,
            Tensor::sigmoid,
            y -> y.add(y),
            y -> y.sub(2),
            y -> y.mul(y.slice(0, 0, 1)),
            y -> y.div(y),
            y -> y.maximum(y),
            y -> y.minimum(1),
            y -> y.gt(1),
            y -> y.le(1),
            y -> Tensor.where(y.eq(1), y, y.neg()),
            y -> y.sum(0),
            y -> y.max(1),
            y -> y.min(0),
            y -> y.argmax(1),
            y -> y.softmax(1),
            y -> y.logSoftmax(0),
            y -> y.matmul(y.t()),
            y -> y.gather(1, y.argmax(1, true)),
            y -> y.scatterAdd(1, y.argmax(1, true), y.slice(1, 0, 1)),
            y -> Tensor.concat(0, y, y),
            y -> y.flip(0).copy(),
            y -> y.to(DType.I32)));
    assertStays(
        x.to(DType.I32),
        List.of(
            y -> y.add(y),
            y -> y.mul(2),
            y -> y.maximum(1),
            y -> y.ge(1),
            y -> Tensor.where(y.ne(1), y, y),
            y -> y.gather(1, y.minimum(2)),
            y -> y.to(DType.F32)));
  }

  private static void assertStays(Tensor x, List<UnaryOperator<Tensor>> operations) {
    Tensor there = x.to(BACKEND);
    for (UnaryOperator<Tensor> operation : operations) {
      long before = BACKEND.handedOver();
      Tensor y = operation.apply(there);
      Tensor expected = operation.apply(x);
      assertThat(BACKEND.handedOver()).as(expected.toString()).isEqualTo(before);
      assertThat(y.spec()).isEqualTo(expected.spec());
    }
  }

  @Test
  void whatTheDeviceLacksIsHandedOverSeenAndRight() {
    Tensor x = onCpu(-2, -0.5, 0, 0.25, 3);
    assertHandedOver("erf", x, Tensor::erf);
    assertHandedOver("sin", x, Tensor::sin);
    assertHandedOver("cos", x, Tensor::cos);
    assertHandedOver("pow", x.abs(), y -> y.pow(y));
    assertHandedOver("exp", x.to(DType.F64), Tensor::exp);
    assertHandedOver("sum", x.mul(4).to(DType.I32), y -> y.sum(0));
    assertHandedOver("argmax", x.mul(4).to(DType.I32), y -> y.argmax(0));
    assertHandedOver("copy", x, y -> y.to(DType.F64));
  }

  private static void assertHandedOver(String name, Tensor x, UnaryOperator<Tensor> operation) {
    Tensor expected = operation.apply(x);
    Tensor there = x.to(BACKEND);
    List<String> lines = new ArrayList<>();
    Logger logger = Logger.getLogger("gradus.tornado");
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    long before = BACKEND.handedOver();
    logger.setLevel(Level.FINE);
    logger.addHandler(handler);
    Tensor y;
    try {
      y = operation.apply(there);
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(null);
    }
    assertThat(BACKEND.handedOver()).as(name).isEqualTo(before + 1);
    assertThat(lines).singleElement().asString().startsWith("FINE " + name).contains("handed to");
    assertThat(y.spec()).isEqualTo(expected.spec());
    double[] values = y.toDoubles();
    double[] right = expected.toDoubles();
    for (int i = 0; i < right.length; i++) {
      // Two backends' functions: two units of each.
      assertThat(Math.abs(values[i] - right[i]))
          .as(name)
          .isLessThanOrEqualTo(4 * Math.ulp((float) right[i]));
    }
  }

  @Test
  void anotherBackendsStorageIsRefused() {
    Storage foreign =
        new Storage() {
          @Override
          public DType dtype() {
            return DType.F32;
          }

          @Override
          public int length() {
            return 1;
          }
        };
    assertThatThrownBy(() -> BACKEND.toHost(foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not of this backend");
  }
}
