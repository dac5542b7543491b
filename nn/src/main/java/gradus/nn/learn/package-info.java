/// Training with callbacks: a learner that fits a model to data, learning rate schedules, metrics,
/// and what happens beside the steps, such as early stopping, logs and checkpoints.
///
/// Start with [gradus.nn.learn.Learner].
package gradus.nn.learn;
