package gradus.text.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gradus.engine.DType;
import gradus.engine.Generator;
import gradus.engine.Shape;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CacheProperties {
  private static final int VOCABULARY = 13;
  private static final int CONTEXT = 24;

  /// Sums of at most 48 terms of about 1, in another order; the logits are below 10.
  private static final double BOUND = 2e-5;

  private static final List<LanguageModel> MODELS =
      List.of(
          scaled(Gpt2.create(new Generator(1), new Gpt2Config(VOCABULARY, CONTEXT, 12, 2, 3))),
          scaled(
              Llama.create(
                  new Generator(2),
                  new LlamaConfig(
                      VOCABULARY,
                      CONTEXT,
                      16,
                      24,
                      2,
                      4,
                      2,
                      4,
                      10_000,
                      1e-5,
                      false,
                      new RopeScaling.None()))));

  /// New weights are so small that attention hardly matters.
  private static LanguageModel scaled(LanguageModel model) {
    Tensor.noGrad(
        () ->
            model
                .state()
                .forEach(
                    (_, tensor) -> {
                      if (tensor.rank() == 2) {
                        tensor.mulInPlace(15);
                      }
                    }));
    return model;
  }

  @Property(tries = 60)
  void anySplitOfATextGivesItsLogits(
      @ForAll @IntRange(max = 1) int kind,
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 4) Integer> parts,
      @ForAll int seed) {
    LanguageModel model = MODELS.get(kind);
    int length = parts.stream().mapToInt(Integer::intValue).sum();
    Tensor ids = Tensor.randint(new Generator(seed), 0, VOCABULARY, batch, length);
    Tensor whole = Tensor.noGrad(() -> model.forward(ids));
    KeyValueCache cache = model.cache(batch, length);
    List<Tensor> pieces = new ArrayList<>();
    int from = 0;
    for (int part : parts) {
      Tensor piece = ids.slice(1, from, from + part);
      pieces.add(Tensor.noGrad(() -> model.forward(piece, cache)));
      from += part;
      assertThat(cache.length()).isEqualTo(from);
    }
    Tensor difference = Tensor.concat(1, pieces).sub(whole);
    assertThat(difference.abs().max().item()).isLessThan(BOUND);
    assertThat(whole.abs().max().item()).isBetween(0.1, 10.0);
  }

  @Property(tries = 20)
  void aTextCanGoOnDifferently(
      @ForAll @IntRange(max = 1) int kind, @ForAll @IntRange(max = 5) int kept) {
    LanguageModel model = MODELS.get(kind);
    Tensor first = Tensor.randint(new Generator(kept), 0, VOCABULARY, 1, 6);
    Tensor second = Tensor.randint(new Generator(kept + 10), 0, VOCABULARY, 1, 6 - kept);
    KeyValueCache cache = model.cache(1, 6);
    Tensor.noGrad(
        () -> {
          model.forward(first, cache);
          cache.truncate(kept);
          Tensor again = model.next(second, cache);
          Tensor text = Tensor.concat(1, first.slice(1, 0, kept), second);
          Tensor whole = model.forward(text).select(1, -1);
          assertThat(again.sub(whole).abs().max().item()).isLessThan(BOUND);
        });
    assertThatThrownBy(() -> cache.truncate(7)).hasMessageContaining("can't keep 7 tokens");
    assertThatThrownBy(() -> cache.truncate(-1)).hasMessageContaining("can't keep -1 tokens");
  }

  @Property(tries = 20)
  void laterTokensDoNotChangeEarlierLogits(
      @ForAll @IntRange(max = 1) int kind, @ForAll @IntRange(min = 1, max = 7) int at) {
    LanguageModel model = MODELS.get(kind);
    Tensor ids = Tensor.randint(new Generator(at), 0, VOCABULARY, 2, 8);
    Tensor other = ids.copy();
    other.slice(1, at, 8).copyFrom(other.slice(1, at, 8).add(1).remainder(VOCABULARY));
    Tensor.noGrad(
        () -> {
          Tensor change = model.forward(ids).sub(model.forward(other)).abs();
          assertThat(change.slice(1, 0, at).max().item()).isLessThan(BOUND);
          assertThat(change.slice(1, at, at + 1).max().item()).isGreaterThan(100 * BOUND);
        });
  }

  @Example
  void whatDoesNotFitIsRefused() {
    for (LanguageModel model : MODELS) {
      Tensor ids = Tensor.zeros(DType.I32, Shape.of(1, CONTEXT + 1));
      assertThatThrownBy(() -> model.forward(ids))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("with at most 24 tokens, but got i32[1, 25] after 0");
      assertThatThrownBy(() -> model.forward(ids.flatten())).hasMessageContaining("ids (N, T)");
      KeyValueCache cache = model.cache(2, 3);
      assertThatThrownBy(() -> Tensor.noGrad(() -> model.forward(ids.slice(1, 0, 2), cache)))
          .hasMessageContaining("1 texts of 2 more tokens don't fit: it is for 2 texts");
      Tensor two = ids.slice(1, 0, 2).expand(2, 2);
      Tensor.noGrad(() -> model.forward(two, cache));
      assertThatThrownBy(() -> Tensor.noGrad(() -> model.forward(two, cache)))
          .hasMessageContaining("has 2 of 3 tokens");
      assertThatThrownBy(() -> model.cache(0, 3)).hasMessageContaining("not 0 and 3");
    }
  }
}
