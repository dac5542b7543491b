package gradus.bench;

import java.util.Optional;
import java.util.Set;

/// Another engine to compare with, found by [java.util.ServiceLoader].
///
/// A provider must load on every machine; it touches its native libraries or processes only in
/// [#open].
public interface Peer {
  /// Returns the name of its column.
  ///
  /// @return lower case, without spaces
  String name();

  /// {@return the groups that it takes part in}
  Set<Group> groups();

  /// Initialises the engine; called once, before anything else.
  ///
  /// @param threads the number of threads to use
  /// @return a short description: version, kernels
  /// @throws Exception if it can't be used on this machine; the message says why
  String open(int threads) throws Exception;

  /// Returns whether its threads keep spinning after a run.
  ///
  /// @return false by default
  default boolean lingers() {
    return false;
  }

  /// Returns its implementation of a matrix product.
  ///
  /// @param problem the product
  /// @return empty if there is none, or if it would take far too long
  default Optional<Entry> matmul(MatmulProblem problem) {
    return Optional.empty();
  }

  /// Returns its implementation of a pass of a convolution.
  ///
  /// @param problem the pass
  /// @return empty if there is none
  default Optional<ConvEntry> conv(ConvProblem problem) {
    return Optional.empty();
  }

  /// Returns its implementation of the work of a whole network.
  ///
  /// @param problem the work
  /// @return an entry that has not run yet, whose value is the loss of the last training step, or
  ///   the mean of the absolute values of the last logits; empty if there is none
  default Optional<SmallEntry> net(NetProblem problem) {
    return Optional.empty();
  }

  /// Returns its implementation of the work of a language model.
  ///
  /// @param problem the work
  /// @return an entry that has not run yet, whose value is the loss of the last training step, or
  ///   the mean of the absolute values of the last run's first 16 logits; empty if there is none
  default Optional<SmallEntry> text(TextProblem problem) {
    return Optional.empty();
  }

  /// Returns its implementation of an element-wise operation, a reduction or a copy.
  ///
  /// @param problem the operation
  /// @return empty if there is none
  default Optional<Entry> elementwise(ElementwiseProblem problem) {
    return Optional.empty();
  }

  /// Returns its implementation of small work.
  ///
  /// @param work the work
  /// @param problem the values
  /// @return empty if there is none
  default Optional<SmallEntry> small(SmallWork work, SmallProblem problem) {
    return Optional.empty();
  }
}
