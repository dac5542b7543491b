package gradus.text.classify;

/// How a transformer is trained.
///
/// @param epochs the number of passes over the texts; of a model that has learned already, after
///   the one for its head alone
/// @param batchSize the number of texts in a step
/// @param lr the greatest learning rate of AdamW
/// @param seed the seed of the parameters and of the order of the texts
public record Settings(int epochs, int batchSize, double lr, long seed) {}
