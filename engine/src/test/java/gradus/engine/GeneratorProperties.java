package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class GeneratorProperties {
  /// A call that draws numbers.
  private record Draw(String name, int count) {
    double[] from(Generator generator) {
      return switch (name) {
        case "rand" -> Tensor.rand(generator, count).toDoubles();
        case "randperm" -> Tensor.randperm(generator, count).toDoubles();
        default -> Tensor.randn(generator, count).toDoubles();
      };
    }
  }

  /// Calls of every kind, short and long ones: normal numbers are drawn in other ways up to 15 and
  /// from 16 on, an odd number of them leaves one over, and 624 uniform ones use all words up.
  @Provide
  Arbitrary<List<Draw>> draws() {
    Arbitrary<Integer> counts =
        Arbitraries.oneOf(
            Arbitraries.of(1, 2, 3, 15, 16, 17, 623, 624, 625),
            Arbitraries.integers().between(0, 50));
    return Arbitraries.of("rand", "randn", "randperm")
        .flatMap(name -> counts.map(count -> new Draw(name, count)))
        .list()
        .ofMaxSize(5);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void beginsAnewFromASeed(
      @ForAll long seed, @ForAll("draws") List<Draw> before, @ForAll("draws") List<Draw> after) {
    Generator generator = new Generator(1);
    before.forEach(draw -> draw.from(generator));
    generator.seed(seed);
    Generator fresh = new Generator(seed);
    for (Draw draw : after) {
      assertThat(draw.from(generator)).containsExactly(draw.from(fresh));
    }
    assertThat(generator.state().toInts()).containsExactly(fresh.state().toInts());
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void goesOnFromAStateAsIfItHadNeverStopped(
      @ForAll long seed,
      @ForAll long other,
      @ForAll("draws") List<Draw> before,
      @ForAll("draws") List<Draw> elsewhere,
      @ForAll("draws") List<Draw> after) {
    Generator generator = new Generator(seed);
    before.forEach(draw -> draw.from(generator));
    Tensor state = generator.state();
    int[] words = state.toInts();
    Generator second = new Generator(other);
    elsewhere.forEach(draw -> draw.from(second));
    second.load(state);
    for (Draw draw : after) {
      assertThat(draw.from(second)).containsExactly(draw.from(generator));
    }
    assertThat(second.state().toInts()).containsExactly(generator.state().toInts());
    assertThat(state.toInts()).as("a state is a copy").containsExactly(words);
  }

  @Example
  void whatIsNoStateChangesNothing() {
    Generator generator = new Generator(7);
    Tensor.randn(generator, 3);
    int[] good = generator.state().toInts();
    refused(generator, Tensor.zeros(626).to(DType.I32), "a state is i32[627], not i32[626]");
    refused(generator, Tensor.zeros(627), "a state is i32[627], not f32[627]");
    refused(generator, Tensor.zeros(627, 1).to(DType.I32), "not i32[627, 1]");
    refused(generator, changed(good, words -> words[624] = 0), "0 of 624 words");
    refused(generator, changed(good, words -> words[624] = 625), "625 of 624 words");
    refused(generator, changed(good, words -> words[624] = -1), "-1 of 624 words");
    refused(generator, changed(good, words -> Arrays.fill(words, 0, 624, 0)), "bits are 0");
    refused(
        generator,
        changed(
            good,
            words -> {
              Arrays.fill(words, 0, 624, 0);
              words[0] = Integer.MAX_VALUE;
            }),
        "bits are 0");
    refused(
        generator,
        changed(
            good,
            words -> {
              words[625] = 0x7ff00000;
              words[626] = 0;
            }),
        "isn't finite");
    assertThat(generator.state().toInts()).containsExactly(good);
  }

  private static Tensor changed(int[] words, Consumer<int[]> change) {
    int[] copy = words.clone();
    change.accept(copy);
    return Tensor.of(copy);
  }

  private static void refused(Generator generator, Tensor state, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> generator.load(state))
        .withMessageStartingWith("Generator: ")
        .withMessageContaining(problem);
  }
}
