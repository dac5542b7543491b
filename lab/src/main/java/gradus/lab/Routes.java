package gradus.lab;

import gradus.vision.model.Weights;
import java.util.Map;
import java.util.Optional;

/// The endpoints of the API, by their path after `/api/`.
///
/// @param gets those that are requested with GET
/// @param posts those that are requested with POST and receive a file
record Routes(Map<String, Answer> gets, Map<String, Answer> posts) {
  /// Returns the endpoints of all chapters.
  ///
  /// @param given the file of weights that the lab was started with, if there is one
  /// @param text the chapter on text, with its model
  static Routes all(Optional<Weights> given, TextChapter text) {
    WeightsChapter weights = new WeightsChapter(given);
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
            Map.entry("weights", weights::weights),
            Map.entry("weights/given", weights::given),
            Map.entry("graph", GraphChapter::walk),
            Map.entry("convolution", ConvolutionChapter::convolution),
            Map.entry("convolution/train", ConvolutionChapter::train),
            Map.entry("convolution/verdict", ConvolutionChapter::verdict),
            Map.entry("models", ModelsChapter::models),
            Map.entry("models/train", ModelsChapter::train),
            Map.entry("text", text::sentence),
            Map.entry("text/train", text::train),
            Map.entry("text/next", text::next),
            Map.entry("text/draw", text::draw)),
        Map.of("weights/file", WeightsChapter::file));
  }
}
