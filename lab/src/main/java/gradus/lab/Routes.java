package gradus.lab;

import java.util.Map;

/// The endpoints of the API, by their path after `/api/`.
///
/// @param gets those that are requested with GET
/// @param posts those that are requested with POST and receive a file
record Routes(Map<String, Answer> gets, Map<String, Answer> posts) {
  /// Returns the endpoints of all chapters.
  static Routes all() {
    return new Routes(
        Map.ofEntries(
            Map.entry("fit", FitChapter::fit),
            Map.entry("fit/degrees", FitChapter::degrees),
            Map.entry("descent", DescentChapter::descent),
            Map.entry("descent/bowl", DescentChapter::bowl),
            Map.entry("relu", ReluChapter::relu),
            Map.entry("relu/fit", ReluChapter::fit),
            Map.entry("relu/errors", ReluChapter::errors),
            Map.entry("product", ProductChapter::product),
            Map.entry("titanic/own", TitanicChapter::own),
            Map.entry("titanic/passenger", TitanicChapter::passenger),
            Map.entry("titanic/rows", TitanicChapter::rows),
            Map.entry("titanic/train", TitanicChapter::train),
            Map.entry("weights", WeightsChapter::trained),
            Map.entry("graph", GraphChapter::walk)),
        Map.of("weights/file", WeightsChapter::file));
  }
}
