package gradus.deployment;

import gradus.engine.ConvOptions;
import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.PoolOptions;
import gradus.engine.Tensor;
import java.util.Arrays;

/// A program that runs kernels large enough for several threads, and prints what tells whether two
/// results are the same to the last bit, for [SameBitsTest].
public final class Bits {
  /// How the lines of the matrix products start.
  static final String PRODUCT = "product ";

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
    print("softmax of shortest rows", narrow.reshape(60_000, 5).softmax(1));
    print("softmax in the middle", narrow.reshape(300, 250, 4).softmax(1));
    print("logSoftmax", x.logSoftmax(1));
    print("logSoftmax of short rows", narrow.reshape(10_000, 30).logSoftmax(1));
    print("copy turned", x.slice(1, 0, 500).t().contiguous());
    print(
        "copy turned, pages apart",
        narrow.flatten().slice(0, 0, 292 << 10).reshape(292, 1024).t().contiguous());
    Tensor rows = Tensor.rand(generator, 601, 1).mul(300).to(DType.I32);
    Tensor index = rows.expand(601, 503);
    print("gather rows", x.gather(0, index));
    print("gather", x.gather(1, index.contiguous()));
    print("scatterAdd rows", x.scatterAdd(0, index, y));
    print("scatterAdd 0", x.scatterAdd(0, index.contiguous(), y));
    print("scatterAdd 1", x.scatterAdd(1, index.contiguous(), y));
    print("min", x.min(1));
    print("argmax", x.argmax(0).to(DType.F32));
    print("clamp", x.clamp(-1, 1));
    print("pad", x.pad(1, 3, 2, 0.5));
    print("concat", Tensor.concat(1, x, y));
    print("combine", x.copy().combineInPlace(0.3, y, -0.7));
    print("addProduct", x.copy().addProductInPlace(0.3, y, x, -0.7));
    print("addOverRoot", x.copy().addOverRootInPlace(0.3, x, y, 1e-8));
    convolutions("F32 ", x, y);
    convolutions("F64 ", x.to(DType.F64).div(3), y.to(DType.F64).div(3));
    products("F32 ", x, y);
    products("F64 ", x.to(DType.F64).div(3), y.to(DType.F64).div(3));
  }

  /// Forward, and the gradients of both inputs.
  private static void convolutions(String dtype, Tensor x, Tensor y) {
    convolution(dtype + "wide", x, y, new int[] {2, 8, 40, 50}, new int[] {20, 8, 3, 3}, 1, 1);
    convolution(dtype + "narrow", x, y, new int[] {2, 4, 30, 64}, new int[] {8, 4, 3, 3}, 1, 1);
    convolution(dtype + "strided", x, y, new int[] {3, 3, 50, 55}, new int[] {12, 3, 7, 7}, 2, 1);
    convolution(dtype + "small", x, y, new int[] {9, 250, 7, 7}, new int[] {9, 250, 3, 3}, 1, 1);
    convolution(dtype + "by one", x, y, new int[] {3, 50, 30, 30}, new int[] {40, 50, 1, 1}, 2, 1);
    convolution(
        dtype + "depthwise", x, y, new int[] {3, 30, 30, 41}, new int[] {30, 1, 3, 3}, 1, 30);
  }

  private static void convolution(
      String name, Tensor x, Tensor y, int[] shape, int[] kernel, int stride, int groups) {
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    int taps = Arrays.stream(kernel).reduce(1, (a, b) -> a * b);
    Tensor signal = x.flatten().slice(0, 0, size).reshape(shape).detach().requiresGrad(true);
    Tensor weight = y.flatten().slice(0, 0, taps).reshape(kernel).detach().requiresGrad(true);
    ConvOptions options =
        ConvOptions.DEFAULT.withStride(stride).withPadding(kernel[2] / 2).withGroups(groups);
    Tensor output = signal.conv2d(weight, null, options);
    output.mul(output.detach()).sum().backward();
    print("convolution " + name, output);
    print("convolution " + name + ", of the input", signal.grad());
    print("convolution " + name + ", of the kernel", weight.grad());
    if (output.dtype() == DType.F32) {
      print("pool " + name, output.maxPool2d(PoolOptions.of(3).withStride(stride).withPadding(1)));
    }
  }

  /// Their order of sums may depend on the width of vectors, so [SameBitsTest] takes them apart.
  private static void products(String dtype, Tensor x, Tensor y) {
    Tensor bias = y.select(0, 0).slice(0, 0, 100);
    print(PRODUCT + dtype + "square", x.matmul(y.t()));
    print(PRODUCT + dtype + "turned", x.t().matmul(y));
    print(PRODUCT + dtype + "narrow", x.matmul(y.t().slice(1, 0, 9)));
    print(PRODUCT + dtype + "matrix and vector", x.matmul(y.select(0, 3)));
    print(PRODUCT + dtype + "vector and matrix", x.select(1, 3).matmul(y));
    Tensor wide = x.flatten().slice(0, 0, 299_000).reshape(13, 23_000);
    print(PRODUCT + dtype + "long sums", wide.matmul(wide.t()));
    Tensor pages =
        Tensor.concat(0, x.flatten(), y.flatten()).slice(0, 0, 400 * 1024).reshape(400, 1024);
    print(
        PRODUCT + dtype + "pages apart",
        x.flatten().slice(0, 0, 8000).reshape(20, 400).matmul(pages));
    print(
        PRODUCT + dtype + "with a bias",
        bias.addmm(x.slice(1, 0, 70), y.slice(0, 0, 100).slice(1, 0, 70).t()));
    Tensor many = x.slice(0, 0, 600).reshape(60, 10, 503);
    print(PRODUCT + dtype + "many", many.matmul(y.t()));
    print(PRODUCT + dtype + "many small", many.matmul(many.transpose(1, 2)));
  }

  private static void print(String name, Tensor result) {
    double[] values = result.toDoubles();
    long[] bits = new long[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] =
          result.dtype() == DType.F64
              ? Double.doubleToLongBits(values[i])
              : Float.floatToIntBits((float) values[i]);
    }
    System.out.println(name + " " + Integer.toHexString(Arrays.hashCode(bits)));
  }
}
