package gradus.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.lab.Comparison.Step;
import gradus.lab.ModelsChapter.Model;
import gradus.lab.ModelsChapter.Models;
import gradus.vision.compare.Candidate;
import gradus.vision.model.Arch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The answers of chapter 9.
class ModelsChapterTest {
  private static final List<Candidate> ALL =
      List.of(
          new Candidate("small", 300, 359, 1000, 1e-4, 1e-5, 2),
          new Candidate("worse", 299, 359, 2000, 3e-4, 2e-5, 3),
          new Candidate("large", 355, 359, 90_000, 2e-3, 1e-4, 20));

  @Test
  void choosesTheMostAccurateInTime() {
    Models models = ModelsChapter.models(ALL, 1e-3);
    assertThat(models.inTime().name()).isEqualTo("small");
    assertThat(models.inTime().why()).contains("of the 2 that answer within 1.00 ms");
    assertThat(ModelsChapter.models(ALL, 3e-3).inTime().name()).isEqualTo("large");
    assertThat(models.budget()).isEqualTo("1.00 ms");
    assertThat(models.models()).extracting(Model::fast).containsExactly(true, true, false);
  }

  @Test
  void saysWhyNoneWillDo() {
    Models models = ModelsChapter.models(ALL, 1e-5);
    assertThat(models.inTime().name()).isNull();
    assertThat(models.inTime().why()).contains("the fastest, small, takes 100.0 µs");
  }

  @Test
  void knowsTheFrontier() {
    Models models = ModelsChapter.models(ALL, 1e-3);
    assertThat(models.frontier()).containsExactly("small", "large");
    assertThat(models.models()).extracting(Model::frontier).containsExactly(true, false, true);
    Model small = models.models().getFirst();
    assertThat(small.accuracy()).isEqualTo(300.0 / 359);
    assertThat(small.low()).isLessThan(small.accuracy());
    assertThat(small.high()).isGreaterThan(small.accuracy());
    assertThat(small.time()).isEqualTo("100.0 µs");
    assertThat(small.milliseconds()).isEqualTo(0.1);
  }

  @Test
  void thereIsNoChoiceBeforeTheFirstMeasurement() {
    Models models = ModelsChapter.models(List.of(), 1e-3);
    assertThat(models.models()).isEmpty();
    assertThat(models.inTime()).isNull();
    assertThat(models.inBulk()).isNull();
    assertThat(models.small()).isNull();
  }

  @Test
  void measuresEachNetworkOnce() {
    Comparison comparison = new Comparison(List.of(Arch.MLP, Arch.LENET), 1);
    assertThat(comparison.soFar()).isEmpty();
    List<Object> steps = new ArrayList<>();
    comparison.follow(steps::add);
    assertThat(steps)
        .containsExactly(
            new Step("mlp", 1, 2, 0, 1, false),
            new Step("mlp", 1, 2, 1, 1, false),
            new Step("mlp", 1, 2, 1, 1, true),
            new Step("lenet", 2, 2, 0, 1, false),
            new Step("lenet", 2, 2, 1, 1, false),
            new Step("lenet", 2, 2, 1, 1, true));
    List<Candidate> measured = comparison.soFar();
    assertThat(measured).extracting(Candidate::name).containsExactly("mlp", "lenet");
    assertThat(measured)
        .allSatisfy(
            one -> {
              assertThat(one.tested()).isEqualTo(359);
              assertThat(one.accuracy()).isGreaterThan(0.3);
              assertThat(one.alone()).isPositive();
              assertThat(one.training()).isPositive();
            });
    comparison.follow(_ -> {});
    assertThat(comparison.soFar()).isEqualTo(measured);
  }

  @Test
  void aWrongBudgetIsRefused() {
    assertThatThrownBy(() -> ModelsChapter.models(Query.of("budget=0")))
        .isInstanceOf(RequestException.class)
        .hasMessage("budget must be a number from 0.001 to 10000.0, got \"0\"");
  }
}
