package gradus.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.nn.Losses;
import gradus.nn.distributed.DivergedException;
import gradus.nn.distributed.Segment;
import gradus.nn.distributed.TrainingPlan;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Workers that are threads of the driver.
@Timeout(120)
class BarrierTrainingTest {
  private static final AtomicInteger CALLS = new AtomicInteger();

  private static JavaSparkContext spark;
  private static Segment.Result alone;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    spark = JavaSparkContext.fromSparkContext(Sessions.shared().sparkContext());
    alone = Runs.alone(Runs.PLAN);
  }

  private static BarrierTraining training(TrainingPlan plan) {
    return new BarrierTraining(plan, Runs.rows(spark, 4)).epochsPerJob(3);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 3", "2, 4, 2", "3, 7, 1"})
  void theBitsAreThoseOfOneMachine(int workers, int parts, int epochsPerJob) throws IOException {
    List<EpochReport> told = new ArrayList<>();
    BarrierTraining.Result result =
        new BarrierTraining(Runs.PLAN, Runs.rows(spark, parts))
            .workers(workers)
            .epochsPerJob(epochsPerJob)
            .listener(told::add)
            .run();
    assertThat(result.checkpoint()).isEqualTo(alone.state());
    assertThat(result.epochs()).isEqualTo(told).hasSize(3);
    for (int i = 0; i < 3; i++) {
      EpochReport report = told.get(i);
      assertThat(report.epoch()).isEqualTo(i + 1);
      assertThat(report.loss()).isEqualTo(mean(alone.losses(), 4 * i, 4 * i + 4));
      assertThat(report.validation()).contains(alone.validations().get(i));
      assertThat(report.workers()).hasSize(workers);
      assertThat(report.workers())
          .allSatisfy(worker -> assertThat(worker.computing()).isPositive());
    }
  }

  private static double mean(double[] losses, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += losses[i];
    }
    return sum / (to - from);
  }

  @Test
  void encryptedConnectionsGiveTheSameBits() throws IOException {
    spark.sc().conf().set("spark.network.crypto.enabled", "true");
    try {
      assertThat(training(Runs.PLAN).workers(2).run().checkpoint()).isEqualTo(alone.state());
    } finally {
      spark.sc().conf().remove("spark.network.crypto.enabled");
    }
  }

  @Test
  void rowsInFilesGiveTheSameBits() throws IOException {
    assertThat(training(Runs.PLAN).workers(2).heapShare(0).run().checkpoint())
        .isEqualTo(alone.state());
    assertThat(HeldShards.size()).isZero();
  }

  @Test
  void withoutANumberOfWorkersThereIsOneForEachTask() throws IOException {
    BarrierTraining.Result result = training(Runs.PLAN).run();
    assertThat(result.checkpoint()).isEqualTo(alone.state());
    assertThat(result.epochs().getFirst().workers()).hasSize(3);
  }

  @Test
  void aListenerStopsTrainingAndAnotherOneGoesOn() throws IOException {
    BarrierTraining.Result half =
        training(Runs.PLAN).epochsPerJob(1).workers(2).listener(_ -> false).run();
    assertThat(half.epochs()).hasSize(1);
    BarrierTraining.Result whole = training(Runs.PLAN).workers(3).from(half.checkpoint()).run();
    assertThat(whole.epochs()).hasSize(2);
    assertThat(whole.checkpoint()).isEqualTo(alone.state());
  }

  @Test
  void aRunGoesOnFromTheNewestCheckpoint() throws IOException {
    String there = "file:" + folder;
    training(Runs.PLAN).epochsPerJob(1).listener(r -> r.epoch() < 2).checkpoints(there).run();
    BarrierTraining.Result rest = training(Runs.PLAN).checkpoints(there).run();
    assertThat(rest.epochs()).extracting(EpochReport::epoch).containsExactly(3);
    assertThat(rest.checkpoint()).isEqualTo(alone.state());
    assertThat(folder.resolve("step-0000000012.safetensors")).hasBinaryContent(alone.state());
    // Complete: nothing is left to do.
    BarrierTraining.Result none = training(Runs.PLAN).checkpoints(there).run();
    assertThat(none.epochs()).isEmpty();
    assertThat(none.checkpoint()).isEqualTo(alone.state());
  }

  @Test
  void aRunGoesOnAfterItsDriverDied() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Clusters.options("--", "-XX:"));
    command.addAll(List.of("-Dgradus.threads=1", "-cp", Clusters.classPath()));
    command.addAll(List.of(DyingDriver.class.getName(), "file:" + folder));
    Process driver =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertThat(driver.waitFor()).as(folder.resolve("log").toString()).isEqualTo(DyingDriver.STATUS);
    // It died in the second epoch.
    BarrierTraining.Result rest = training(Runs.PLAN).checkpoints("file:" + folder).run();
    assertThat(rest.epochs()).extracting(EpochReport::epoch).containsExactly(2, 3);
    assertThat(rest.checkpoint()).isEqualTo(alone.state());
  }

  @Test
  void aFullDiskLosesNothing() throws IOException {
    spark.hadoopConfiguration().set("fs.full.impl", FullFileSystem.class.getName());
    // Enough for one checkpoint, and half of the next.
    spark.hadoopConfiguration().setLong(FullFileSystem.CAPACITY, alone.state().length * 3L / 2);
    BarrierTraining.Result result =
        training(Runs.PLAN).epochsPerJob(1).workers(1).checkpoints("full:" + folder).run();
    assertThat(result.checkpoint()).isEqualTo(alone.state());
    assertThat(result.epochs().get(0).unsaved()).isEmpty();
    assertThat(result.epochs().get(1).unsaved().orElseThrow())
        .contains("can't write the checkpoint of step 8")
        .contains("No space left on device")
        .contains("the one of step 4 is still there");
    assertThat(result.unsaved()).contains("step 12");
    try (var files = Files.list(folder)) {
      assertThat(files.filter(file -> !file.getFileName().toString().startsWith(".")))
          .containsExactly(folder.resolve("step-0000000004.safetensors"));
    }
    BarrierTraining.Result resumed = training(Runs.PLAN).checkpoints("file:" + folder).run();
    assertThat(resumed.epochs()).extracting(EpochReport::epoch).containsExactly(2, 3);
    assertThat(resumed.checkpoint()).isEqualTo(alone.state());
  }

  @Test
  void moreWorkersThanSlotsAreRefused() {
    assertThatThrownBy(() -> training(Runs.PLAN).workers(4).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 workers need 4 slots")
        .hasMessageContaining("there are 3");
  }

  @Test
  void moreWorkersThanShardsAreRefused() {
    assertThatThrownBy(() -> training(Runs.PLAN.shards(2)).workers(3).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("as many workers as shards, 2")
        .hasMessageContaining("not 3 workers");
  }

  @Test
  void aPlanThatCanNotBeSentIsRefused() {
    Object local = new Object();
    TrainingPlan plan =
        Runs.plan(
            (prediction, target) -> {
              local.hashCode();
              return Losses.mse(prediction, target);
            });
    assertThatThrownBy(() -> training(plan).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("can't be sent")
        .hasMessageContaining("java.lang.Object");
  }

  @Test
  void anExceptionOfTheModelIsNotRepeated() {
    CALLS.set(0);
    TrainingPlan plan =
        Runs.plan(
            (prediction, target) -> {
              if (CALLS.incrementAndGet() == 7) {
                throw new IllegalStateException("a mistake");
              }
              return Losses.mse(prediction, target);
            });
    assertThatThrownBy(() -> training(plan).workers(2).run())
        .isInstanceOf(WorkerFailedException.class)
        .hasMessageMatching(
            "worker [01] of 2 \\(.*\\) failed: java.lang.IllegalStateException: a mistake")
        .cause()
        .hasMessageContaining("BarrierTrainingTest");
    // The second worker may be in the same step. A repetition would call it for 12 steps.
    assertThat(CALLS.get()).isLessThan(7 + Runs.PLAN.shards());
    assertThat(HeldShards.size()).isZero();
  }

  @Test
  void aLossThatIsNotANumberIsNotRepeated() {
    TrainingPlan plan =
        Runs.plan((prediction, target) -> Losses.mse(prediction, target).mul(Float.NaN));
    assertThatThrownBy(() -> training(plan).workers(2).run())
        .isInstanceOf(DivergedException.class)
        .hasMessageStartingWith("step 0: ");
  }

  @Test
  void aDriverThatIsInterruptedStopsTheWorkers() throws Exception {
    CompletableFuture<Exception> ended = new CompletableFuture<>();
    Thread driver =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    training(Faults.plan(folder)).workers(2).run();
                    ended.complete(null);
                  } catch (Exception e) {
                    ended.complete(e);
                  }
                });
    Faults.victim(folder);
    driver.interrupt();
    assertThat(ended.get()).isInstanceOf(InterruptedIOException.class);
    Faults.goOn(folder);
    while (spark.statusTracker().getActiveJobIds().length > 0) {
      Thread.sleep(20);
    }
    // The executors are free for others.
    assertThat(training(Runs.PLAN).workers(3).run().checkpoint()).isEqualTo(alone.state());
  }

  @Test
  void noRowsAreRefused() {
    TrainingRows none = new TrainingRows(Runs.SPEC, spark.parallelize(List.of(), 2), null);
    assertThatThrownBy(() -> new BarrierTraining(Runs.PLAN, none).workers(2).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 rows");
  }

  @Test
  void anExceptionInTheRowsIsNotRepeated() {
    CALLS.set(0);
    TrainingRows bad =
        new TrainingRows(
            Runs.SPEC,
            spark
                .parallelize(Runs.rows(9, 1), 1)
                .map(
                    row -> {
                      CALLS.incrementAndGet();
                      throw new IllegalStateException("a bad row" + row.length);
                    }),
            null);
    assertThatThrownBy(() -> new BarrierTraining(Runs.PLAN, bad).patience(Duration.ZERO).run())
        .isInstanceOf(WorkerFailedException.class)
        .hasMessageContaining("a bad row16");
    assertThat(CALLS).hasValue(1);
  }

  @Test
  void whatSparkSaysOfExecutorsIsPutClearly() {
    assertThatThrownBy(
            () ->
                EpochsJob.failure(
                    new Exception(
                        "Lost task (127.0.0.1): java.lang.UnsupportedClassVersionError:"
                            + " gradus/spark/Worker has been compiled by 69.0\n\tat a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Java 25")
        .hasMessageEndingWith("69.0");
    assertThatThrownBy(
            () ->
                EpochsJob.failure(
                    new Exception("java.lang.ClassNotFoundException: gradus.nn.Layer\n\tat a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the class gradus.nn.Layer; add its jar");
  }
}
