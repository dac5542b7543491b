package gradus.lab;

/// The answers of chapter 10.
class TextChapterTest {
  /// A training of seconds.
  static final TextTraining SHORT = new TextTraining(60_000, 320, 32, 2, 32, 8, 0.01);
}
