package uk.ac.manchester.tornado.api.runtime;

import uk.ac.manchester.tornado.api.TornadoRuntime;

/// A signature to compile against.
public class TornadoRuntimeProvider {
  TornadoRuntimeProvider() {}

  /// A signature.
  ///
  /// @return the runtime
  public static TornadoRuntime getTornadoRuntime() {
    throw new UnsupportedOperationException("a signature to compile against");
  }
}
