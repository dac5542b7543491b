package gradus.bench;

import gradus.engine.DType;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// PyTorch's matrix product on a device; with CUDA it is cuBLAS's. PyTorch measures the time
/// itself.
///
/// @param about a description, or why it is not available
/// @param products returns the timed product of a shape, and fails if the result is wrong; empty if
///   there is no device
record TorchProduct(String about, Optional<Function<MatmulShape, Timed>> products) {
  /// Looks for PyTorch and a device.
  ///
  /// @param python the interpreter with PyTorch, if there is one
  /// @param device such as `cuda`
  static TorchProduct open(Optional<String> python, String device) {
    if (python.isEmpty()) {
      return new TorchProduct("not available: no python3 can import torch", Optional.empty());
    }
    try {
      PythonProcess process =
          PythonProcess.start(
              python.get(), 0, TorchProduct.class, List.of("torch_product.py"), device);
      String[] answer = process.answer().split(" ", 2);
      return answer[0].equals("yes")
          ? new TorchProduct(
              answer[1], Optional.of(shape -> repetitions -> seconds(process, shape, repetitions)))
          : new TorchProduct("not available: " + answer[1], Optional.empty());
    } catch (IOException | IllegalStateException e) {
      return new TorchProduct("not available: " + e.getMessage(), Optional.empty());
    }
  }

  private static double seconds(PythonProcess asked, MatmulShape shape, long repetitions) {
    asked.tell(
        String.format(
            Locale.ROOT,
            "%s %d %d %d %d",
            shape.form(),
            shape.m(),
            shape.k(),
            shape.n(),
            repetitions));
    String[] answer = asked.answer().split(" ");
    double error = Double.parseDouble(answer[1]);
    if (!(error <= MatmulProblem.tolerance(DType.F32))) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "torch, %s: an element is wrong by %s times the square root of k",
              shape.label(),
              error));
    }
    return Double.parseDouble(answer[0]);
  }
}
