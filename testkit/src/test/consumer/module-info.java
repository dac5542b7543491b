/// A user's module with a backend and its tests.
open module consumer {
  requires gradus.testkit;
  requires org.junit.platform.launcher;
}
