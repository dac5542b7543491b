package gradus.text.model;

import gradus.engine.Tensor;

record Rotary(Tensor cos, Tensor sin) {
  static Rotary of(int size, int length, double theta) {
    int half = size / 2;
    float[] cos = new float[length * half];
    float[] sin = new float[length * half];
    for (int i = 0; i < length; i++) {
      for (int j = 0; j < half; j++) {
        double angle = i * Math.pow(theta, -2.0 * j / size);
        cos[i * half + j] = (float) Math.cos(angle);
        sin[i * half + j] = (float) Math.sin(angle);
      }
    }
    return new Rotary(
        Tensor.fromArray(cos, length, half), Tensor.fromArray(sin, length, half));
  }

  Tensor apply(Tensor x, int from) {
    int half = x.size(-1) / 2;
    Tensor c = cos.slice(0, from, from + x.size(-2));
    Tensor s = sin.slice(0, from, from + x.size(-2));
    Tensor a = x.slice(-1, 0, half);
    Tensor b = x.slice(-1, half, 2 * half);
    return Tensor.concat(-1, a.mul(c).sub(b.mul(s)), a.mul(s).add(b.mul(c)));
  }
}
