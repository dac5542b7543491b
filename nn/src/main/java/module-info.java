/// What networks are made of and learn with: layers, losses, optimisers, data, and files of
/// weights.
///
/// Start with [gradus.nn.Layer], then [gradus.nn.Trainer], where it all comes together.
module gradus.nn {
  requires transitive gradus.engine;

  exports gradus.nn;
}
