package gradus.text.embed;

import gradus.cli.InputException;
import gradus.engine.Tensor;
import gradus.nn.Training;
import gradus.text.model.Bert;
import gradus.text.model.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Turns sentences into vectors, so that sentences of a similar meaning have vectors at a small
/// angle.
///
/// ```java
/// SentenceEncoder encoder = SentenceEncoder.read(Path.of("all-MiniLM-L6-v2"));
/// Tensor vectors = encoder.embed(List.of("A man is eating.", "Someone has lunch."));
/// Tensor cosines = vectors.matmul(vectors.t());
/// ```
///
/// @param bert the model
/// @param input its input
public record SentenceEncoder(Bert bert, BertInput input) {
  /// The number of tokens that sentence encoders are usually trained with.
  private static final int LENGTH = 256;

  private static final int BATCH = 32;

  /// {@return the encoder of a folder as Hugging Face has it}
  ///
  /// @param folder the folder: `config.json` of a BERT, `model.safetensors`, `tokenizer.json`
  /// @throws InputException if there is none, or its files do not fit each other
  public static SentenceEncoder read(Path folder) {
    Bert bert = new ModelFolder(folder).bert();
    return new SentenceEncoder(bert, BertInput.read(folder, bert, LENGTH));
  }

  /// {@return vectors of length 1, (N, width), in the order of the sentences}
  ///
  /// @param sentences the sentences, at least one
  public Tensor embed(List<String> sentences) {
    return embed(sentences, _ -> {});
  }

  /// {@return vectors of length 1, (N, width), in the order of the sentences}
  ///
  /// @param sentences the sentences, at least one
  /// @param progress gets the number of the sentences that are done, several times
  public Tensor embed(List<String> sentences, IntConsumer progress) {
    List<int[]> ids = sentences.stream().map(input::ids).toList();
    // Those of a batch are about equally long, so that there is little padding.
    int[] order =
        IntStream.range(0, ids.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> ids.get(i).length))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Tensor> parts = new ArrayList<>();
    for (int start = 0; start < order.length; start += BATCH) {
      int end = Math.min(start + BATCH, order.length);
      List<int[]> texts = IntStream.range(start, end).mapToObj(i -> ids.get(order[i])).toList();
      Tensor batch = input.batch(texts);
      parts.add(Training.off(() -> Tensor.noGrad(() -> bert.embed(batch, input.mask(batch)))));
      progress.accept(end);
    }
    int[] places = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      places[order[i]] = i;
    }
    return Tensor.concat(0, parts).indexSelect(0, Tensor.of(places));
  }

  /// {@return how many sentences have more tokens than the model reads}
  ///
  /// @param sentences the sentences
  public int longer(List<String> sentences) {
    return (int)
        sentences.stream()
            .filter(sentence -> input.tokenizer().encode(sentence).length > input.length() - 2)
            .count();
  }
}
