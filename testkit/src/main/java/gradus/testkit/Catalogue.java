package gradus.testkit;

import gradus.engine.ArgMaxPool;
import gradus.engine.Backend;
import gradus.engine.Backends;
import gradus.engine.Binary;
import gradus.engine.Comparison;
import gradus.engine.Convolve;
import gradus.engine.Custom;
import gradus.engine.CustomFunction;
import gradus.engine.DType;
import gradus.engine.Domain;
import gradus.engine.Elementwise;
import gradus.engine.Generator;
import gradus.engine.MatMul;
import gradus.engine.Movement;
import gradus.engine.Op;
import gradus.engine.Placement;
import gradus.engine.Reduction;
import gradus.engine.Scan;
import gradus.engine.Shape;
import gradus.engine.Softmax;
import gradus.engine.Sort;
import gradus.engine.Tensor;
import gradus.engine.Transfer;
import gradus.engine.Unary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// All operations of the engine, each with example inputs. A test checks that none is missing; the
/// others iterate over it.
public final class Catalogue {
  private Catalogue() {}

  /// An operation and a description of its inputs.
  ///
  /// @param op the operation
  /// @param inputs the shapes of the inputs
  /// @param indices which inputs are I32 indices or conditions
  /// @param low the smallest integer for those
  /// @param high the largest, exclusive
  public record Example(Op op, List<Shape> inputs, List<Integer> indices, int low, int high) {
    @Override
    public String toString() {
      return op.label() + inputs;
    }

    /// Draws inputs of a type from the operation's domains, away from kinks.
    ///
    /// @param dtype the type, except for indices, which are I32
    /// @param seed the seed of the random numbers
    /// @return one tensor per input
    public List<Tensor> draw(DType dtype, long seed) {
      Generator generator = new Generator(seed);
      List<Tensor> drawn = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        int[] shape = inputs.get(i).dims();
        Tensor uniform = Tensor.rand(generator, shape);
        if (indices.contains(i)) {
          drawn.add(uniform.mul(high - low).add(low).to(DType.I32));
        } else {
          drawn.add(inside(uniform.to(DType.F64), op.domain(i)).to(dtype));
        }
      }
      return drawn;
    }

    /// Maps [0, 1) into the domain, with a margin from its ends and kinks.
    private static Tensor inside(Tensor uniform, Domain domain) {
      double low = Math.max(domain.low() + 0.2, -2);
      double high = Math.min(domain.high() - 0.2, low + 4);
      Tensor x = uniform.mul(high - low).add(low);
      for (double kink : domain.kinks()) {
        Tensor distance = x.sub(kink);
        Tensor away = distance.ge(0).mul(0.2).sub(0.1);
        x = Tensor.where(distance.abs().lt(0.1), x.add(away), x);
      }
      return x;
    }
  }

  private static Example of(Op op, Shape... inputs) {
    return new Example(op, List.of(inputs), List.of(), 0, 0);
  }

  private static Example indexed(Op op, int index, int high, Shape... inputs) {
    return new Example(op, List.of(inputs), List.of(index), 0, high);
  }

  private static Convolve convolve(Convolve.Axis... axes) {
    return new Convolve(List.of(axes));
  }

  private static Convolve.Axis axis(int stride, int low, int high, int spread, int dilation) {
    return new Convolve.Axis(stride, low, high, spread, dilation);
  }

  private static ArgMaxPool maxima(ArgMaxPool.Window... windows) {
    return new ArgMaxPool(List.of(windows));
  }

  private static ArgMaxPool.Window window(int size, Convolve.Axis axis) {
    return new ArgMaxPool.Window(size, axis);
  }

  private static Shape shape(int... dims) {
    return Shape.of(dims);
  }

  /// Returns all examples: at least one per operation.
  ///
  /// @return in the order of the kinds of operations
  public static List<Example> examples() {
    List<Example> all = new ArrayList<>();
    for (Unary op : Unary.values()) {
      all.add(of(op, shape(3, 7)));
      all.add(of(op, shape()));
    }
    for (Binary op : Binary.values()) {
      all.add(of(op, shape(3, 5), shape(3, 5)));
      all.add(of(op, shape(3, 1), shape(2, 1, 5)));
      all.add(of(op, shape(), shape(4)));
    }
    for (Comparison op : Comparison.values()) {
      all.add(of(op, shape(3, 5), shape(5)));
    }
    all.add(of(new Elementwise.Clamp(-0.5, 1), shape(4, 9)));
    all.add(of(new Elementwise.Clamp(-1, 1), shape(4, 9)));
    all.add(indexed(new Elementwise.Where(), 0, 2, shape(3, 1), shape(3, 4), shape(4)));
    all.add(of(Elementwise.Fused.combine(1, -0.25), shape(3, 5), shape(5)));
    all.add(of(Elementwise.Fused.addProduct(0.75, 0.5), shape(3, 7), shape(3, 7), shape(3, 1)));
    all.add(of(Elementwise.Fused.addOverRoot(-0.3, 0.1), shape(4, 9), shape(4, 9), shape(9)));
    for (DType dtype : DType.values()) {
      all.add(of(new Elementwise.Copy(dtype), shape(3, 4)));
    }
    for (List<Integer> axes :
        Arrays.asList(List.of(0), List.of(1), List.of(0, 2), List.<Integer>of())) {
      all.add(of(new Reduction.Sum(axes), shape(3, 4, 5)));
      all.add(of(new Reduction.Max(axes), shape(3, 4, 5)));
      all.add(of(new Reduction.Min(axes), shape(3, 4, 5)));
    }
    for (int axis = 0; axis < 2; axis++) {
      all.add(of(new Reduction.ArgMax(axis), shape(4, 5)));
      all.add(of(new Reduction.ArgMin(axis), shape(4, 5)));
      all.add(of(new Softmax(axis, false), shape(4, 21)));
      all.add(of(new Softmax(axis, true), shape(4, 21)));
      all.add(of(new Scan(axis), shape(4, 5)));
      all.add(of(new Scan(axis), shape(4, 5), shape(4, 5)));
      all.add(of(new Sort(axis, axis == 1), shape(4, 5)));
    }
    all.add(of(new MatMul(), shape(3, 4), shape(4, 5)));
    all.add(of(new MatMul(), shape(2, 1, 3, 4), shape(3, 4, 2)));
    all.add(of(new MatMul(), shape(1, 7), shape(7, 40)));
    all.add(of(new MatMul(), shape(3, 4), shape(4, 5), shape(5)));
    all.add(of(new MatMul(), shape(2, 40, 3), shape(3, 33), shape(2, 1, 1)));
    all.add(of(convolve(axis(1, 0, 0, 1, 1)), shape(2, 1, 3, 9), shape(1, 4, 3, 3)));
    all.add(of(convolve(axis(2, 1, 2, 1, 2)), shape(1, 2, 2, 11), shape(2, 2, 2, 3)));
    all.add(
        of(
            convolve(axis(1, 1, 1, 1, 1), axis(2, 1, 0, 1, 1)),
            shape(2, 1, 2, 4, 5),
            shape(1, 3, 2, 3, 2)));
    all.add(
        of(
            convolve(axis(1, 2, -1, 2, 1), axis(1, -1, 3, 3, 2)),
            shape(1, 2, 1, 3, 3),
            shape(2, 2, 1, 2, 2)));
    all.add(
        of(
            convolve(axis(1, 0, 0, 1, 1), axis(1, 1, 1, 1, 1), axis(2, 0, 1, 1, 1)),
            shape(1, 1, 2, 3, 3, 4),
            shape(1, 2, 2, 2, 3, 2)));
    all.add(of(maxima(window(2, axis(2, 0, 0, 1, 1))), shape(2, 3, 7)));
    all.add(
        of(maxima(window(3, axis(2, 1, 1, 1, 1)), window(2, axis(1, 0, 1, 1, 2))), shape(2, 5, 6)));
    all.add(of(new Placement.Fold(0, 7, 2, 1), shape(3, 2, 3)));
    all.add(of(new Placement.Fold(1, 9, 1, 2), shape(2, 4, 3)));
    all.add(of(new Movement.Unfold(0, 3, 2, 1), shape(7, 2)));
    all.add(of(new Movement.Unfold(1, 3, 1, 2), shape(2, 8)));
    all.add(of(new Placement.Pad(List.of(1, 0), List.of(2, 3), List.of(0, 2), 0.5), shape(3, 4)));
    all.add(of(new Placement.Pad(List.of(0, 2), List.of(1, 0), List.of(1, 0), 2), shape(3, 4)));
    all.add(of(new Placement.Concat(1), shape(3, 2), shape(3, 4), shape(3, 1)));
    all.add(indexed(new Placement.Gather(0), 1, 4, shape(4, 5), shape(6, 3)));
    all.add(indexed(new Placement.ScatterAdd(1), 1, 5, shape(4, 5), shape(3, 7), shape(3, 7)));
    all.add(of(new Movement.Reshape(shape(4, 3)), shape(2, 6)));
    all.add(of(new Movement.Permute(List.of(2, 0, 1)), shape(2, 3, 4)));
    all.add(of(new Movement.Expand(shape(2, 3, 4)), shape(3, 1)));
    all.add(of(new Movement.Slice(shape(2, 2), List.of(1, 0), List.of(1, 3)), shape(4, 5)));
    all.add(of(new Movement.Flip(List.of(1)), shape(3, 4)));
    Backend here = Backends.current();
    all.add(of(new Transfer(here, Backends.named("reference")), shape(2, 3)));
    all.add(of(new Custom(new Swish()), shape(3, 4)));
    return all;
  }

  /// x·σ(x), as a user would define it.
  static final class Swish implements CustomFunction {
    @Override
    public String name() {
      return "swish";
    }

    @Override
    public Tensor forward(List<Tensor> inputs) {
      return inputs.getFirst().mul(inputs.getFirst().sigmoid());
    }

    @Override
    public Tensor gradient(int input, List<Tensor> inputs, Tensor output, Tensor upstream) {
      Tensor s = inputs.getFirst().sigmoid();
      return upstream.mul(s.add(output.mul(s.neg().add(1))));
    }
  }
}
