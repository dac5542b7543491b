package gradus.vision.train;

/// The figures of an epoch.
///
/// @param trainLoss the mean loss of the pictures to learn from, as they were when they were used
/// @param validLoss the mean loss of the pictures held out, after the epoch
/// @param accuracy the share of those that are predicted correctly
/// @param seconds the time that the epoch took, with its validation
public record Epoch(double trainLoss, double validLoss, double accuracy, double seconds) {}
