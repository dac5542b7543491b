package gradus.text.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import gradus.cli.InputException;
import gradus.nn.data.Sample;
import gradus.nn.data.Samples;
import gradus.text.data.MobyDick;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final Settings SETTINGS =
      new Settings(Tokens.CHAR, 0, 1, 2, 16, 8, 4, 8, 3, 0.01, 0.2, 5);

  @TempDir private Path folder;

  private static Corpus corpus(int characters, Settings settings) {
    return Corpus.of("here", MobyDick.read().substring(0, characters), settings);
  }

  /// Writes the losses down, and fails at a step.
  private static Trainer.Listener failing(int at, List<Double> losses) {
    return new Trainer.Listener() {
      @Override
      public void step(int step, double loss) {
        losses.add(loss);
        if (step == at) {
          throw new IllegalStateException("interrupted");
        }
      }

      @Override
      public void evaluated(Evaluation evaluation) {}
    };
  }

  /// With dropout, whose generator the checkpoint has, and a shorter last epoch.
  @Test
  void anInterruptedTrainingGoesOnBitForBit() throws IOException {
    List<Double> losses = new ArrayList<>();
    Run whole =
        new Trainer(corpus(900, SETTINGS), SETTINGS)
            .train(folder.resolve("whole"), false, failing(-1, losses));
    for (int at = 0; at < 8; at++) {
      Path place = folder.resolve("at" + at);
      List<Double> before = new ArrayList<>();
      Trainer interrupted = new Trainer(corpus(900, SETTINGS), SETTINGS);
      Trainer.Listener listener = failing(at, before);
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> interrupted.train(place, true, listener));
      List<Double> after = new ArrayList<>();
      Run resumed =
          new Trainer(corpus(900, SETTINGS), SETTINGS).train(place, true, failing(-1, after));
      int done = at / 3 * 3;
      assertThat(after).isEqualTo(losses.subList(done, 8));
      assertThat(resumed.evaluations()).extracting(Evaluation::step).containsExactly(0, 3, 6, 8);
      assertThat(resumed.evaluations())
          .extracting(Evaluation::validLoss)
          .isEqualTo(whole.evaluations().stream().map(Evaluation::validLoss).toList());
      assertThat(resumed.evaluations()).extracting(Evaluation::seconds).isSorted();
      assertThat(place.resolve("model.safetensors"))
          .hasSameBinaryContentAs(folder.resolve("whole/model.safetensors"));
    }
  }

  /// Without resumption, the checkpoint of before is neither read, nor lost before there is
  /// another.
  @Test
  void aNewTrainingKeepsTheOldCheckpointAtFirst() throws IOException {
    List<Double> first = new ArrayList<>();
    new Trainer(corpus(900, SETTINGS), SETTINGS).train(folder, false, failing(-1, first));
    byte[] old = Files.readAllBytes(folder.resolve(Trainer.CHECKPOINT));
    List<Double> second = new ArrayList<>();
    Trainer trainer = new Trainer(corpus(900, SETTINGS), SETTINGS);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> trainer.train(folder, false, failing(2, second)));
    assertThat(second).isEqualTo(first.subList(0, 3));
    assertThat(folder.resolve(Trainer.CHECKPOINT)).hasBinaryContent(old);
  }

  @Test
  void windowsAreShiftedByOne() {
    Samples windows = new Windows(new int[] {5, 6, 7, 8, 9}, 2);
    assertThat(windows.size()).isEqualTo(3);
    Sample last = windows.get(2);
    assertThat(last.x().toInts()).containsExactly(7, 8);
    assertThat(last.y().toInts()).containsExactly(8, 9);
  }

  /// From the first to the last window, without one twice.
  @Test
  void evaluationsAreSpreadOverTheirPart() {
    int[] tokens = new int[101];
    Arrays.setAll(tokens, i -> i);
    Corpus corpus = new Corpus("here", 0, null, tokens, tokens, 10);
    for (int most : new int[] {1, 2, 7, 10, 1000}) {
      Samples spread = corpus.spread(true, most);
      List<Integer> starts = new ArrayList<>();
      for (int i = 0; i < spread.size(); i++) {
        starts.add(spread.get(i).x().toInts()[0]);
      }
      assertThat(starts).hasSize(Math.min(most, 10)).doesNotHaveDuplicates().isSorted().contains(0);
      assertThat(starts.getLast()).isEqualTo(most == 1 ? 0 : 90);
    }
  }

  @Test
  void theLastTenthIsHeldOutByCharacters() {
    String text = "\ud83d\ude00".repeat(20) + "b".repeat(20);
    Corpus corpus =
        Corpus.of("here", text, new Settings(Tokens.CHAR, 0, 1, 1, 4, 2, 1, 1, 1, 0.1, 0, 0));
    assertThat(corpus.training()).hasSize(36);
    assertThat(corpus.validation()).hasSize(4).containsOnly(0);
    assertThat(corpus.tokenizer().decode(corpus.training())).isEqualTo(text.substring(0, 56));
  }

  /// A text with fewer windows than a batch, and one with fewer than an epoch.
  @Test
  void shortTextsAreEnough() {
    for (int characters : new int[] {100, 160}) {
      Settings settings = new Settings(Tokens.CHAR, 0, 1, 1, 4, 8, 100, 5, 5, 0.01, 0, 1);
      Run run =
          new Trainer(corpus(characters, settings), settings)
              .train(null, false, failing(-1, new ArrayList<>()));
      assertThat(run.last().step()).isEqualTo(5);
    }
  }

  /// A loss of characters is the same for tokens of one character each.
  @Test
  void theLossOfACharacter() {
    Run run =
        new Trainer(corpus(900, SETTINGS), SETTINGS)
            .train(null, false, failing(-1, new ArrayList<>()));
    assertThat(run.validLossPerCharacter()).isCloseTo(run.last().validLoss(), within(1e-12));
  }

  @Test
  void aFolderThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Trainer trainer = new Trainer(corpus(900, SETTINGS), SETTINGS);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> trainer.train(file, false, failing(-1, new ArrayList<>())))
        .withMessageContaining(file.toString());
  }
}
