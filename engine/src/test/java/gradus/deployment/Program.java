package gradus.deployment;

import gradus.engine.Backends;
import gradus.engine.Tensor;

/// A program that uses Gradus, for [DeploymentTest] to start in a JVM of its own.
public final class Program {
  private Program() {}

  /// Multiplies, and says on which backend.
  ///
  /// @param args not used
  public static void main(String[] args) {
    Tensor product = Tensor.of(1.0, 2, 3).matmul(Tensor.of(4.0, 5, 6));
    Tensor again = Tensor.ones(1);
    System.out.println(Backends.current().name() + " " + product.add(again).item());
  }
}
