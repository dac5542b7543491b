/// The backend `tornado`, which runs the engine's kernels on a GPU through TornadoVM.
///
/// There is nothing to call: the engine finds it. Start java with TornadoVM's SDK, and see
/// `docs/TORNADO.md`.
///
/// @provides gradus.engine.BackendProvider with `tornado`
module gradus.tornado {
  requires transitive gradus.engine;
  requires static tornado.api;

  exports gradus.tornado;

  provides gradus.engine.BackendProvider with
      gradus.tornado.TornadoProvider;
}
