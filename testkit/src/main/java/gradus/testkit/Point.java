package gradus.testkit;

import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The point at which a function is checked: its inputs, of which floating-point ones can be moved
/// element by element.
///
/// @param values the elements of each input; null for integers
/// @param inputs the inputs before they were moved
record Point(List<double[]> values, List<Tensor> inputs) {
  static Point of(Tensor... inputs) {
    List<double[]> values = new ArrayList<>();
    for (Tensor input : inputs) {
      values.add(input.dtype().isFloating() ? input.toDoubles() : null);
    }
    return new Point(values, List.of(inputs));
  }

  /// Returns this point with one more input.
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

  /// Returns new tensors of these values, in F64, that require gradients; integers are unchanged.
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
