package gradus.lab;

import gradus.engine.ArgMaxPool;
import gradus.engine.Binary;
import gradus.engine.Comparison;
import gradus.engine.Convolve;
import gradus.engine.Custom;
import gradus.engine.Elementwise;
import gradus.engine.MatMul;
import gradus.engine.Movement;
import gradus.engine.Op;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Scan;
import gradus.engine.Softmax;
import gradus.engine.Sort;
import gradus.engine.Transfer;
import gradus.engine.Unary;
import java.util.Locale;

/// Describes in words how each operation computes the gradients of its inputs from its upstream
/// gradient.
final class Rules {
  private Rules() {}

  /// Returns the rule of an operation; it follows the operation's name and a colon.
  static String of(Op op) {
    return switch (op) {
      case Unary unary -> of(unary);
      case Binary binary -> of(binary);
      case Elementwise elementwise -> of(elementwise);
      case Reduction reduction -> of(reduction);
      case Softmax(_, boolean log) when log ->
          "the upstream gradient, less its sum times each probability.";
      case Softmax _ ->
          "the upstream gradient, less its mean weighted by the probabilities, times each"
              + " probability.";
      case Scan _ ->
          "each element gets the sum of the upstream gradient from its position on;"
              + " factors multiply what passes through them.";
      case Sort _ -> "no gradient: an index is not differentiable.";
      case MatMul _ ->
          "each factor gets the matrix product of the upstream gradient and the other factor,"
              + " transposed; an added bias gets the upstream gradient unchanged.";
      case Convolve _ ->
          "the input gets a convolution of the upstream gradient with the reversed kernel; the"
              + " kernel one of the input with the upstream gradient.";
      case ArgMaxPool _ -> "no gradient: an index is not differentiable.";
      case Placement placement -> of(placement);
      case Movement movement -> of(movement);
      case Custom custom ->
          String.format(
              Locale.ROOT, "by the rule that the custom function %s defines.", custom.label());
      case Transfer _ -> "the upstream gradient, copied back to the input's device.";
    };
  }

  private static String of(Unary op) {
    return switch (op) {
      case NEG -> "minus the upstream gradient.";
      case ABS -> "the upstream gradient times the sign of x: 1 above zero, −1 below.";
      case SIGN -> "zero: the function is flat on both sides of its step.";
      case EXP -> "the upstream gradient times eˣ, which is the result itself.";
      case LOG -> "the upstream gradient divided by x.";
      case EXPM1 -> "the upstream gradient times eˣ.";
      case LOG1P -> "the upstream gradient divided by 1 + x.";
      case SQUARE -> "the upstream gradient times 2·x.";
      case SQRT -> "the upstream gradient divided by twice the square root.";
      case RECIPROCAL -> "the upstream gradient times −1/x².";
      case SIN -> "the upstream gradient times cos x.";
      case COS -> "the upstream gradient times −sin x.";
      case TANH -> "the upstream gradient times 1 − y², where y is the result.";
      case SIGMOID -> "the upstream gradient times y·(1 − y), where y is the result.";
      case RELU -> "the upstream gradient where x is above zero, 0 elsewhere.";
      case ERF -> "the upstream gradient times 2/√π·e^(−x²).";
      default -> "the upstream gradient times the function's derivative at x.";
    };
  }

  private static String of(Binary op) {
    return switch (op) {
      case ADD -> "both inputs get the upstream gradient unchanged.";
      case SUB -> "the first input gets the upstream gradient, the second gets its negative.";
      case MUL -> "each factor gets the upstream gradient times the other factor.";
      case DIV ->
          "the dividend a gets the upstream gradient divided by the divisor b; b gets the upstream"
              + " gradient times −y/b, where y is the result.";
      case POW -> "the base a gets the upstream gradient times b·aᵇ⁻¹.";
      case MAXIMUM -> "the greater input gets the upstream gradient, the other 0.";
      case MINIMUM -> "the smaller input gets the upstream gradient, the other 0.";
      case GATE -> "the upstream gradient where the gate is open, 0 elsewhere.";
      default -> "each input gets the upstream gradient times the derivative in that input.";
    };
  }

  private static String of(Elementwise op) {
    return switch (op) {
      case Unary unary -> of(unary);
      case Binary binary -> of(binary);
      case Comparison _ -> "no gradient: a comparison is not differentiable.";
      case Elementwise.Clamp _ ->
          "the upstream gradient where the input is within the bounds, 0 elsewhere.";
      case Elementwise.Where _ ->
          "the upstream gradient goes to the input that was chosen, 0 to the other.";
      case Elementwise.Fused _ ->
          "each input gets the upstream gradient times the formula's derivative in that input.";
      case Elementwise.Copy _ -> "the upstream gradient, converted to the input's type.";
    };
  }

  private static String of(Reduction op) {
    return switch (op) {
      case Reduction.Sum _ -> "each summand gets the upstream gradient unchanged.";
      case Reduction.Max _ -> "the maximum gets the upstream gradient, the other elements 0.";
      case Reduction.Min _ -> "the minimum gets the upstream gradient, the other elements 0.";
      case Reduction.ArgMax _, Reduction.ArgMin _ -> "no gradient: an index is not differentiable.";
    };
  }

  private static String of(Placement op) {
    return switch (op) {
      case Placement.Pad _ -> "the upstream gradient without the padding.";
      case Placement.Concat _ -> "each input gets its part of the upstream gradient.";
      case Placement.Fold _ -> "each element of a window gets the upstream gradient of its place.";
      case Placement.Gather _ ->
          "each element of the upstream gradient is added at the index that it was taken from.";
      case Placement.ScatterAdd _ ->
          "the upstream gradient; the added values get its elements at their indices.";
    };
  }

  private static String of(Movement op) {
    return switch (op) {
      case Movement.Reshape _ -> "the upstream gradient in the input's shape.";
      case Movement.Permute _ -> "the upstream gradient with the axes in their original order.";
      case Movement.Expand _ -> "the sum of the upstream gradient over all copies.";
      case Movement.Slice _ -> "the upstream gradient in the slice, 0 outside it.";
      case Movement.Unfold _ ->
          "each element gets the sum of the upstream gradient over the windows that show it.";
      case Movement.Flip _ -> "the upstream gradient, flipped back.";
    };
  }
}
