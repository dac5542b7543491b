package gradus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BackendsTest {
  @Test
  void javasWithABrokenHeapAreKnown() {
    assertThat(List.of("25", "25.0.1", "25.0.2"))
        .allMatch(version -> Backends.corruptsTheHeap(Runtime.Version.parse(version)));
    assertThat(List.of("25.0.3", "25.1", "26", "24.0.2"))
        .noneMatch(version -> Backends.corruptsTheHeap(Runtime.Version.parse(version)));
  }

  @Test
  void bothBackendsAreThere() {
    assertThat(Backends.usable()).contains("reference", "simd");
  }

  @Test
  void aTensorMovesToABackendByItsName() {
    Tensor here = Tensor.ones(2).to("reference");
    assertThat(here.backend()).isSameAs(Backends.named("reference"));
    assertThat(here.to("simd").backend()).isSameAs(Backends.named("simd"));
    assertThat(here.to("reference")).isSameAs(here);
    assertThatThrownBy(() -> here.to("gpu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no backend \"gpu\"; there are reference, simd");
  }

  @Test
  void inputsOnTwoBackendsAreRefused() {
    Tensor here = Backends.using(Backends.named("reference"), () -> Tensor.ones(2));
    Tensor there = Backends.using(Backends.named("simd"), () -> Tensor.ones(2));
    assertThatThrownBy(() -> here.add(there))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "add(f32[2], f32[2]): the inputs are on two backends, reference and simd; move one with"
                + " to(backend)");
  }

  @Test
  void aChangeInPlaceFromAnotherBackendIsRefused() {
    Tensor here = Backends.using(Backends.named("reference"), () -> Tensor.ones(2, 3));
    Tensor there = Backends.using(Backends.named("simd"), () -> Tensor.zeros(3));
    assertThatThrownBy(() -> here.addInPlace(there))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "add(f32[2, 3], f32[3]): the inputs are on two backends, reference and simd; move one"
                + " with to(backend)");
    assertThatThrownBy(() -> here.copyFrom(there))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "copyFrom: f32[2, 3] is on the backend simd, and f32[2, 3] on reference; move one with"
                + " to(backend)");
    assertThat(here.toFloats()).containsOnly(1);
  }
}
