package gradus.bench;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.AdamW;
import gradus.nn.GradientClipping;
import gradus.nn.Layer;
import gradus.nn.Losses;
import gradus.nn.Optimizer;
import gradus.nn.Training;
import gradus.text.model.Gpt2;
import gradus.text.model.KeyValueCache;
import gradus.text.model.Llama;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The work of a language model; every engine gets the same parameters and tokens.
///
/// A training step is nanoGPT's: it computes the cross-entropy of the next tokens, its gradients,
/// limits their norm, and changes the parameters by AdamW, where only matrices decay.
public final class TextProblem {
  /// The optimizer's options.
  public static final AdamW.Options OPTIONS = new AdamW.Options(1e-3, 0.9, 0.99, 1e-8, 0.1);

  /// The maximum norm of the gradients.
  public static final double MAX_NORM = 1;

  /// The number of batches, which take turns.
  private static final int BATCHES = 64;

  /// The number of logits that are compared. Their absolute values have about the same mean in any
  /// model, if there are many.
  private static final int COMPARED = 16;

  private final TextWork work;
  private final Tensor ids;

  /// Draws tokens.
  ///
  /// @param work what is done
  TextProblem(TextWork work) {
    this.work = work;
    ids =
        switch (work) {
          case TextWork.Training t ->
              draw(t.config().vocabSize(), BATCHES, t.batch(), t.config().nPositions() + 1);
          case TextWork.Reading r -> draw(r.config().vocabSize(), 1, r.length());
        };
  }

  /// Small ids are frequent, so that there is something to learn.
  private static Tensor draw(int vocabulary, int... shape) {
    int count = 1;
    for (int size : shape) {
      count *= size;
    }
    float[] uniform = new Generator(2).uniform(count);
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      drawn[i] = (int) (vocabulary * Math.pow(uniform[i], 3));
    }
    return Tensor.fromArray(drawn, shape);
  }

  /// {@return what is done}
  public TextWork work() {
    return work;
  }

  /// Returns the numbers to work on: the model's state, before any training, by Hugging Face's
  /// names; and `ids`, I32, for training (batches, texts, context + 1), otherwise (1, tokens).
  ///
  /// @return tensors by name
  public Map<String, Tensor> tensors() {
    Layer model =
        switch (work) {
          case TextWork.Training t -> model(t);
          case TextWork.Reading r -> model(r);
        };
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.state());
    tensors.put("ids", ids);
    return tensors;
  }

  private static Gpt2 model(TextWork.Training training) {
    return Gpt2.create(new Generator(1), training.config());
  }

  private static Llama model(TextWork.Reading reading) {
    return Llama.create(new Generator(1), reading.config());
  }

  /// {@return this engine's implementation}
  SmallEntry gradus() {
    Supplier<Tensor> run =
        switch (work) {
          case TextWork.Training t -> new Steps(model(t), ids);
          case TextWork.Reading r -> new Reader(r, model(r), ids);
        };
    return new LastTensor(run, TextProblem::value);
  }

  private static Tensor value(Tensor result) {
    return result.reshape(-1).slice(0, 0, Math.min(COMPARED, result.size())).abs().mean();
  }

  /// Training steps, one per call.
  private static final class Steps implements Supplier<Tensor> {
    private record Batch(Tensor inputs, Tensor targets) {}

    private final Gpt2 model;
    private final List<Tensor> parameters;
    private final List<Optimizer> optimizers;
    private final List<Batch> batches = new ArrayList<>();
    private int next;

    Steps(Gpt2 model, Tensor ids) {
      this.model = model;
      parameters = List.copyOf(model.parameters().values());
      AdamW.Options constant =
          new AdamW.Options(OPTIONS.lr(), OPTIONS.beta1(), OPTIONS.beta2(), OPTIONS.eps(), 0);
      optimizers =
          List.of(
              new AdamW(parameters.stream().filter(p -> p.rank() > 1).toList(), OPTIONS),
              new AdamW(parameters.stream().filter(p -> p.rank() == 1).toList(), constant));
      int context = ids.size(2) - 1;
      for (int i = 0; i < ids.size(0); i++) {
        Tensor texts = ids.select(0, i);
        batches.add(
            new Batch(
                texts.slice(1, 0, context).contiguous(),
                texts.slice(1, 1, context + 1).reshape(-1)));
      }
    }

    @Override
    public Tensor get() {
      Batch batch = batches.get(next);
      next = (next + 1) % batches.size();
      return Training.on(
          () -> {
            optimizers.forEach(Optimizer::zeroGrad);
            Tensor logits = model.forward(batch.inputs());
            Tensor loss =
                Losses.crossEntropy(logits.reshape(-1, model.vocabularySize()), batch.targets());
            loss.backward();
            GradientClipping.byNorm(parameters, MAX_NORM);
            optimizers.forEach(Optimizer::step);
            return loss;
          });
    }
  }

  /// Reads some tokens per call.
  private static final class Reader implements Supplier<Tensor> {
    private final TextWork.Reading reading;
    private final Llama model;
    private final Tensor ids;
    private final KeyValueCache cache;

    Reader(TextWork.Reading reading, Llama model, Tensor ids) {
      this.reading = reading;
      this.model = model;
      this.ids = ids;
      cache = model.cache(1, reading.length());
      if (reading.before() > 0) {
        read(reading.before());
      }
    }

    @Override
    public Tensor get() {
      if (cache.length() + reading.tokens() > reading.length()) {
        cache.truncate(reading.before());
      }
      return read(reading.tokens());
    }

    private Tensor read(int count) {
      int from = cache.length();
      return Tensor.noGrad(() -> model.next(ids.slice(1, from, from + count), cache));
    }
  }
}
