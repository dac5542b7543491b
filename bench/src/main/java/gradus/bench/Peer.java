package gradus.bench;

import java.util.Optional;
import java.util.Set;

/// Another engine to compare with, found by [java.util.ServiceLoader].
///
/// A provider loads on every machine; what it needs, it touches only in [#open].
public interface Peer {
  /// {@return its column's name, lower case, no spaces}
  String name();

  /// {@return what it can be compared in}
  Set<Group> groups();

  /// Makes it ready; called once, before anything else.
  ///
  /// @param threads how many threads it is to use
  /// @return what it is, in a few words: version, kernels
  /// @throws Exception if it can't be used here; the message says why
  String open(int threads) throws Exception;

  /// {@return whether its threads go on spinning for a while after a run}
  default boolean lingers() {
    return false;
  }

  /// How it computes a matrix product.
  ///
  /// @param problem the product
  /// @return empty if it can't, or would take far too long
  default Optional<Entry> matmul(MatmulProblem problem) {
    return Optional.empty();
  }

  /// How it computes an element-wise operation, a reduction or a copy.
  ///
  /// @param problem the operation
  /// @return empty if it can't
  default Optional<Entry> elementwise(ElementwiseProblem problem) {
    return Optional.empty();
  }

  /// How it does small work.
  ///
  /// @param work which
  /// @param problem the numbers
  /// @return empty if it can't
  default Optional<SmallEntry> small(SmallWork work, SmallProblem problem) {
    return Optional.empty();
  }
}
