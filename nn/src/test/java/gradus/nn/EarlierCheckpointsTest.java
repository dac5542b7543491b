package gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;

import gradus.engine.Backends;
import gradus.engine.Tensor;
import gradus.nn.io.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Checkpoints that an earlier version wrote can be loaded, and training goes on from them bit for
/// bit to where that version came.
class EarlierCheckpointsTest {
  static final List<OptimizerKind> KINDS = EarlierCheckpoints.KINDS;

  @TempDir private Path folder;

  private Path file(OptimizerKind kind, String when) throws IOException {
    Path file = folder.resolve(when);
    String name = EarlierCheckpoints.name(kind, when);
    try (InputStream in = getClass().getResourceAsStream("/gradus/nn/checkpoints/" + name)) {
      Files.copy(in, file);
    }
    return file;
  }

  private static EarlierCheckpoints run(OptimizerKind kind) {
    return Backends.using(Backends.named("reference"), () -> new EarlierCheckpoints(kind));
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void trainingGoesOnFromThem(OptimizerKind kind) throws IOException {
    EarlierCheckpoints run = run(kind);
    run.checkpoint().load(file(kind, "before"));
    Backends.using(Backends.named("reference"), run::fit);
    same(state(run), Safetensors.load(file(kind, "after")).tensors());
  }

  /// The same from the start: the steps are the same, too.
  @ParameterizedTest
  @FieldSource("KINDS")
  void trainingIsWhatItWas(OptimizerKind kind) throws IOException {
    EarlierCheckpoints run = run(kind);
    Backends.using(Backends.named("reference"), run::fit);
    same(state(run), Safetensors.load(file(kind, "before")).tensors());
  }

  /// What was saved before the first step has no state of the optimizer.
  @ParameterizedTest
  @FieldSource("KINDS")
  void whatWasSavedBeforeAnyStepBeginsAnew(OptimizerKind kind) throws IOException {
    EarlierCheckpoints run = run(kind);
    Path fresh = folder.resolve("fresh");
    run.checkpoint().save(fresh, Map.of());
    Map<String, Tensor> earlier = new LinkedHashMap<>(Safetensors.load(fresh).tensors());
    assertThat(earlier.keySet().removeIf(name -> name.startsWith("optimizer."))).isTrue();
    Safetensors.save(fresh, earlier, Map.of());
    Backends.using(Backends.named("reference"), run::fit);
    run.checkpoint().load(fresh);
    Backends.using(Backends.named("reference"), run::fit);
    same(state(run), Safetensors.load(file(kind, "before")).tensors());
  }

  private Map<String, Tensor> state(EarlierCheckpoints run) throws IOException {
    Path file = folder.resolve("state");
    run.checkpoint().save(file, Map.of());
    return Safetensors.load(file).tensors();
  }

  /// Earlier, there was no state of the parameter that never got a gradient.
  private static void same(Map<String, Tensor> actual, Map<String, Tensor> expected) {
    assertThat(actual.keySet()).containsAll(expected.keySet());
    assertThat(actual.keySet())
        .allMatch(name -> expected.containsKey(name) || name.startsWith("optimizer.4."));
    expected.forEach(
        (name, tensor) -> {
          assertThat(actual.get(name).spec()).as(name).isEqualTo(tensor.spec());
          assertThat(actual.get(name).toDoubles()).as(name).containsExactly(tensor.toDoubles());
        });
  }
}
