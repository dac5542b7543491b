package gradus.nn;

import gradus.engine.Backends;
import gradus.engine.Generator;
import gradus.engine.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A training run whose checkpoints are test resources, in `checkpoints`: the version of commit
/// 2ca5707 wrote them, in which an optimizer had no state before its first step. `main` writes such
/// files with the current version, into the folder that is its argument.
///
/// The backend is `reference`, and all functions are rounded correctly, so that the bits are the
/// same on every machine.
final class EarlierCheckpoints {
  /// The kinds of optimizers that have a state.
  static final List<OptimizerKind> KINDS =
      List.of(
          OptimizerKind.MOMENTUM, OptimizerKind.NESTEROV, OptimizerKind.ADAM, OptimizerKind.ADAMW);

  private static final int EPOCHS = 3;

  private final Generator generator = new Generator(7);
  private final Layer model =
      new Sequential(
          new Linear(generator, 3, 4),
          new ReLU(),
          new Dropout(0.3, generator),
          new Linear(generator, 4, 2));
  private final Dataset data =
      new Dataset(Tensor.randn(generator, 11, 3), Tensor.rand(generator, 11, 2));
  private final Optimizer optimizer;

  /// A run. The optimizer has one parameter more than the model, which never gets a gradient.
  EarlierCheckpoints(OptimizerKind kind) {
    List<Tensor> parameters = new ArrayList<>(model.parameters().values());
    parameters.add(Tensor.ones(2).requiresGrad(true));
    optimizer = kind.of(parameters);
  }

  Checkpoint checkpoint() {
    return new Checkpoint(model, optimizer, List.of(generator));
  }

  /// Trains for some epochs.
  double[] fit() {
    return Trainer.fit(model, data, Losses::mse, optimizer, EPOCHS, 4, generator, (_, _) -> {});
  }

  /// The name of a file.
  static String name(OptimizerKind kind, String when) {
    return kind.name().toLowerCase(Locale.ROOT) + "-" + when + ".safetensors";
  }

  public static void main(String... folder) throws IOException {
    for (OptimizerKind kind : KINDS) {
      Backends.using(Backends.named("reference"), () -> new EarlierCheckpoints(kind))
          .write(kind, Path.of(folder[0]));
    }
  }

  private void write(OptimizerKind kind, Path folder) throws IOException {
    for (String when : List.of("before", "after")) {
      Backends.using(Backends.named("reference"), this::fit);
      checkpoint().save(folder.resolve(name(kind, when)), Map.of());
    }
  }
}
