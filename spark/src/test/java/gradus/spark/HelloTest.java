package gradus.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.nn.distributed.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HelloTest {
  private static final Fingerprint HERE = new Fingerprint("simd", 512, 25, "amd64", "1.2");

  private static Hello hello(String executor, Fingerprint fingerprint, Integer... held) {
    return new Hello(executor, "10.0.0.7", 4711, Secret.random(), List.of(held), fingerprint);
  }

  @Test
  void theTextSaysAll() {
    for (Hello hello : List.of(hello("a, executor 0", HERE), hello("b", HERE, 3, 14))) {
      Hello read = Hello.parse(hello.text());
      assertThat(read.secret().toString()).isEqualTo(hello.secret().toString());
      assertThat(read).usingRecursiveComparison().isEqualTo(hello);
    }
  }

  @Test
  void executorsThatComputeOtherBitsAreRefused() {
    assertThatCode(() -> Hello.requireEqual(List.of(hello("a", HERE), hello("b", HERE))))
        .doesNotThrowAnyException();
    assertRefused(new Fingerprint("simd", 256, 25, "amd64", "1.2"), "vectors of 256 bits, not 512");
    assertRefused(new Fingerprint("reference", 512, 25, "amd64", "1.2"), "reference, not simd");
    assertRefused(new Fingerprint("simd", 512, 26, "amd64", "1.2"), "Java 26, not 25");
    assertRefused(new Fingerprint("simd", 512, 25, "amd64", "1.3"), "Gradus 1.3, not 1.2");
  }

  private static void assertRefused(Fingerprint other, String what) {
    assertThatThrownBy(
            () ->
                Hello.requireEqual(
                    List.of(hello("one", HERE), hello("two", HERE), hello("three", other))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(what)
        .hasMessageContaining("three has")
        .hasMessageContaining("on one");
  }

  @Test
  void workersGoWhereTheirShardsAre() {
    assertThat(ranks(List.of(), List.of(), List.of())).containsExactly(0, 1, 2);
    assertThat(ranks(List.of(1), List.of(0), List.of(2))).containsExactly(1, 0, 2);
    assertThat(ranks(List.of(1), List.of(2), List.of(0))).containsExactly(1, 2, 0);
    // All in one JVM.
    assertThat(ranks(List.of(0, 1, 2), List.of(0, 1, 2), List.of(0, 1, 2)))
        .containsExactly(0, 1, 2);
    // Two in one JVM, whose tasks are not those of before.
    assertThat(ranks(List.of(1, 2), List.of(0), List.of(1, 2))).containsExactly(1, 0, 2);
  }

  @Test
  void aWorkerWithoutShardsReadsThoseOfItsPartition() {
    // An executor was replaced: it reads what the lost one had.
    assertThat(ranks(List.of(), List.of(1))).containsExactly(0, 1);
    assertThat(ranks(List.of(), List.of(0))).containsExactly(0, 1);
    assertThat(ranks(List.of(1), List.of(), List.of(2))).containsExactly(0, 1, 2);
  }

  @SafeVarargs
  private static int[] ranks(List<Integer>... held) {
    List<Hello> all = new ArrayList<>();
    for (List<Integer> each : held) {
      all.add(hello("a", HERE, each.toArray(Integer[]::new)));
    }
    return Hello.ranks(all);
  }
}
