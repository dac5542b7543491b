package gradus.text.classify;

import gradus.engine.Generator;
import gradus.engine.Tensor;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.StateDict;
import gradus.text.embed.BertInput;
import gradus.text.model.Bert;
import gradus.text.model.BertConfig;
import gradus.text.tokenize.ByteLevelBpe;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A transformer that reads a text, and a linear layer on the mean of the states of its tokens.
///
/// @param classes the names of the classes
/// @param input the tokens of texts
/// @param bert the transformer
/// @param head from its width to the classes
public record TransformerClassifier(List<String> classes, BertInput input, Bert bert, Linear head)
    implements TextClassifier, Layer {
  /// The width of a state inside the MLPs, in widths of a state.
  private static final int INNER = 4;

  /// The width of a head of attention.
  private static final int HEAD = 16;

  /// Creates a classifier; the list is copied.
  ///
  /// @throws IllegalArgumentException if the head has another shape
  public TransformerClassifier {
    classes = List.copyOf(classes);
    Tensor weight = head.weight();
    if (weight.size(0) != classes.size() || weight.size(1) != bert.config().hiddenSize()) {
      throw new IllegalArgumentException(
          "TransformerClassifier: needs a head (classes, width), not " + weight.spec());
    }
  }

  /// {@return a classifier with a random head on a model that has learned already}
  ///
  /// @param generator the random number generator
  /// @param classes the names of the classes
  /// @param input the tokens of texts
  /// @param bert the model
  public static TransformerClassifier on(
      Generator generator, List<String> classes, BertInput input, Bert bert) {
    Linear head = new Linear(generator, bert.config().hiddenSize(), classes.size());
    return new TransformerClassifier(classes, input, bert, head);
  }

  /// {@return a small classifier with random parameters, and tokens that it learns from texts}
  ///
  /// @param generator the random number generator
  /// @param classes the names of the classes
  /// @param texts the texts
  /// @param sizes its sizes
  public static TransformerClassifier create(
      Generator generator, List<String> classes, List<String> texts, Sizes sizes) {
    ByteLevelBpe tokenizer =
        ByteLevelBpe.train(
            String.join("\n", texts),
            sizes.vocabulary,
            BertInput.PADDING,
            BertInput.FIRST,
            BertInput.LAST);
    int width = sizes.width;
    BertConfig config =
        new BertConfig(
            tokenizer.size(),
            sizes.length,
            1,
            width,
            INNER * width,
            sizes.layers,
            width / HEAD,
            1e-12);
    BertInput input = BertInput.of(tokenizer, sizes.length);
    return on(generator, classes, input, Bert.create(generator, config));
  }

  /// The sizes of a small transformer.
  ///
  /// @param vocabulary the greatest number of different tokens
  /// @param length the greatest number of tokens of a text
  /// @param width the width of a state, a multiple of 16
  /// @param layers the number of blocks
  public record Sizes(int vocabulary, int length, int width, int layers) {
    /// Sizes that suit some thousand texts.
    public static final Sizes USUAL = new Sizes(4096, 64, 64, 2);

    /// Checks the width.
    ///
    /// @throws IllegalArgumentException if it is not a multiple of 16
    public Sizes {
      if (width < HEAD || width % HEAD != 0) {
        throw new IllegalArgumentException(
            "Sizes: the width must be a multiple of " + HEAD + ", not " + width);
      }
    }
  }

  @Override
  public Layer layer() {
    return this;
  }

  @Override
  public Inputs inputs(List<String> texts) {
    List<int[]> ids = texts.stream().map(input::ids).toList();
    return index -> input.batch(Arrays.stream(index).mapToObj(ids::get).toList());
  }

  /// {@inheritDoc}
  ///
  /// @param ids the tokens, I32 (N, T), with padding
  /// @return the logits, (N, classes)
  @Override
  public Tensor forward(Tensor ids) {
    return head.forward(bert.mean(ids, input.mask(ids)));
  }

  @Override
  public Map<String, Tensor> state() {
    return new StateDict().add("bert", bert).add("classifier", head).tensors();
  }
}
