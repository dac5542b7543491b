package gradus.engine;

import java.util.Locale;

/// The norms of a [Tensor], and distances and angles between two.
sealed interface TensorNorms permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Returns the square root of numbers that are not negative, with a gradient of 0 at 0, where the
  /// root has none.
  static Tensor root(Tensor square) {
    Tensor zero = square.eq(0);
    Tensor root = Tensor.where(zero, square.like(1), square).sqrt();
    return Tensor.where(zero, square.like(0), root);
  }

  /// Returns xᵖ of numbers that are not negative; 0, with a gradient of 0, at 0.
  private static Tensor power(Tensor x, double p) {
    Tensor zero = x.eq(0);
    Tensor power = Tensor.where(zero, x.like(1), x).pow(p);
    return Tensor.where(zero, x.like(0), power);
  }

  private Shape broadcast(String operation, Tensor other) {
    try {
      return Shape.broadcast(self().shape(), other.shape());
    } catch (IllegalArgumentException e) {
      throw self().rejected(operation, e.getMessage(), other);
    }
  }

  /// {@return the Euclidean norm of all elements; its gradient at 0 is 0}
  default Tensor norm() {
    return norm(2);
  }

  /// {@return the norm along some axes}
  ///
  /// @param p the order, as in [#norm(double, int[], boolean)]
  /// @param axes the axes; none for all
  default Tensor norm(double p, int... axes) {
    return norm(p, axes, false);
  }

  /// {@return the vector norm along some axes: (Σ |x|ᵖ)^(1/p); its gradient at 0 is 0}
  ///
  /// @param p the order: 1, 2 or any other number; ∞ for the greatest absolute value and -∞ for the
  ///   least, in which ties share the gradient equally; 0 for the number of elements that are not 0
  /// @param axes the axes; none for all
  /// @param keepdim whether the axes stay, with length 1
  default Tensor norm(double p, int[] axes, boolean keepdim) {
    self().axes("norm", axes);
    if (Double.isNaN(p)) {
      throw self().rejected("norm", "the order must be a number, got NaN");
    }
    Tensor x = self().floating();
    if (p == 2) {
      return root(x.square().sum(axes, keepdim));
    } else if (p == 1) {
      return x.abs().sum(axes, keepdim);
    } else if (p == 0) {
      return x.ne(0).to(x.dtype()).sum(axes, keepdim);
    } else if (p == Double.POSITIVE_INFINITY) {
      return x.abs().max(axes, keepdim);
    } else if (p == Double.NEGATIVE_INFINITY) {
      return x.abs().min(axes, keepdim);
    }
    return power(power(x.abs(), p).sum(axes, keepdim), 1 / p);
  }

  /// {@return the Euclidean distances between all pairs of rows: (…, m, k) and (…, n, k) lead to
  /// (…, m, n)}
  ///
  /// @param other the other rows
  default Tensor cdist(Tensor other) {
    return cdist(other, 2);
  }

  /// {@return the distances between all pairs of rows: (…, m, k) and (…, n, k) lead to (…, m, n).
  /// The differences are computed and kept, m · n · k numbers; the gradient where two rows are
  /// equal is 0}
  ///
  /// @param other the other rows; the axes before the last two broadcast
  /// @param p the norm of the differences, as in [#norm(double, int[], boolean)], not negative
  default Tensor cdist(Tensor other, double p) {
    if (self().rank() < 2 || other.rank() < 2 || self().size(-1) != other.size(-1)) {
      throw self().rejected("cdist", "needs the shapes (…, m, k) and (…, n, k)", other);
    }
    if (!(p >= 0)) {
      throw self()
          .rejected(
              "cdist", String.format(Locale.ROOT, "the order must not be negative, got %s", p));
    }
    if (self().size(-1) == 0) {
      return self().floating().matmul(other.floating().transpose(-2, -1));
    }
    return self().unsqueeze(-2).sub(other.unsqueeze(-3)).norm(p, -1);
  }

  /// {@return the distances between corresponding rows: the norm of `this - other + 10⁻⁶` along the
  /// last axis, as PyTorch has it}
  ///
  /// @param other the other rows; broadcasts
  /// @param p the norm, as in [#norm(double, int[], boolean)]
  default Tensor pairwiseDistance(Tensor other, double p) {
    if (broadcast("pairwiseDistance", other).rank() == 0) {
      throw self().rejected("pairwiseDistance", "scalars have no last axis", other);
    }
    return self().sub(other).add(1e-6).norm(p, -1);
  }

  /// {@return the cosines of the angles between vectors along an axis: a·b / (max(‖a‖, ε) ·
  /// max(‖b‖, ε)) with an ε of 10⁻⁸}
  ///
  /// @param other the other vectors; broadcasts
  /// @param axis the axis, counted after broadcasting; negative counts from the last
  default Tensor cosineSimilarity(Tensor other, int axis) {
    Tensor longer = other.rank() > self().rank() ? other : self();
    int along = longer.axis("cosineSimilarity", axis);
    int[] dims = broadcast("cosineSimilarity", other).dims();
    Tensor a = self().floating().expand(dims);
    Tensor b = other.floating().expand(dims);
    Tensor lengths = a.norm(2, along).maximum(1e-8).mul(b.norm(2, along).maximum(1e-8));
    return a.mul(b).sum(along).div(lengths);
  }
}
