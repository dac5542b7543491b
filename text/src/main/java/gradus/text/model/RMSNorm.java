package gradus.text.model;

import gradus.engine.Elementwise;
import gradus.engine.Formula;
import gradus.engine.Tensor;
import gradus.engine.Term;
import gradus.nn.Layer;
import gradus.nn.StateDict;
import java.util.Map;

record RMSNorm(Tensor weight, double eps) implements Layer {
  private static final Formula NORM =
      Formula.of(
          3,
          in ->
              in.get(0)
                  .div(in.get(1).mul(Term.parameter(0)).add(Term.parameter(1)).sqrt())
                  .mul(in.get(2)));

  @Override
  public Tensor forward(Tensor x) {
    Tensor sum = x.square().sum(new int[] {-1}, true);
    return new Elementwise.Fused("rmsNorm", 3, NORM, 1.0 / x.size(-1), eps).apply(x, sum, weight);
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict().add("weight", weight).tensors();
  }
}
