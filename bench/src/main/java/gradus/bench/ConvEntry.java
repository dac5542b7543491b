package gradus.bench;

import gradus.engine.HostStorage;
import java.util.function.Supplier;

/// An engine's implementation of a [ConvProblem], which may take the time itself.
///
/// @param timed runs it
/// @param result returns the elements of the result of the last run, in row-major order
/// @param close frees what the garbage collector doesn't
public record ConvEntry(Timed timed, Supplier<? extends HostStorage> result, Runnable close) {}
