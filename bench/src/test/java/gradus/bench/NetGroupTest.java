package gradus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetGroupTest {
  private static final Rounds TINY = new Rounds(1, 1e-4, 0, 1);
  private static final Progress SILENT = new Progress(new PrintWriter(new StringWriter()), false);

  /// Computes with this engine, and says that its value differs by a factor.
  private record Scaled(double factor) implements Peer {
    @Override
    public String name() {
      return "scaled";
    }

    @Override
    public Set<Group> groups() {
      return Set.of(Group.CONV);
    }

    @Override
    public String open(int threads) {
      return "the same, scaled";
    }

    @Override
    public Optional<SmallEntry> net(NetProblem problem) {
      SmallEntry same = problem.gradus();
      return Optional.of(
          new SmallEntry() {
            @Override
            public double seconds(long repetitions) {
              return same.seconds(repetitions);
            }

            @Override
            public double value() {
              return factor * same.value();
            }
          });
    }
  }

  private static List<NetGroup.Row> measured(double factor, boolean training) {
    Peers peers = new Peers(List.of(new Scaled(factor)), List.of());
    NetWork work = new NetWork(NetWork.Net.CIFAR_RESNET_20, 8, 2, training);
    return new NetGroup(TINY, peers, SILENT).measure(List.of(work));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void workIsMeasuredAndCompared(boolean training) {
    NetGroup.Row row = measured(1, training).getFirst();
    assertThat(row.pictures()).containsOnlyKeys("gradus", "scaled");
    assertThat(row.pictures().values()).allSatisfy(v -> assertThat(v).isPositive().isFinite());
    assertThatIllegalStateException()
        .isThrownBy(() -> measured(1.01, training))
        .withMessageStartingWith("scaled, CIFAR ResNet-20 8, batch 2, ")
        .withMessageContaining("the value after 3 runs is ");
  }

  /// The untrained network knows nothing: its loss is about the logarithm of the number of classes.
  @Test
  void trainingLearns() {
    NetProblem problem = new NetProblem(new NetWork(NetWork.Net.CIFAR_RESNET_20, 8, 4, true));
    SmallEntry entry = problem.gradus();
    entry.seconds(1);
    double first = entry.value();
    assertThat(first).isCloseTo(Math.log(10), within(1.5));
    entry.seconds(20);
    assertThat(entry.value()).isLessThan(first);
  }

  /// A peer may ask for the numbers when this engine has trained already.
  @Test
  void peersGetTheNumbersFromBeforeTraining() {
    NetProblem problem = new NetProblem(new NetWork(NetWork.Net.CIFAR_RESNET_20, 8, 2, true));
    float[] before = problem.tensors().get("conv1.weight").toFloats();
    problem.gradus().seconds(1);
    assertThat(problem.tensors().get("conv1.weight").toFloats()).isEqualTo(before);
    assertThat(problem.tensors()).containsKeys("pictures", "labels", "linear.bias");
  }
}
