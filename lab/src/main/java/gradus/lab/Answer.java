package gradus.lab;

import java.util.function.Consumer;

/// Answers one kind of API request. It keeps no state between requests: the query contains
/// everything that the answer depends on, so that an address can be shared, and users do not affect
/// each other. The exceptions are shared by all: files that the lab was started with, and times
/// that were measured.
@FunctionalInterface
interface Answer {
  /// Computes the answer.
  ///
  /// @param query the parameters of the request; they must be read before this method returns
  /// @return a record, which is written as JSON, or [Lines]
  /// @throws RequestException if the request can't be answered
  Object to(Query query);

  /// An answer that is streamed line by line: each line is a record, written as JSON as soon as it
  /// has been computed.
  @FunctionalInterface
  interface Lines {
    /// Computes the lines.
    ///
    /// @param line accepts each line; throws an exception if the client has disconnected
    void each(Consumer<Object> line);
  }
}
