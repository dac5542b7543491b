package gradus.engine.reference;

import gradus.engine.Binary;
import gradus.engine.Comparison;
import gradus.engine.DType;
import gradus.engine.Elementwise;
import gradus.engine.Elementwise.AddOverRoot;
import gradus.engine.Elementwise.AddProduct;
import gradus.engine.Elementwise.Clamp;
import gradus.engine.Elementwise.Combine;
import gradus.engine.Elementwise.Copy;
import gradus.engine.Elementwise.Where;
import gradus.engine.Unary;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// The element-wise kernels.
final class Elements {
  private Elements() {}

  static double[] compute(Elementwise op, DType to, double[]... in) {
    return switch (op) {
      case Unary unary -> map(function(unary, to), in[0]);
      case Binary binary -> map(function(binary, to), in[0], in[1]);
      case Comparison comparison -> map(function(comparison), in[0], in[1]);
      case Clamp(double low, double high) -> map(x -> Math.max(low, Math.min(high, x)), in[0]);
      case Where() -> where(in[0], in[1], in[2]);
      case Copy _ -> in[0];
      case Combine(double alpha, double beta) -> map((a, b) -> alpha * a + beta * b, in[0], in[1]);
      case AddProduct(double alpha, double beta) ->
          map((a, b, c) -> alpha * a + beta * b * c, in[0], in[1], in[2]);
      case AddOverRoot(double beta, double eps) ->
          map((a, b, c) -> a + beta * b / (Math.sqrt(c) + eps), in[0], in[1], in[2]);
    };
  }

  private static double[] map(DoubleUnaryOperator f, double... x) {
    for (int i = 0; i < x.length; i++) {
      x[i] = f.applyAsDouble(x[i]);
    }
    return x;
  }

  private static double[] map(DoubleBinaryOperator f, double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] = f.applyAsDouble(a[i], b[i]);
    }
    return a;
  }

  private interface Ternary {
    double apply(double a, double b, double c);
  }

  private static double[] map(Ternary f, double[] a, double[] b, double[] c) {
    for (int i = 0; i < a.length; i++) {
      a[i] = f.apply(a[i], b[i], c[i]);
    }
    return a;
  }

  private static double[] where(double[] condition, double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] = condition[i] != 0 ? a[i] : b[i];
    }
    return a;
  }

  private static DoubleUnaryOperator function(Unary op, DType dtype) {
    return switch (op) {
      case NEG -> x -> -x;
      case ABS -> Math::abs;
      case SIGN -> Math::signum;
      case EXP -> Math::exp;
      case LOG -> Math::log;
      case EXPM1 -> Math::expm1;
      case LOG1P -> Math::log1p;
      case SQUARE -> dtype == DType.I32 ? x -> (int) x * (int) x : x -> x * x;
      case SQRT -> Math::sqrt;
      case RECIPROCAL -> x -> 1 / x;
      case SIN -> Math::sin;
      case COS -> Math::cos;
      case TANH -> Math::tanh;
      case SIGMOID -> x -> 1 / (1 + Math.exp(-x));
      case RELU -> x -> Math.max(x, 0);
      case ERF -> ErrorFunction::erf;
    };
  }

  private static DoubleBinaryOperator function(Binary op, DType dtype) {
    return switch (op) {
      case ADD -> Double::sum;
      case SUB -> (a, b) -> a - b;
      // The product of two large integers would be rounded in a double; it must wrap around
      // instead.
      case MUL -> dtype == DType.I32 ? (a, b) -> (int) a * (int) b : (a, b) -> a * b;
      case DIV -> (a, b) -> a / b;
      case POW -> Elements::pow;
      case MAXIMUM -> Math::max;
      case MINIMUM -> Math::min;
      case GATE -> (a, b) -> b > 0 ? a : 0;
    };
  }

  /// Computes the power: `Math.pow` is NaN for base ±1 with an infinite or NaN exponent where IEEE
  /// 754, C and PyTorch specify 1.
  static double pow(double a, double b) {
    return a == 1 || a == -1 && Double.isInfinite(b) ? 1 : Math.pow(a, b);
  }

  private static DoubleBinaryOperator function(Comparison op) {
    return switch (op) {
      case EQ -> (a, b) -> a == b ? 1 : 0;
      case NE -> (a, b) -> a != b ? 1 : 0;
      case LT -> (a, b) -> a < b ? 1 : 0;
      case LE -> (a, b) -> a <= b ? 1 : 0;
      case GT -> (a, b) -> a > b ? 1 : 0;
      case GE -> (a, b) -> a >= b ? 1 : 0;
    };
  }
}
