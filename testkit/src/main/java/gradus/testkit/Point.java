package gradus.testkit;

import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Where a function is looked at: its inputs, of which those of floating-point numbers can be moved
/// element by element.
///
/// @param values each input's elements; null for one of integers
/// @param inputs the inputs before they were moved
record Point(List<double[]> values, List<Tensor> inputs) {
  static Point of(Tensor... inputs) {
    List<double[]> values = new ArrayList<>();
    for (Tensor input : inputs) {
      values.add(input.dtype().isFloating() ? input.toDoubles() : null);
    }
    return new Point(values, List.of(inputs));
  }

  /// The same with one more input.
  Point and(double[] elements, Shape shape) {
    List<double[]> moreValues = new ArrayList<>(values);
    List<Tensor> moreInputs = new ArrayList<>(inputs);
    moreValues.add(elements);
    moreInputs.add(Tensor.fromArray(elements, shape.dims()));
    return new Point(moreValues, moreInputs);
  }

  boolean isFixed(int input) {
    return values.get(input) == null;
  }

  double get(int input, int element) {
    return values.get(input)[element];
  }

  void set(int input, int element, double value) {
    values.get(input)[element] = value;
  }

  /// New tensors of these values, in F64, that require gradients; those of integers as they are.
  List<Tensor> leaves() {
    List<Tensor> leaves = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor input = inputs.get(i);
      leaves.add(
          isFixed(i)
              ? input
              : Tensor.fromArray(values.get(i), input.shape().dims()).requiresGrad(true));
    }
    return leaves;
  }
}
