package gradus.engine;

import java.util.Locale;

/// The in-place operations of a [Tensor], which all its views observe. Optimisers consist of them.
///
/// They are not recorded. If a gradient would have to take one into account, the method throws
/// [IllegalStateException]; make the change inside [Tensor#noGrad(Runnable)].
sealed interface TensorInPlace permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  private Tensor change(String name, Elementwise kernel, Tensor... inputs) {
    Tensor target = self();
    boolean wouldRecord = target.requiresGrad();
    for (Tensor input : inputs) {
      wouldRecord |= input.requiresGrad();
    }
    if (wouldRecord && Autograd.isRecording()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s: a change in place isn't recorded, but a gradient is required here; run it in"
                  + " noGrad",
              name));
    }
    if (target.layout().isExpanded()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: %s is expanded, several indices share one element; copy() it first",
              name,
              target.spec()));
    }
    Eager.commonBackend(kernel, inputs);
    TensorSpec result = Eager.infer(kernel, inputs);
    if (inputs[0].backend() != target.backend()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: %s is on the backend %s, and %s on %s; move one with to(backend)",
              name,
              inputs[0].spec(),
              inputs[0].backend().name(),
              target.spec(),
              target.backend().name()));
    }
    if (!result.equals(target.spec())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: the result is %s, which can't be stored in %s",
              name,
              result,
              target.spec()));
    }
    for (int i = 0; i < inputs.length; i++) {
      // The input must not change during the operation, except at the element being written.
      boolean overlaps =
          inputs[i].buffer() == target.buffer() && !inputs[i].layout().equals(target.layout());
      inputs[i] = overlaps ? Tensor.noGrad(inputs[i]::copy) : inputs[i];
    }
    Eager.run(kernel, target.buffer(), target.layout(), inputs);
    target.buffer().changed();
    Recording.changed(kernel, target, inputs);
    return target;
  }

  private Tensor converted(Tensor other) {
    DType dtype = self().dtype();
    // A wider type is not narrowed silently; the mismatch is reported.
    return DType.promote(dtype, other.dtype()) == dtype ? other.to(dtype) : other;
  }

  /// Adds a tensor to this one.
  ///
  /// @param other the tensor to add, broadcast to this shape
  /// @return this tensor
  default Tensor addInPlace(Tensor other) {
    return change("addInPlace", Binary.ADD, self(), converted(other));
  }

  /// Adds a multiple of a tensor to this one: `add_(other, alpha=alpha)` in PyTorch.
  ///
  /// @param other the tensor to add, broadcast to this shape
  /// @param alpha the factor of `other`
  /// @return this tensor
  default Tensor addInPlace(Tensor other, double alpha) {
    return change("addInPlace", Elementwise.Fused.combine(1, alpha), self(), converted(other));
  }

  /// Replaces every element by a linear combination: `alpha · this + beta · other`.
  ///
  /// @param alpha the factor of this tensor
  /// @param other the other tensor, broadcast to this shape
  /// @param beta the factor of `other`
  /// @return this tensor
  default Tensor combineInPlace(double alpha, Tensor other, double beta) {
    return change(
        "combineInPlace", Elementwise.Fused.combine(alpha, beta), self(), converted(other));
  }

  /// Replaces every element by `alpha · this + beta · a · b`; PyTorch's `addcmul_` for an alpha of
  /// 1.
  ///
  /// @param alpha the factor of this tensor
  /// @param a one factor of the product, broadcast to this shape
  /// @param b the other factor
  /// @param beta the factor of the product
  /// @return this tensor
  default Tensor addProductInPlace(double alpha, Tensor a, Tensor b, double beta) {
    return change(
        "addProductInPlace",
        Elementwise.Fused.addProduct(alpha, beta),
        self(),
        converted(a),
        converted(b));
  }

  /// Adds a quotient with a root: `this + beta · a / (√b + eps)`, the step of Adam.
  ///
  /// @param beta the factor of the quotient
  /// @param a the dividend, broadcast to this shape
  /// @param b the tensor under the root, broadcast to this shape
  /// @param eps the term added to the root
  /// @return this tensor
  default Tensor addOverRootInPlace(double beta, Tensor a, Tensor b, double eps) {
    return change(
        "addOverRootInPlace",
        Elementwise.Fused.addOverRoot(beta, eps),
        self(),
        converted(a),
        converted(b));
  }

  /// Subtracts a tensor from this one.
  ///
  /// @param other the tensor to subtract, broadcast to this shape
  /// @return this tensor
  default Tensor subInPlace(Tensor other) {
    return change("subInPlace", Binary.SUB, self(), converted(other));
  }

  /// Multiplies this tensor by another.
  ///
  /// @param other the factors, broadcast to this shape
  /// @return this tensor
  default Tensor mulInPlace(Tensor other) {
    return change("mulInPlace", Binary.MUL, self(), converted(other));
  }

  /// Multiplies every element by a number.
  ///
  /// @param factor the factor
  /// @return this tensor
  default Tensor mulInPlace(double factor) {
    return mulInPlace(self().like(factor));
  }

  /// Divides this tensor by another.
  ///
  /// @param other the divisors, broadcast to this shape
  /// @return this tensor
  default Tensor divInPlace(Tensor other) {
    return change("divInPlace", Binary.DIV, self(), converted(other));
  }

  /// Copies the elements of another tensor, converted to this type.
  ///
  /// @param other the source, broadcast to this shape
  /// @return this tensor
  default Tensor copyFrom(Tensor other) {
    Tensor source = other.expand(self().shape().dims());
    return change("copyFrom", new Elementwise.Copy(self().dtype()), source);
  }

  /// Sets every element.
  ///
  /// @param value the value, rounded to the type
  /// @return this tensor
  default Tensor fill(double value) {
    return copyFrom(Tensor.full(self().backend(), DType.F64, value, Shape.SCALAR));
  }
}
