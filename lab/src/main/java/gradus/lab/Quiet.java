package gradus.lab;

/// Keeps work in the background from disturbing measurements of time.
final class Quiet {
  /// Held while a network is trained for chapter 8 or 10, and while times are measured for chapter
  /// 9.
  static final Object LOCK = new Object();

  private Quiet() {}
}
