package gradus.lab;

import java.util.function.Consumer;

/// Answers a question of the page's. It holds nothing between two questions: all that it needs is
/// in the query, so that an address says everything and nobody meets anybody else's doings.
@FunctionalInterface
interface Answer {
  /// The answer.
  ///
  /// @param query what is asked; read before this returns
  /// @return a record, to be written as JSON, or [Lines]
  /// @throws RequestException if it can't be answered
  Object to(Query query);

  /// An answer that takes its time: line by line, each a record written as JSON when it is there.
  @FunctionalInterface
  interface Lines {
    /// Computes the lines.
    ///
    /// @param line takes each; throws where nobody listens any more
    void each(Consumer<Object> line);
  }
}
