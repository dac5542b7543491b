package uk.ac.manchester.tornado.api;

/// A signature to compile against.
public class ImmutableTaskGraph {
  ImmutableTaskGraph() {}
}
