package gradus.nn;

import gradus.engine.Tensor;

/// Makes each element of the batch one row: (n, …) to (n, product of the rest).
public record Flatten() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.rank() == 1 ? x.unsqueeze(1) : x.flatten(1);
  }
}
