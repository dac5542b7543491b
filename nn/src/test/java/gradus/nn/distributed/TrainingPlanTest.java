package gradus.nn.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gradus.engine.Backends;
import gradus.nn.distributed.Runs.Part;
import gradus.nn.learn.Schedule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {
  private static Object sent(Object object) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  @Test
  void aPlanThatWasSentDoesTheSame() throws IOException, ClassNotFoundException {
    List<Shard> rows = Runs.shards(Runs.numbers(38));
    Part part = new Part(1, Segment.ALL_STEPS);
    Segment segment = (Segment) sent(new Segment(Runs.STATISTICS.schedule(Schedule.cosine()), 5));
    assertThat(Runs.run(segment.plan(), rows, rows, part).state())
        .isEqualTo(Runs.run(Runs.STATISTICS.schedule(Schedule.cosine()), rows, rows, part).state());
  }

  @Test
  void resultsAndFingerprintsCanBeSent() throws IOException, ClassNotFoundException {
    List<Shard> rows = Runs.shards(Runs.numbers(38));
    Segment.Result result =
        new Segment(Runs.STATISTICS, 2).run(null, rows, rows, Collective.single(), _ -> {});
    Segment.Result received = (Segment.Result) sent(result);
    assertThat(received.state()).isEqualTo(result.state());
    assertThat(received.validations()).isEqualTo(result.validations()).hasSize(1);
    assertThat(sent(Fingerprint.current())).isEqualTo(Fingerprint.current());
  }

  @Test
  void schedulesDecideTheRate() throws IOException {
    List<Shard> rows = Runs.shards(Runs.numbers(38));
    TrainingPlan still = Runs.STATISTICS.schedule((_, _) -> 0);
    var losses = Runs.run(still, rows, List.of(), new Part(2, 6)).losses();
    // Without steps, the losses of an epoch differ by the rows of each batch only.
    assertThat(Runs.run(Runs.STATISTICS, rows, List.of(), new Part(2, 6)).losses().getFirst())
        .isEqualTo(losses.getFirst());
    assertThat(Runs.run(still.epochs(1).batchSize(38), rows, List.of(), new Part(2, 1)).losses())
        .isEqualTo(
            Runs.run(still.epochs(9).batchSize(38), rows, List.of(), new Part(1, 9))
                .losses()
                .subList(8, 9));
  }

  @Test
  void countsSteps() {
    assertThat(Runs.DROPOUT.stepsPerEpoch(38)).isEqualTo(3);
    assertThat(Runs.DROPOUT.steps(39)).isEqualTo(9);
    assertThat(Runs.DROPOUT.steps(40)).isEqualTo(12);
    assertThatIllegalArgumentException().isThrownBy(() -> Runs.DROPOUT.steps(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Runs.DROPOUT.batchSize(1).stepsPerEpoch(1L << 31));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Runs.DROPOUT.batchSize(1).steps(1 << 30))
        .withMessageContaining("3221225472 steps are too many");
  }

  @Test
  void mistakesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Runs.DROPOUT.shards(0))
        .withMessageContaining("needs 1 to 65536 shards");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Runs.DROPOUT.shards(TrainingPlan.MAX_SHARDS + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Runs.DROPOUT.batchSize(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Runs.DROPOUT.epochs(-1));
  }

  @Test
  void fingerprintsNameWhatDiffers() {
    Fingerprint here = Fingerprint.current();
    assertThat(here.differences(here)).isEmpty();
    assertThat(here.backend()).isEqualTo(Backends.current().name());
    assertThat(here.java()).isEqualTo(Runtime.version().feature());
    Fingerprint other =
        new Fingerprint(here.backend(), here.vectorBits() + 1, 7, here.architecture(), "0.0");
    assertThat(here.differences(other))
        .containsExactly(
            "vectors of " + here.vectorBits() + " bits, not " + (here.vectorBits() + 1),
            "Java " + here.java() + ", not 7",
            "Gradus " + here.gradus() + ", not 0.0");
    Fingerprint reference = Backends.using(Backends.named("reference"), Fingerprint::current);
    assertThat(reference.backend()).isEqualTo("reference");
    assertThat(reference.vectorBits()).isZero();
    assertThat(Backends.named("simd").vectorBits()).isBetween(64, 2048);
  }
}
