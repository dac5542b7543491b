/// Somebody's module with a backend of its own and the tests of it.
open module consumer {
  requires gradus.testkit;
  requires org.junit.platform.launcher;
}
