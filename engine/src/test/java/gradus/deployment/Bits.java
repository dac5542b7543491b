package gradus.deployment;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.Arrays;

/// A program that runs kernels large enough for several threads, and prints what tells whether two
/// results are the same to the last bit, for [SameBitsTest].
public final class Bits {
  private Bits() {}

  /// Computes and prints.
  ///
  /// @param args not used
  public static void main(String[] args) {
    Generator generator = new Generator(42);
    Tensor x = Tensor.rand(generator, 601, 503).sub(0.4).mul(6);
    Tensor y = Tensor.rand(generator, 601, 503);
    Tensor narrow = x.flatten().slice(0, 0, 300_000).reshape(15_000, 20);
    Tensor one = Tensor.rand(generator, 503);
    print("add", x.add(y));
    print("mul row", x.mul(one));
    print("mul column", narrow.mul(narrow.slice(1, 0, 1)));
    print("turned", x.t().mul(y.t().contiguous()));
    print("div", x.div(y));
    print("relu", x.relu());
    print("maximum", x.maximum(y));
    print("exp", x.exp());
    print("log", y.log());
    print("tanh", x.tanh());
    print("sigmoid", x.sigmoid());
    print("erf", x.erf());
    print("sin", x.sin());
    print("cos", x.cos());
    print("pow", y.pow(x));
    print("less", x.lt(y).to(DType.F32));
    print("where", Tensor.where(x.gt(0), x, y));
    print("sum", x.sum());
    print("sum 0", x.sum(0));
    print("sum 1", x.sum(1));
    print("sum of columns", narrow.sum(0));
    print("sum of short rows", narrow.sum(1));
    print("sum turned", x.t().sum(0));
    print("sum in the middle", x.reshape(1, 601, 503).expand(3, 601, 503).sum(1));
    print("max", x.max(0));
    print("softmax 0", x.softmax(0));
    print("softmax 1", x.softmax(1));
    print("softmax of short rows", narrow.softmax(1));
    print("logSoftmax", x.logSoftmax(1));
  }

  private static void print(String name, Tensor result) {
    int[] bits =
        Arrays.stream(result.toDoubles()).mapToInt(v -> Float.floatToIntBits((float) v)).toArray();
    System.out.println(name + " " + Integer.toHexString(Arrays.hashCode(bits)));
  }
}
