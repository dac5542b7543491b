package uk.ac.manchester.tornado.api;

/// What these classes answer, since they are signatures only.
final class Signature {
  private Signature() {}

  static UnsupportedOperationException only() {
    return new UnsupportedOperationException(
        "a signature to compile against; start java with @$TORNADOVM_HOME/tornado-argfile");
  }
}
