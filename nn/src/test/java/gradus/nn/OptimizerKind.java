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
  ADAMW(p -> new AdamW(p, 0.1)),
  RMSPROP(p -> new RMSprop(p, new RMSprop.Options(0.1, 0.9, 1e-8, 0, false, 0.01))),
  CENTERED(p -> new RMSprop(p, new RMSprop.Options(0.1, 0.9, 1e-3, 0.5, true, 0))),
  ADAGRAD(p -> new Adagrad(p, new Adagrad.Options(0.1, 1e-3, 0.01, 0.1, 1e-10))),
  LION(p -> new Lion(p, new Lion.Options(0.1, 0.8, 0.9, 0.01)));

  private final Function<Collection<Tensor>, Optimizer> of;

  OptimizerKind(Function<Collection<Tensor>, Optimizer> of) {
    this.of = of;
  }

  Optimizer of(Collection<Tensor> parameters) {
    return of.apply(parameters);
  }

  /// {@return the learning rate that leads down a bowl within a few hundred steps}
  ///
  /// @param left the share of the steps that are left, from 1 to 0
  double lr(double left) {
    return switch (this) {
      // Its steps shorten by themselves.
      case ADAGRAD -> 2;
      // Its steps are as long as the rate, so that it stops only as the rate does.
      case RMSPROP, CENTERED, LION -> 0.1 * left;
      default -> 0.1;
    };
  }
}
