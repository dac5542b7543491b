package gradus.text.model;

import gradus.engine.Tensor;

final class Attention {
  static Tensor attend(Tensor q, Tensor k, Tensor v, boolean causal, Tensor mask) {
    int n = q.size(0), h = q.size(1), t = q.size(2), d = q.size(3), kv = k.size(1), s = k.size(2);
    Tensor grouped = q.reshape(n, kv, h / kv * t, d);
    Tensor scores = grouped.matmul(k.transpose(-2, -1)).mul(1 / Math.sqrt(d)).reshape(n, h, t, s);
    if (causal && t > 1) {
      float[] m = new float[t * s];
      for (int i = 0; i < t; i++)
        for (int j = s - t + i + 1; j < s; j++) m[i * s + j] = Float.NEGATIVE_INFINITY;
      scores = scores.add(Tensor.fromArray(m, t, s));
    }
    if (mask != null) {
      scores = scores.maskedFill(mask.eq(0).expand(n, h, t, s), Double.NEGATIVE_INFINITY);
    }
    return scores.softmax(-1).reshape(n, kv, h / kv * t, s).matmul(v).reshape(n, h, t, d);
  }
}
