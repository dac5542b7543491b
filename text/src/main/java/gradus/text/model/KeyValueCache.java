package gradus.text.model;

import gradus.engine.AttentionOptions;
import gradus.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The keys and values of the tokens that a model has read, in each of its layers, so that the next
/// token needs only its own. Its memory is allocated at once and written in place.
public final class KeyValueCache {
  private static final AttentionOptions CAUSAL =
      AttentionOptions.DEFAULT.withCausal(AttentionOptions.Causal.LOWER_RIGHT);

  private final List<Tensor> keys = new ArrayList<>();
  private final List<Tensor> values = new ArrayList<>();
  private final int batch;
  private final int capacity;
  private int length;

  /// Creates an empty cache.
  ///
  /// @param batch the number of texts
  /// @param layers the number of layers
  /// @param heads the number of heads of keys and values
  /// @param capacity the greatest number of tokens of a text
  /// @param size the length of a key
  KeyValueCache(int batch, int layers, int heads, int capacity, int size) {
    if (batch < 1 || capacity < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "KeyValueCache: needs at least one text and one token, not %d and %d",
              batch,
              capacity));
    }
    this.batch = batch;
    this.capacity = capacity;
    for (int i = 0; i < layers; i++) {
      // Transposed: the products with a query are then sums of contiguous rows, and nothing is
      // packed.
      keys.add(Tensor.zeros(batch, heads, size, capacity));
      values.add(Tensor.zeros(batch, heads, capacity, size));
    }
  }

  /// {@return the number of texts}
  public int batch() {
    return batch;
  }

  /// {@return the number of tokens of each text that it has}
  public int length() {
    return length;
  }

  /// {@return the number of tokens of each text that it has space for}
  public int capacity() {
    return capacity;
  }

  /// Forgets the last tokens, so that a text can go on differently.
  ///
  /// @param length the number of tokens to keep, from 0 to [#length()]
  /// @throws IllegalArgumentException if there are fewer
  public void truncate(int length) {
    if (length < 0 || length > this.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "KeyValueCache: can't keep %d tokens, there are %d",
              length,
              this.length));
    }
    this.length = length;
  }

  /// Checks tokens.
  ///
  /// @param model the model's name, for the message
  /// @param ids the tokens
  /// @param cache what comes before them; null for nothing
  /// @param contextLength the greatest number of tokens of a text
  /// @return the number of tokens before them
  /// @throws IllegalArgumentException if they are not (N, T), or too many
  static int position(String model, Tensor ids, KeyValueCache cache, int contextLength) {
    int from = cache == null ? 0 : cache.length();
    if (ids.rank() != 2 || ids.size(1) < 1 || from + ids.size(1) > contextLength) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: needs ids (N, T) with at most %d tokens, but got %s after %d",
              model,
              contextLength,
              ids.spec(),
              from));
    }
    return from;
  }

  /// Causal attention of new tokens to those of the cache, if there is one, and to each other.
  ///
  /// @param cache the cache, which the keys and values are written to; or null
  /// @param layer the number of the layer
  /// @param q the queries, (N, heads, T, size)
  /// @param k the keys, (N, heads of keys, T, size)
  /// @param v the values, of that shape
  /// @return (N, heads, T, size)
  static Tensor attend(KeyValueCache cache, int layer, Tensor q, Tensor k, Tensor v) {
    if (cache != null) {
      k = cache.append(cache.keys.get(layer), k.transpose(2, 3), 3).transpose(2, 3);
      v = cache.append(cache.values.get(layer), v, 2);
    }
    return q.scaledDotProductAttention(k, v, CAUSAL);
  }

  /// {@return the weights of [#attend] without a cache, (N, heads, T, T)}
  ///
  /// @param q the queries, (N, heads, T, size)
  /// @param k the keys, (N, heads of keys, T, size)
  static Tensor weights(Tensor q, Tensor k) {
    return q.attentionWeights(k, CAUSAL);
  }

  private Tensor append(Tensor all, Tensor added, int axis) {
    int end = length + added.size(axis);
    if (added.size(0) != batch || end > capacity) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "KeyValueCache: %d texts of %d more tokens don't fit: it is for %d texts and has %d"
                  + " of %d tokens",
              added.size(0),
              added.size(axis),
              batch,
              length,
              capacity));
    }
    all.slice(axis, length, end).copyFrom(added);
    return all.slice(axis, 0, end);
  }

  /// Counts tokens that all layers have written.
  static void advance(KeyValueCache cache, int tokens) {
    if (cache != null) {
      cache.length += tokens;
    }
  }
}
