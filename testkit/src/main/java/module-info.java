/// Properties for operations and backends, including custom ones, and arbitraries to draw their
/// inputs from; for JUnit 5 and jqwik.
///
/// Start with [gradus.testkit.GradientCheck] for an operation, or with
/// [gradus.testkit.BackendContract] for a backend.
module gradus.testkit {
  requires transitive gradus.engine;
  requires transitive net.jqwik.api;
  requires transitive org.junit.jupiter.api;

  exports gradus.testkit;

  // For jqwik, which runs the contract: its properties, and their arbitraries, are not public.
  opens gradus.testkit;
}
