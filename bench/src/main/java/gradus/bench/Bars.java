package gradus.bench;

import java.util.List;
import java.util.SequencedMap;

/// A grouped bar chart.
///
/// @param title the title
/// @param axis the quantity and unit of the bars
/// @param labels the label of each group
/// @param series by name, a value for each group; NaN for a missing one
public record Bars(
    String title, String axis, List<String> labels, SequencedMap<String, List<Double>> series) {}
