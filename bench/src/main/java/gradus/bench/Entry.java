package gradus.bench;

import java.util.function.Supplier;

/// How an engine does what is asked of all of them.
///
/// @param action does it, once
/// @param result what has come out of the last run
public record Entry(Runnable action, Supplier<float[]> result) {}
