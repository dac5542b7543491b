package gradus.engine;

import gradus.engine.AttentionOptions.Causal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// Scaled dot product attention: softmax(q·kᵀ · scale + mask)·v, with the softmax along the keys.
/// A. Vaswani et al.: *Attention is all you need*, NeurIPS 2017.
///
/// The queries are processed in blocks. The scores of a block stay in the cache and are not kept;
/// the gradient computes them again. So the memory is linear in the number of keys (T. Dao et al.:
/// *FlashAttention*, NeurIPS 2022, which has blocks of keys as well). If the attention is causal, a
/// block leaves out the keys that none of its queries sees. One block alone keeps its weights, and
/// a gradient that is itself recorded has one block.
///
/// With P the weights, o = P·v the output and g its gradient: dv = Pᵀ·g; the gradient of the scores
/// is dS = P ∘ (g·vᵀ - Σ g ∘ o); dq = dS·k · scale and dk = dSᵀ·q · scale.
///
/// The inputs are q (…, heads, L, E), k (…, kvHeads, S, E), v (…, kvHeads, S, Ev) of the same
/// leading axes, and perhaps a mask of the same rank, which is added to the scores.
///
/// An object is for one use.
final class Attention implements CustomFunction {
  /// The number of scores of a block, if its least number of queries allows.
  private static final int BLOCK = 1 << 19;

  /// The least number of queries of a block, so that its products are matrix products.
  private static final int ROWS = 64;

  /// The weights, but 0 where the mask hides a key.
  private static final Elementwise.Fused VISIBLE =
      new Elementwise.Fused(
          "visible",
          2,
          Formula.binary(
              (p, m) -> m.eq(Term.constant(Double.NEGATIVE_INFINITY)).select(Term.constant(0), p)));

  /// The gradient of the scores from the weights, the gradient of the weights, and Σ g ∘ o.
  private static final Elementwise.Fused SCORES =
      new Elementwise.Fused(
          "gradient of scores", 3, Formula.of(3, in -> in.get(0).mul(in.get(1).sub(in.get(2)))));

  private final Causal causal;
  private final double scale;

  /// The weights of the only block; null if there are several.
  private Tensor kept;

  /// @param causal which keys a query sees by its position
  /// @param scale the factor of the scores
  Attention(Causal causal, double scale) {
    this.causal = causal;
    this.scale = scale;
  }

  @Override
  public String name() {
    return "scaledDotProductAttention";
  }

  /// {@return the weights of all keys, (…, heads, L, S), as single operations}
  Tensor weights(List<Tensor> inputs) {
    Block all = new Block(inputs, 0, inputs.getFirst().size(-2));
    return all.withHidden(all.apart(all.weights()), -1);
  }

  @Override
  public Tensor forward(List<Tensor> inputs) {
    List<Block> blocks = blocks(inputs);
    List<Tensor> parts = new ArrayList<>();
    for (Block block : blocks) {
      Tensor p = block.weights();
      parts.add(block.apart(p.matmul(block.v())));
      kept = blocks.size() == 1 ? p : null;
    }
    return joined(parts);
  }

  @Override
  public Tensor gradient(int input, List<Tensor> inputs, Tensor output, Tensor upstream) {
    return gradients(i -> i == input, inputs, output, upstream)[input];
  }

  @Override
  public Tensor[] gradients(
      IntPredicate required, List<Tensor> inputs, Tensor output, Tensor upstream) {
    boolean ofMaskToo = inputs.size() == 4 && required.test(3);
    Tensor products = upstream.mul(output).sum(-1, true);
    List<Tensor> ofQ = new ArrayList<>();
    List<Tensor> ofMask = new ArrayList<>();
    Tensor ofK = null;
    Tensor ofV = null;
    // The last block first: it has the most keys.
    for (Block block : blocks(inputs).reversed()) {
      Tensor p = kept == null || Autograd.isRecording() ? block.weights() : kept;
      Tensor g = block.together(upstream);
      ofV = required.test(2) ? block.sum(ofV, p.transpose(-2, -1).matmul(g)) : null;
      if (required.test(0) || required.test(1) || ofMaskToo) {
        Tensor ofWeights = g.matmul(block.v().transpose(-2, -1));
        Tensor s = SCORES.apply(p, ofWeights, block.together(products));
        ofK = required.test(1) ? block.sum(ofK, s.transpose(-2, -1).matmul(block.q())) : null;
        if (required.test(0)) {
          ofQ.addFirst(block.apart(s.matmul(block.k()).mul(scale)));
        }
        if (ofMaskToo) {
          ofMask.addFirst(block.apart(block.withHidden(s, -1)));
        }
      }
    }
    Tensor[] gradients = {required.test(0) ? joined(ofQ) : null, ofK, ofV, null};
    gradients[3] = ofMaskToo ? joined(ofMask) : null;
    return Arrays.copyOf(gradients, inputs.size());
  }

  /// Joins what blocks have of (…, heads, L, n).
  private static Tensor joined(List<Tensor> parts) {
    return parts.size() == 1 ? parts.getFirst() : Tensor.concat(-2, parts);
  }

  private List<Block> blocks(List<Tensor> inputs) {
    Tensor q = inputs.getFirst();
    int length = q.size(-2);
    long scores = inputs.get(1).size(-2);
    for (int axis = 0; axis < q.rank() - 2; axis++) {
      scores *= q.size(axis);
    }
    long rows = Autograd.isRecording() ? length : Math.max(ROWS, BLOCK / Math.max(1, scores));
    List<Block> blocks = new ArrayList<>();
    int from = 0;
    do {
      int to = (int) Math.min(length, from + rows);
      blocks.add(new Block(inputs, from, to));
      from = to;
    } while (from < length);
    return blocks;
  }

  /// The queries from one to another, and the keys that at least one of them sees by its position.
  private final class Block {
    private final List<Tensor> inputs;
    private final int from;
    private final int to;

    /// How many more keys than its position a query sees.
    private final int ahead;

    private final int keys;
    private final Tensor q;

    Block(List<Tensor> inputs, int from, int to) {
      this.inputs = inputs;
      this.from = from;
      this.to = to;
      int all = inputs.get(1).size(-2);
      this.ahead =
          switch (causal) {
            case NONE -> all;
            case UPPER_LEFT -> 1;
            case LOWER_RIGHT -> 1 + all - inputs.getFirst().size(-2);
          };
      this.keys = Math.clamp((long) to - 1 + ahead, 0, all);
      this.q = together(inputs.getFirst()).mul(scale);
    }

    /// {@return the queries, times the scale}
    Tensor q() {
      return q;
    }

    Tensor k() {
      return inputs.get(1).slice(-2, 0, keys);
    }

    Tensor v() {
      return inputs.get(2).slice(-2, 0, keys);
    }

    /// {@return the rows of this block with those of all heads of a group together: of (…, heads,
    /// L, n) they are (…, kvHeads, group · rows, n)}
    Tensor together(Tensor x) {
      return reshaped(x.slice(-2, from, to), inputs.get(1).size(-3));
    }

    /// {@return the same rows as (…, heads, rows, n)}
    Tensor apart(Tensor x) {
      return reshaped(x, inputs.getFirst().size(-3));
    }

    private static Tensor reshaped(Tensor x, int heads) {
      int[] dims = x.shape().dims();
      int axis = dims.length - 3;
      if (dims[axis] == heads) {
        return x;
      }
      dims[axis + 1] = (int) ((long) dims[axis] * dims[axis + 1] / heads);
      dims[axis] = heads;
      return x.reshape(dims);
    }

    /// {@return the weights of the keys, (…, kvHeads, group · rows, keys)}
    Tensor weights() {
      Tensor scores = q.matmul(k().transpose(-2, -1));
      Tensor hidden = hidden();
      if (hidden == null) {
        return scores.softmax(-1);
      }
      Tensor shown = inputs.size() == 4 || from + ahead < 1 ? shown(hidden) : hidden;
      Tensor p = apart(scores).add(shown).softmax(-1);
      return reshaped(shown == hidden ? p : VISIBLE.apply(p, hidden), inputs.get(1).size(-3));
    }

    /// {@return a mask that hides no key from a query that would see none, since the softmax of -∞
    /// alone is NaN}
    private static Tensor shown(Tensor hidden) {
      if (hidden.size(-1) == 0) {
        return hidden;
      }
      Tensor seesNone = hidden.detach().max(-1, true).eq(Double.NEGATIVE_INFINITY);
      return Tensor.where(seesNone, hidden.like(0), hidden);
    }

    /// {@return what is added to the scores, such as -∞ where a key is hidden; null for nothing}
    private Tensor hidden() {
      Tensor mask = inputs.size() == 4 ? inputs.get(3) : null;
      if (mask != null) {
        mask = mask.size(-2) == 1 ? mask : mask.slice(-2, from, to);
        mask = mask.size(-1) == 1 ? mask : mask.slice(-1, 0, keys);
      }
      if (from + ahead >= keys) {
        return mask;
      }
      float[] later = new float[(to - from) * keys];
      for (int row = 0; row < to - from; row++) {
        int first = Math.clamp((long) from + row + ahead, 0, keys);
        Arrays.fill(later, row * keys + first, (row + 1) * keys, Float.NEGATIVE_INFINITY);
      }
      Tensor triangle = Tensor.fromArray(later, to - from, keys).to(q.backend()).to(q.dtype());
      return mask == null ? triangle : mask.add(triangle);
    }

    /// Adds what this block contributes to a sum over all queries; null for none yet.
    Tensor sum(Tensor before, Tensor part) {
      if (before == null) {
        return withHidden(part, -2);
      }
      // There is one block if this is recorded.
      before.slice(-2, 0, keys).addInPlace(part);
      return before;
    }

    /// {@return a gradient along keys with zeros for those that the block leaves out}
    Tensor withHidden(Tensor gradient, int axis) {
      int rest = inputs.get(1).size(-2) - keys;
      return rest == 0 ? gradient : gradient.pad(axis, 0, rest, 0);
    }
  }
}
