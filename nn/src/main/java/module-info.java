/// Neural networks on Gradus' tensors: layers, losses, optimisers, data, and files of weights.
module gradus.nn {
  requires transitive gradus.engine;

  exports gradus.nn;
}
