package gradus.engine;

import static gradus.engine.Term.parameter;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A kernel in which each output element depends only on the input elements at the same index,
/// after broadcasting the inputs to one shape.
public sealed interface Elementwise extends Kernel
    permits Unary,
        Binary,
        Comparison,
        Elementwise.Clamp,
        Elementwise.Where,
        Elementwise.Fused,
        Elementwise.Copy {
  /// Returns the arithmetic.
  ///
  /// @return how an element of the result follows from those of the inputs
  Formula formula();

  /// Returns the numbers that the formula refers to as parameters.
  ///
  /// @return none by default
  default List<Double> parameters() {
    return List.of();
  }

  @Override
  default Layout align(int input, Layout layout, Shape output) {
    return layout.expand(output);
  }

  /// Clamps values to an interval: `min(max(x, low), high)`. The gradient is 1 for values inside or
  /// at an end, and 0 elsewhere.
  ///
  /// @param low the lower bound
  /// @param high the upper bound, not less than low
  record Clamp(double low, double high) implements Elementwise {
    /// Checks the interval.
    public Clamp {
      if (!(low <= high)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "clamp: [%s, %s] is not an interval", low, high));
      }
    }

    private static final Formula FORMULA =
        Formula.unary(x -> x.max(parameter(0)).min(parameter(1)));

    @Override
    public Formula formula() {
      return FORMULA;
    }

    @Override
    public List<Double> parameters() {
      return List.of(low, high);
    }

    @Override
    public String label() {
      return String.format(Locale.ROOT, "clamp [%s, %s]", low, high);
    }

    @Override
    public Arity arity() {
      return Arity.ONE;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      // An infinite bound is no bound, for integers too.
      TensorSpec x = Double.isInfinite(low) ? inputs[0] : inputs[0].holding(low);
      return Double.isInfinite(high) ? x : x.holding(high);
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return Tensor.where(n.savedOutput().eq(n.savedInput(0)), g, g.like(0));
    }

    @Override
    public Domain domain(int input) {
      return Domain.REAL.except(low, high);
    }
  }

  /// Selects elements: those of the second input where the first, I32, is not 0, and those of the
  /// third elsewhere.
  record Where() implements Elementwise {
    private static final Formula FORMULA =
        Formula.of(() -> Term.condition(0).select(Term.input(1), Term.input(2)));

    @Override
    public Formula formula() {
      return FORMULA;
    }

    @Override
    public String label() {
      return "where";
    }

    @Override
    public Arity arity() {
      return Arity.THREE;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      if (inputs[0].dtype() != DType.I32) {
        throw new IllegalArgumentException(
            "the condition must be i32, as comparisons give it, not " + inputs[0].dtype());
      }
      TensorSpec chosen = Binary.broadcast(inputs[1], inputs[2]);
      return new TensorSpec(Shape.broadcast(inputs[0].shape(), chosen.shape()), chosen.dtype());
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      Tensor zero = g.like(0);
      return input == 1
          ? Tensor.where(n.savedInput(0), g, zero)
          : Tensor.where(n.savedInput(0), zero, g);
    }
  }

  /// Arithmetic of one's own, computed in a single pass over memory: a chain of operations, such as
  /// the step of an optimiser. Its gradient follows from the formula.
  ///
  /// ```java
  /// Formula formula = Formula.binary((x, y) -> x.mul(x).add(y.mul(y)).sqrt());
  /// Tensor hypotenuse = new Elementwise.Fused("hypot", 2, formula).apply(x, y);
  /// ```
  ///
  /// @param name the name in messages and graphs
  /// @param inputs the number of inputs, which broadcast against each other
  /// @param formula the arithmetic
  /// @param parameters the numbers that the formula refers to
  /// @param domains where the result is smooth in each input; empty for everywhere
  record Fused(
      String name, int inputs, Formula formula, List<Double> parameters, List<Domain> domains)
      implements Elementwise {
    /// Checks the formula.
    ///
    /// @throws IllegalArgumentException if it refers to inputs or parameters that are missing, has
    ///   steps without a derivative, such as bits, or if there is not a domain for each input
    public Fused {
      parameters = List.copyOf(parameters);
      domains = List.copyOf(domains);
      Derivative.check(name, inputs, parameters.size(), formula);
      if (!domains.isEmpty() && domains.size() != inputs) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "%s: has %d domains for %d inputs", name, domains.size(), inputs));
      }
    }

    /// Creates a kernel that is smooth everywhere.
    ///
    /// @param name the name in messages and graphs
    /// @param inputs the number of inputs, which broadcast against each other
    /// @param formula the arithmetic
    /// @param parameters the numbers that the formula refers to
    /// @throws IllegalArgumentException if the formula does not fit, as above
    public Fused(String name, int inputs, Formula formula, double... parameters) {
      this(name, inputs, formula, boxed(parameters), List.of());
    }

    private static List<Double> boxed(double... values) {
      // Without a stream, which takes longer than a small operation.
      Double[] boxed = new Double[values.length];
      for (int i = 0; i < boxed.length; i++) {
        boxed[i] = values[i];
      }
      return List.of(boxed);
    }

    private static final Formula COMBINE =
        Formula.binary((a, b) -> b.fma(parameter(1), a.mul(parameter(0))));

    private static final Formula ADD_PRODUCT =
        Formula.of(3, x -> x.get(1).mul(x.get(2)).fma(parameter(1), x.get(0).mul(parameter(0))));

    private static final Formula ADD_OVER_ROOT =
        Formula.of(
            3, x -> x.get(1).div(x.get(2).sqrt().add(parameter(1))).fma(parameter(0), x.get(0)));

    /// Returns α·a + β·b: a gradient-descent step, or a running mean.
    ///
    /// @param alpha the factor of the first input
    /// @param beta the factor of the second input
    /// @return the kernel
    public static Fused combine(double alpha, double beta) {
      return new Fused("combine", 2, COMBINE, alpha, beta);
    }

    /// Returns α·a + β·b·c; if b and c are the same gradient, a running mean of its squares.
    ///
    /// @param alpha the factor of the first input
    /// @param beta the factor of the product
    /// @return the kernel
    public static Fused addProduct(double alpha, double beta) {
      return new Fused("addProduct", 3, ADD_PRODUCT, alpha, beta);
    }

    /// Returns a + β·b / (√c + ε): the step of Adam, divided by the root of a mean square.
    ///
    /// @param beta the factor of the quotient
    /// @param eps the term added to the root
    /// @return the kernel
    public static Fused addOverRoot(double beta, double eps) {
      List<Domain> domains = List.of(Domain.REAL, Domain.REAL, Domain.POSITIVE);
      return new Fused("addOverRoot", 3, ADD_OVER_ROOT, List.of(beta, eps), domains);
    }

    @Override
    public String label() {
      String numbers = parameters.stream().map(String::valueOf).collect(Collectors.joining(" "));
      return numbers.isEmpty() ? name : name + " " + numbers;
    }

    @Override
    public Arity arity() {
      return new Arity(inputs, inputs);
    }

    @Override
    public TensorSpec infer(TensorSpec... specs) {
      TensorSpec result = specs[0];
      for (int i = 1; i < specs.length; i++) {
        result = Binary.broadcast(result, specs[i]);
      }
      return result.floating();
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      Fused derivative =
          new Fused(
              name + " d" + input, inputs, Derivative.of(formula, input), parameters, domains);
      return g.mul(derivative.apply(n.savedInputs().toArray(Tensor[]::new)));
    }

    @Override
    public Domain domain(int input) {
      return domains.isEmpty() ? Domain.REAL : domains.get(input);
    }
  }

  /// Copies the elements in row-major order, converted to a type. Conversion to I32 truncates
  /// toward zero.
  ///
  /// @param dtype the type to convert to
  record Copy(DType dtype) implements Elementwise {
    private static final Formula FORMULA = Formula.unary(x -> x);

    /// The identity: the conversion is that of the types.
    @Override
    public Formula formula() {
      return FORMULA;
    }

    @Override
    public String label() {
      return "copy " + dtype;
    }

    @Override
    public Arity arity() {
      return Arity.ONE;
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return new TensorSpec(inputs[0].shape(), dtype);
    }

    @Override
    public Tensor gradient(Node n, int input, Tensor g) {
      return g.to(n.inputs().get(0).dtype());
    }
  }
}
