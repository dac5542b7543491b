package gradus.nn;

import gradus.engine.Backends;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// A test that is run once on each backend that this machine can use.
final class OnEachBackend {
  private OnEachBackend() {}

  static Stream<DynamicTest> test(String name, Runnable body) {
    return Backends.usable().stream()
        .map(backend -> DynamicTest.dynamicTest(name + " on " + backend, () -> on(backend, body)));
  }

  private static void on(String backend, Runnable body) {
    Backends.using(
        Backends.named(backend),
        () -> {
          body.run();
          return null;
        });
  }
}
