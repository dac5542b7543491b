package gradus.engine;

import java.util.List;
import java.util.stream.IntStream;

/// How far apart two correct implementations of an operation may be: each element of their results
/// differs by at most `2·count·u·scale`, u being the unit roundoff (2⁻²⁴ in F32, 2⁻⁵³ in F64) and
/// `count` how many roundings each makes on the way. The scale is the result itself where those are
/// relative to it, and the sum of the terms' magnitudes where terms may cancel out.
///
/// A function that a library gives to m units in the last place counts for 2·m roundings. A sum of
/// n terms makes n - 1, in whatever order.
///
/// @param count how many roundings, those of the constants included
/// @param scale what they are relative to, in F64, of the result's shape
record Roundings(double count, Tensor scale) {
  /// Of the result.
  static Roundings of(Op op, DType dtype, List<Tensor> inputs, Tensor output) {
    Tensor size = output.to(DType.F64).abs();
    return switch (op) {
      // In PyTorch 1 + erf x and 1 + tanh x lose the digits of small results.
      case Unary.GELU -> new Roundings(dtype == DType.F64 ? 64 : 6, sizes(Unary.ABS, inputs));
      case Unary.GELU_TANH -> new Roundings(12, sizes(Unary.ABS, inputs));
      case Unary unary -> new Roundings(ofFunction(unary, dtype), size);
      case Binary binary -> new Roundings(ofFunction(binary), size);
      case Comparison _, Elementwise.Clamp _, Elementwise.Where _, Elementwise.Copy _ ->
          exact(size);
      case Elementwise.Fused fused -> new Roundings(ofFused(fused), sizes(op, inputs));
      case Reduction.Sum _ -> new Roundings(ratio(inputs.get(0), output) - 1, sizes(op, inputs));
      case Reduction.Max _, Reduction.Min _, Reduction.ArgMax _, Reduction.ArgMin _, Sort _ ->
          exact(size);
      case Softmax(int axis, boolean log) ->
          new Roundings(softmax(inputs.get(0), axis), log ? size.add(1) : size);
      case Scan(int axis) -> new Roundings(2 * inputs.get(0).size(axis), sizes(op, inputs));
      case MatMul _ -> new Roundings(inputs.get(0).size(-1) + inputs.size() - 2, sizes(op, inputs));
      case Convolve _ -> {
        Tensor kernel = inputs.get(1);
        yield new Roundings(kernel.size() / Math.max(1, kernel.size(1)), sizes(op, inputs));
      }
      case Placement.Fold _ -> new Roundings(inputs.get(0).size(-1), sizes(op, inputs));
      case Placement.ScatterAdd(int axis) ->
          new Roundings(inputs.get(1).size(axis), sizes(op, inputs));
      case Placement.Pad _, Placement.Concat _, Placement.Gather _, ArgMaxPool _ -> exact(size);
      case Movement _, Transfer _, Custom _ -> exact(size);
    };
  }

  /// Of the gradient of Σ weight · output with regard to one input.
  static Roundings ofGradient(Op op, int input, List<Tensor> inputs, Tensor output, Tensor weight) {
    Tensor x = inputs.get(input);
    Tensor g = weight.abs();
    Tensor y = output.detach().abs();
    return switch (op) {
      case Reduction.Max _, Reduction.Min _ ->
          // The share of each tie, and its product.
          new Roundings(2, terms(op, input, inputs, weight));
      case Softmax(int axis, boolean log) when !log ->
          new Roundings(
              2 * softmax(x, axis) + x.size(axis) + 2, y.mul(g.add(g.mul(y).sum(axis, true))));
      case Softmax(int axis, _) ->
          new Roundings(
              softmax(x, axis) * (1 + y.max().item()) + x.size(axis) + 4,
              g.add(y.neg().exp().mul(g.sum(axis, true))));
      case Unary.TANH -> new Roundings(13, g.mul(y.square().add(1)));
      case Unary.SIGMOID -> new Roundings(10, g.mul(y).mul(y.add(1)));
      case Unary.EXPM1 -> new Roundings(6, g.mul(y.add(1)));
      case Unary.ERF -> new Roundings(6, g.mul(x.square().add(1)));
      case Unary.SILU -> new Roundings(16, g.mul(x.abs().add(1)));
      case Unary.GELU -> new Roundings(80, g.mul(x.abs().add(1)));
      case Unary.GELU_TANH -> new Roundings(40, g.mul(x.square().add(1)));
      case MatMul _ -> {
        int product = inputs.get(0).size(-1);
        int count = input == 2 ? ratio(output, x) : product * ratio(output, x);
        yield new Roundings(count, terms(op, input, inputs, weight));
      }
      case Convolve _ ->
          // Each element of the other input, with each of the output.
          new Roundings(
              inputs.get(1 - input).size() + output.size(), terms(op, input, inputs, weight));
      // A recurrence from the other end, and the product with a result.
      case Scan(int axis) -> new Roundings(4 * x.size(axis) + 2, terms(op, input, inputs, weight));
      case Placement.Gather(int axis) ->
          new Roundings(output.size(axis), terms(op, input, inputs, weight));
      default ->
          // Those of a term, and of the sum of those that broadcasting makes of it.
          new Roundings(
              ofTerm(op, input) + Math.max(0, ratio(output, x) - 1),
              terms(op, input, inputs, weight));
    };
  }

  private static Roundings exact(Tensor size) {
    return new Roundings(0, size);
  }

  /// One unit in the last place is promised by Java for its functions but tanh, 2.5, and by SLEEF,
  /// which PyTorch uses, for all but the sine and cosine, 3.5; [FunctionsTest] says what `simd`
  /// keeps. The larger of both counts.
  private static double ofFunction(Unary op, DType dtype) {
    return switch (op) {
      case NEG, ABS, SIGN, RELU -> 0;
      // One rounding of the exact result, which IEEE 754 prescribes: no room to differ.
      case SQUARE, SQRT, RECIPROCAL -> 0;
      case EXP, LOG -> 2;
      case EXPM1, LOG1P -> 4;
      case SIN, COS -> 7;
      case TANH -> 5;
      // The exponential, the sum, the quotient.
      case SIGMOID -> 4;
      // In F64 a series of up to 40 terms, multiplied by an exponential whose exponent is rounded.
      case ERF -> dtype == DType.F64 ? 64 : 3;
      case FLOOR, CEIL, ROUND, TRUNC -> 0;
      case TAN, ASIN, ACOS, ATAN, LOG10, EXP2, RSQRT -> 2;
      // Java promises 2.5 units.
      case SINH, COSH -> 5;
      // The logarithm, its factor, the sum with the exponent.
      case LOG2 -> 4;
      // Of small numbers the exponential, and the logarithm of 1 plus it.
      case SOFTPLUS -> 6;
      // The exponential, the sum, the quotient.
      case SILU -> 4;
      case GELU, GELU_TANH -> throw new IllegalStateException("see above");
    };
  }

  private static double ofFunction(Binary op) {
    return switch (op) {
      case ADD, SUB, MUL, DIV, MAXIMUM, MINIMUM, GATE, FMOD -> 0;
      case POW -> 2;
      // Java promises two units.
      case ATAN2 -> 4;
      // The divisor, added to an exact result.
      case REMAINDER -> 1;
    };
  }

  /// Of eˣ⁻ᵐ / Σ eˣ⁻ᵐ: the rounding of x - m is multiplied by it; then the exponential's two, both
  /// over and under the line, n - 1 of the sum, and the quotient's. A logarithm adds as many.
  private static double softmax(Tensor x, int axis) {
    double range = x.size() == 0 ? 0 : x.max().item() - x.min().item();
    return 2 * range + x.size(axis) + 4 + 2 * Math.log(x.size(axis) + 1);
  }

  private static double ofFused(Elementwise.Fused op) {
    return switch (op.name()) {
      // The factors, the products, the sum.
      case "combine" -> 3;
      case "addProduct" -> 4;
      // The factor, ε, the root, the sum under the line, the product, the quotient, the sum.
      case "addOverRoot" -> 7;
      default -> throw new IllegalArgumentException(op.name());
    };
  }

  /// Of one term of a gradient, counted in the formulas of both.
  private static double ofTerm(Op op, int input) {
    return switch (op) {
      case Unary unary ->
          switch (unary) {
            case NEG, ABS, SIGN, RELU -> 0;
            case SQUARE, LOG -> 1;
            case SQRT, LOG1P -> 2;
            case EXP -> 3;
            case RECIPROCAL -> 4;
            case SIN, COS -> 8;
            case FLOOR, CEIL, ROUND, TRUNC -> 0;
            case ATAN, LOG2, LOG10 -> 4;
            case ASIN, ACOS, SINH, COSH, EXP2 -> 6;
            case TAN, SOFTPLUS -> 8;
            case RSQRT -> 10;
            case EXPM1, TANH, SIGMOID, ERF -> throw new IllegalStateException("see above");
            case SILU, GELU, GELU_TANH -> throw new IllegalStateException("see above");
          };
      case Binary binary ->
          switch (binary) {
            case ADD, SUB, MAXIMUM, MINIMUM, GATE -> 0;
            case MUL -> 1;
            case DIV -> input == 0 ? 1 : 3;
            case POW, ATAN2 -> 6;
            case FMOD, REMAINDER -> input == 0 ? 0 : 2;
          };
      case Elementwise.Fused fused ->
          switch (fused.name()) {
            case "combine" -> 2;
            case "addProduct" -> 3;
            case "addOverRoot" -> input == 0 ? 0 : input == 1 ? 6 : 14;
            default -> throw new IllegalArgumentException(fused.name());
          };
      default -> 0;
    };
  }

  /// How many elements of one make one of the other.
  private static int ratio(Tensor from, Tensor to) {
    return to.size() == 0 ? 0 : from.size() / to.size();
  }

  private static Tensor[] magnitudes(List<Tensor> inputs) {
    return inputs.stream()
        .map(x -> x.dtype().isFloating() ? x.to(DType.F64).detach().abs() : x)
        .toArray(Tensor[]::new);
  }

  /// The same sum of the terms' magnitudes.
  private static Tensor sizes(Op op, List<Tensor> inputs) {
    Op positive =
        switch (op) {
          // Without changing ε, which is positive.
          case Elementwise.Fused fused ->
              new Elementwise.Fused(
                  fused.name(),
                  fused.inputs(),
                  fused.formula(),
                  fused.parameters().stream().map(Math::abs).toList(),
                  fused.domains());
          default -> op;
        };
    return positive.apply(magnitudes(inputs));
  }

  /// The sum of the magnitudes of a gradient's terms: of an element-wise operation, the gradients
  /// with the inputs already broadcast; of a linear one, and of a product, that of positive inputs.
  private static Tensor terms(Op op, int input, List<Tensor> inputs, Tensor weight) {
    Tensor[] leaves =
        op instanceof Elementwise
            ? inputs.stream()
                .map(x -> x.expand(weight.shape().dims()).copy().detach())
                .toArray(Tensor[]::new)
            : op instanceof MatMul || op instanceof Scan
                ? magnitudes(inputs)
                : inputs.stream().map(Tensor::detach).toArray(Tensor[]::new);
    IntStream.range(0, leaves.length)
        .filter(i -> leaves[i].dtype().isFloating())
        .forEach(i -> leaves[i] = leaves[i].requiresGrad(true));
    Tensor output = op.apply(leaves);
    if (!output.requiresGrad()) {
      return inputs.get(input).zeros();
    }
    Tensor loss = output.mul(weight.to(output.dtype()).abs()).sum();
    Tensor gradient = Gradients.of(loss, leaves[input]).getFirst().abs();
    return sumTo(gradient, inputs.get(input).shape());
  }

  private static Tensor sumTo(Tensor x, Shape shape) {
    Tensor sum = x;
    while (sum.rank() > shape.rank()) {
      sum = sum.sum(0);
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (shape.dim(axis) == 1) {
        sum = sum.sum(axis, true);
      }
    }
    return sum;
  }
}
