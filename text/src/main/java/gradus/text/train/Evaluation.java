package gradus.text.train;

/// What was measured between two steps of a training.
///
/// @param step the number of steps before
/// @param trainLoss the mean cross-entropy of windows to learn from
/// @param validLoss that of windows held out
/// @param seconds the time since the beginning, with the evaluations
public record Evaluation(int step, double trainLoss, double validLoss, double seconds) {}
