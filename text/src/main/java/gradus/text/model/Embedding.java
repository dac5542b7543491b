package gradus.text.model;

import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.StateDict;
import java.util.Map;

record Embedding(Tensor weight) implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    int[] shape = java.util.Arrays.copyOf(x.shape().dims(), x.rank() + 1);
    shape[x.rank()] = weight.size(1);
    return weight.indexSelect(0, x.flatten()).reshape(shape);
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict().add("weight", weight).tensors();
  }
}
