package gradus.engine;

/// Random draws whose probabilities are the elements of a [Tensor]. They are not recorded.
sealed interface TensorSampling permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// {@return ones and zeros of this shape and type, each 1 with the probability that the element
  /// gives: the draws of `torch.bernoulli`}
  ///
  /// @param generator the random number generator: one draw of 24 bits per element, of an F64
  ///   tensor one of 53 bits
  /// @throws IllegalArgumentException if an element is not from 0 to 1
  default Tensor bernoulli(Generator generator) {
    double[] p = self().floating().toDoubles();
    for (double probability : p) {
      if (!(probability >= 0 && probability <= 1)) {
        throw self().rejected("bernoulli", probability + " is not a probability");
      }
    }
    boolean wide = self().dtype() == DType.F64;
    double[] drawn = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      drawn[i] = (wide ? generator.nextDouble() : generator.nextFloat()) < p[i] ? 1 : 0;
    }
    return on(Tensor.fromArray(drawn, self().shape().dims()).to(self().floating().dtype()));
  }

  private Tensor on(Tensor drawn) {
    return drawn.to(self().backend());
  }
}
