/// Properties that operations and backends must have, one's own included, and what they are drawn
/// from; on JUnit 5 and jqwik.
///
/// Start with [gradus.testkit.GradientCheck] for an operation, or with
/// [gradus.testkit.BackendContract] for a backend.
module gradus.testkit {
  requires transitive gradus.engine;
  requires transitive net.jqwik.api;
  requires transitive org.junit.jupiter.api;

  exports gradus.testkit;

  // To jqwik, which runs the contract: its properties, and what they draw from, aren't public.
  opens gradus.testkit;
}
