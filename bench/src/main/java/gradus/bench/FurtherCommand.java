package gradus.bench;

/// A command of a module that is not always there, because what it measures is large. It is found
/// by [java.util.ServiceLoader].
public interface FurtherCommand {
  /// Creates the command.
  ///
  /// @param progress shows what is being done
  /// @return an object with picocli's annotations
  Object create(Progress progress);
}
