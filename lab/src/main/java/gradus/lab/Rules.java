package gradus.lab;

import gradus.engine.Binary;
import gradus.engine.Comparison;
import gradus.engine.Custom;
import gradus.engine.Elementwise;
import gradus.engine.MatMul;
import gradus.engine.Movement;
import gradus.engine.Op;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Transfer;
import gradus.engine.Unary;
import java.util.Locale;

/// What each operation does with the gradient that comes to it from above, in words.
final class Rules {
  private Rules() {}

  /// An operation's rule, which follows its name and a colon.
  static String of(Op op) {
    return switch (op) {
      case Unary unary -> of(unary);
      case Binary binary -> of(binary);
      case Elementwise elementwise -> of(elementwise);
      case Reduction reduction -> of(reduction);
      case MatMul _ ->
          "each factor gets what comes from above times the other factor, turned over; what is"
              + " added gets it as it is.";
      case Placement placement -> of(placement);
      case Movement movement -> of(movement);
      case Custom custom ->
          String.format(Locale.ROOT, "by the rule that %s brings along.", custom.label());
      case Transfer _ -> "what comes from above goes back to where the input is kept.";
    };
  }

  private static String of(Unary op) {
    return switch (op) {
      case NEG -> "what comes from above, with the other sign.";
      case ABS -> "the sign of x times what comes from above: 1 above zero, −1 below.";
      case SIGN -> "nothing: a step is flat on both sides.";
      case EXP -> "eˣ itself times what comes from above.";
      case LOG -> "what comes from above, divided by x.";
      case EXPM1 -> "eˣ times what comes from above.";
      case LOG1P -> "what comes from above, divided by 1 + x.";
      case SQUARE -> "2·x times what comes from above.";
      case SQRT -> "what comes from above, divided by twice the root.";
      case RECIPROCAL -> "−1/x² times what comes from above.";
      case SIN -> "cos x times what comes from above.";
      case COS -> "−sin x times what comes from above.";
      case TANH -> "1 − y² times what comes from above, y being the result.";
      case SIGMOID -> "y·(1 − y) times what comes from above, y being the result.";
      case RELU -> "what comes from above where x was above zero, and nothing elsewhere.";
      case ERF -> "2/√π·e^(−x²) times what comes from above.";
    };
  }

  private static String of(Binary op) {
    return switch (op) {
      case ADD -> "both get what comes from above, as it is.";
      case SUB -> "the first gets what comes from above, the second the same with the other sign.";
      case MUL -> "each factor gets the other factor times what comes from above.";
      case DIV ->
          "the dividend gets what comes from above divided by the divisor; the divisor gets it"
              + " times −y/b, y being the result.";
      case POW -> "the base gets b·aᵇ⁻¹ times what comes from above.";
      case MAXIMUM -> "the greater gets what comes from above, the other nothing.";
      case MINIMUM -> "the lesser gets what comes from above, the other nothing.";
      case GATE -> "what comes from above where the gate was open, and nothing elsewhere.";
    };
  }

  private static String of(Elementwise op) {
    return switch (op) {
      case Unary unary -> of(unary);
      case Binary binary -> of(binary);
      case Comparison _ -> "nothing: a comparison has no gradient.";
      case Elementwise.Clamp _ -> "what comes from above where nothing was cut off.";
      case Elementwise.Where _ -> "what comes from above, to whichever was chosen.";
      case Elementwise.Combine _ -> "each gets what comes from above times its factor.";
      case Elementwise.AddProduct _ ->
          "what is added gets what comes from above; each factor, the other one times that.";
      case Elementwise.AddOverRoot _ ->
          "what is added gets what comes from above; the dividend, that divided by the root.";
      case Elementwise.Copy _ -> "what comes from above, in the input's type.";
    };
  }

  private static String of(Reduction op) {
    return switch (op) {
      case Reduction.Sum _ -> "each summand gets what comes from above, as it is.";
      case Reduction.Max _ -> "the greatest gets what comes from above, the others nothing.";
      case Reduction.Min _ -> "the least gets what comes from above, the others nothing.";
      case Reduction.ArgMax _ -> "nothing: a place has no gradient.";
      case Reduction.Softmax _ ->
          "what comes from above, less its mean weighted by the shares, times each share.";
      case Reduction.LogSoftmax _ ->
          "what comes from above, less each share of the sum of what comes from above.";
    };
  }

  private static String of(Placement op) {
    return switch (op) {
      case Placement.Pad _ -> "what comes from above, without the margin.";
      case Placement.Concat _ -> "each part gets its part of what comes from above.";
      case Placement.Gather _ -> "what comes from above goes back to where each element was taken.";
      case Placement.ScatterAdd _ -> "what comes from above; what was added gets its places of it.";
    };
  }

  private static String of(Movement op) {
    return switch (op) {
      case Movement.Reshape _ -> "what comes from above, in the old shape.";
      case Movement.Permute _ -> "what comes from above, with the axes turned back.";
      case Movement.Expand _ -> "all copies' gradients from above, summed up.";
      case Movement.Slice _ ->
          "what comes from above goes back to its place; the places that weren't taken get 0.";
      case Movement.Flip _ -> "what comes from above, the other way round.";
    };
  }
}
