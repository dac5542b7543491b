/// Neural networks: layers, losses, optimisers, data sets, a training loop, and files of weights.
///
/// Start with [gradus.nn.Layer], then [gradus.nn.Trainer] and [gradus.nn.learn.Learner].
module gradus.nn {
  requires transitive gradus.engine;

  exports gradus.nn;
  exports gradus.nn.data;
  exports gradus.nn.distributed;
  exports gradus.nn.io;
  exports gradus.nn.learn;
  exports gradus.nn.vision;
}
