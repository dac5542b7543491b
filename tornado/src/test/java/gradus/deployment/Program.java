package gradus.deployment;

import gradus.engine.Backends;
import gradus.engine.Tensor;

/// A program that uses Gradus, for [DeploymentTest] to start in a JVM of its own.
public final class Program {
  private Program() {}

  /// Adds, says on which backend, and asks for this module's.
  ///
  /// @param args not used
  public static void main(String[] args) {
    double sum = Tensor.of(1.0, 2).sum().item();
    System.out.println(Backends.current().name() + " " + sum + " " + Backends.usable());
    try {
      System.out.println(Backends.named("tornado").name());
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
    }
  }
}
