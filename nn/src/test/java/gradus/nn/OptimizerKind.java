package gradus.nn;

import gradus.engine.Tensor;
import java.util.Collection;
import java.util.function.Function;

/// Each optimizer, with everything that it can do.
enum OptimizerKind {
  SGD(p -> new SGD(p, 0.1)),
  DECAY(p -> new SGD(p, new SGD.Options(0.1, 0, false, 0.01))),
  MOMENTUM(p -> new SGD(p, new SGD.Options(0.1, 0.9, false, 0))),
  NESTEROV(p -> new SGD(p, new SGD.Options(0.1, 0.9, true, 0.01))),
  ADAM(p -> new Adam(p, new Adam.Options(0.1, 0.9, 0.999, 1e-8, 0.01))),
  ADAMW(p -> new AdamW(p, 0.1));

  private final Function<Collection<Tensor>, Optimizer> of;

  OptimizerKind(Function<Collection<Tensor>, Optimizer> of) {
    this.of = of;
  }

  Optimizer of(Collection<Tensor> parameters) {
    return of.apply(parameters);
  }
}
