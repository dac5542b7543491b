package gradus.nn.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.AdamW;
import gradus.nn.Checkpoint;
import gradus.nn.Dropout;
import gradus.nn.Linear;
import gradus.nn.Losses;
import gradus.nn.ReLU;
import gradus.nn.Sequential;
import gradus.nn.data.DataLoader;
import gradus.nn.data.Samples;
import gradus.nn.io.SafetensorsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeProperty;

/// A fit that was interrupted, and resumed by new objects, is the fit that was not.
class ResumeTest {
  private static final int EPOCHS = 4;
  private static final Goal GOAL = Goal.smallest("valid_loss");

  private Path folder;

  @BeforeProperty
  void createFolder() throws IOException {
    folder = Files.createTempDirectory("resume");
  }

  @AfterTry
  void deleteFiles() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  @AfterProperty
  void deleteFolder() throws IOException {
    Files.delete(folder);
  }

  /// What takes part in a training, with all that draws on chance and all that remembers.
  private final class Run {
    private final Generator order = new Generator(1);
    private final Generator chance = new Generator(2);
    private final Generator mixtures = new Generator(3);
    private final Sequential model;
    private final Learner learner;
    private final List<Callback> callbacks = new ArrayList<>();
    private final Path log;

    Run(String name, boolean byPlateau, boolean groups, int workers) {
      Generator weights = new Generator(4);
      model =
          new Sequential(
              new Linear(weights, 4, 8),
              new ReLU(),
              new Dropout(0.3, chance),
              new Linear(weights, 8, 3));
      DataLoader training =
          new DataLoader(Samples.of(Fits.data(1)), 3)
              .shuffled(order)
              .transformed((x, random) -> x.add(Tensor.randn(random, 4).mul(0.1)), 5)
              .workers(workers);
      learner =
          new Learner(
              model,
              Losses::crossEntropy,
              p -> new AdamW(p, 1),
              training,
              Fits.loader(2, 4),
              Metrics.accuracy());
      if (groups) {
        learner.split("3");
      }
      log = folder.resolve(name + ".csv");
      // First, so that the order of callbacks does not matter.
      callbacks.add(new Checkpointing(folder.resolve(name), List.of(order, chance, mixtures)));
      callbacks.add(new Mixup(0.4, mixtures));
      callbacks.add(EpochLog.csv(log));
      callbacks.add(new EarlyStopping(GOAL, 100));
      callbacks.add(
          byPlateau
              ? new ReduceOnPlateau(Goal.largest("valid_loss"), 0.5, 0)
              : Scheduled.steps(Schedule.oneCycle()));
    }

    void fit(Callback... others) {
      List<Callback> all = new ArrayList<>(callbacks);
      all.addAll(List.of(others));
      learner.fit(EPOCHS, 0.05, all.toArray(Callback[]::new));
    }
  }

  /// Stands for a power failure in some epoch, after some step.
  private record Failure(int epoch, int step) implements Callback {
    @Override
    public void afterStep(Fit fit) {
      if (fit.epoch() == epoch && fit.step() % 4 == step) {
        throw new IllegalStateException("no power");
      }
    }
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void anInterruptedFitContinuesBitForBit(
      @ForAll @IntRange(min = 0, max = 3) int epoch,
      @ForAll @IntRange(min = 0, max = 3) int step,
      @ForAll boolean byPlateau,
      @ForAll boolean groups,
      @ForAll @IntRange(max = 2) int workers)
      throws IOException {
    Run whole = new Run("whole", byPlateau, groups, 0);
    whole.fit();
    Run failing = new Run("part", byPlateau, groups, workers);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> failing.fit(new Failure(epoch, step)))
        .withMessage("no power");
    Run resumed = new Run("part", byPlateau, groups, workers);
    resumed.fit();
    assertThat(Fits.values(resumed.model)).isEqualTo(Fits.values(whole.model));
    // Optimizers, generators, epoch, rate and notes.
    assertThat(Files.readAllBytes(folder.resolve("part")))
        .isEqualTo(Files.readAllBytes(folder.resolve("whole")));
    assertThat(Files.readString(resumed.log)).isEqualTo(Files.readString(whole.log));
  }

  @Example
  void aCompleteFitIsNotDoneAgain() {
    new Run("done", false, false, 0).fit();
    Run again = new Run("done", false, false, 0);
    assertThat(again.learner.fit(EPOCHS, 0.05, again.callbacks.toArray(Callback[]::new))).isEmpty();
  }

  @Example
  void aStoppedFitStaysStopped() {
    Callback stopping = new EarlyStopping(Goal.largest("train_loss"), 1, 1e9);
    Path file = folder.resolve("stopped");
    for (int expected : new int[] {2, 0}) {
      Learner learner = Fits.learner(Fits.model(1));
      Checkpointing saving = new Checkpointing(file, List.of(learner.training().shuffle()));
      assertThat(learner.fit(EPOCHS, 0.05, saving, stopping)).hasSize(expected);
    }
  }

  @Example
  void otherFilesAreRefused() throws IOException {
    Run run = new Run("other", false, false, 0);
    Path file = folder.resolve("other");
    Checkpoint checkpoint =
        new Checkpoint(
            run.model, run.learner.optimizers(), List.of(run.order, run.chance, run.mixtures));
    for (Map<String, String> metadata :
        List.of(Map.of("lr", "1"), Map.of("epoch", "one", "lr", "1"), Map.of("epoch", "1"))) {
      checkpoint.save(file, metadata);
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(run::fit)
          .withCauseInstanceOf(SafetensorsException.class)
          .withMessageContaining(file + ": it is not a checkpoint of a fit");
    }
    Files.write(file, new byte[3]);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(run::fit)
        .withMessageContaining(file.toString());
  }
}
