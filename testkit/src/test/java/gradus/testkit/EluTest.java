package gradus.testkit;

import gradus.engine.CustomFunction;
import gradus.engine.Domain;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class EluTest {
  static final class Elu implements CustomFunction {
    @Override
    public String name() {
      return "elu";
    }

    @Override
    public Tensor forward(List<Tensor> inputs) {
      Tensor x = inputs.getFirst();
      return Tensor.where(x.gt(0), x, x.minimum(0).exp().sub(1));
    }

    @Override
    public Tensor gradient(int input, List<Tensor> inputs, Tensor output, Tensor upstream) {
      return Tensor.where(inputs.getFirst().gt(0), upstream, upstream.mul(output.add(1)));
    }

    /// The slope has a kink at 0.
    @Override
    public Domain domain(int input) {
      return Domain.REAL.except(0);
    }
  }

  private static Tensor normal(long seed, int... shape) {
    return Tensor.randn(new Generator(seed), shape);
  }

  @Test
  void itsGradientIsRightAndSoIsItsGradientsGradient() {
    GradientCheck.of(new Elu()).second().near(normal(1, 3, 5));
  }

  @Test
  void onBothSidesOfTheKink() {
    GradientCheck.of(new Elu()).second().at(Tensor.of(-1.5, -0.01, 0.01, 1.5));
  }

  @Test
  void inAnotherLayoutAndAsAPartOfAFunction() {
    GradientCheck.of(in -> new Elu().apply(in.get(0).t()).matmul(in.get(1)))
        .named("elu of a transpose, times a matrix")
        .near(normal(2, 3, 5), normal(3, 3, 2));
  }
}
