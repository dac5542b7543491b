/// The engine of Gradus: tensors, operations, reverse-mode automatic differentiation, and two CPU
/// backends, of which `simd` uses the Vector API and `reference` is plain Java.
///
/// Start with [gradus.engine.Tensor].
///
/// @uses gradus.engine.BackendProvider to find backends, the module's own two included
/// @provides gradus.engine.BackendProvider with `reference` and `simd`
module gradus.engine {
  requires jdk.incubator.vector;

  exports gradus.engine;

  uses gradus.engine.BackendProvider;

  provides gradus.engine.BackendProvider with
      gradus.engine.reference.ReferenceProvider,
      gradus.engine.simd.SimdProvider;
}
