package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GeneratedTest {
  private final AtomicInteger count = new AtomicInteger();
  private final Generated<Integer> counted = new Generated<>(count::incrementAndGet);

  @Test
  void codeIsGeneratedOnceItIsNeeded() {
    assertThat(count).hasValue(0);
    assertThat(counted.get()).isOne();
    assertThat(counted.get()).isOne();
  }

  @Test
  void renewedCodeIsAnother() {
    counted.get();
    counted.renew();
    assertThat(count).hasValue(1);
    assertThat(counted.get()).isEqualTo(2);
  }

  /// What C2 made of the first class is of no use to it.
  @Test
  void aClassThatIsGeneratedAgainIsAnotherOne() {
    Generated<Transposer> code = new Generated<>(() -> TransposerAssembler.assemble(Lane.F32));
    Class<?> first = code.get().getClass();
    code.renew();
    assertThat(code.get()).isNotInstanceOf(first);
  }
}
