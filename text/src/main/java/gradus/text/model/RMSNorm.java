package gradus.text.model;

import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.StateDict;
import java.util.Map;

record RMSNorm(Tensor weight, double eps) implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    Tensor mean = x.square().mean(-1);
    return x.mul(mean.add(eps).rsqrt().unsqueeze(-1)).mul(weight);
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict().add("weight", weight).tensors();
  }
}
