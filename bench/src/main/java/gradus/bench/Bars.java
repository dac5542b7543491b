package gradus.bench;

import java.util.List;
import java.util.SequencedMap;

/// Grouped bars, to be drawn.
///
/// @param title above them
/// @param axis what they measure
/// @param labels one for each group
/// @param series by its name, one value for each group; NaN where there is none
record Bars(
    String title, String axis, List<String> labels, SequencedMap<String, List<Double>> series) {}
