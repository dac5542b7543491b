package gradus.text.classify;

/// The figures of an epoch.
///
/// @param trainLoss the mean loss of the texts to learn from, as they were when they were used
/// @param validLoss the mean loss of the texts held out, after the epoch
/// @param accuracy the share of those whose class is predicted correctly
/// @param seconds the time since the training began
public record Epoch(double trainLoss, double validLoss, double accuracy, double seconds) {}
