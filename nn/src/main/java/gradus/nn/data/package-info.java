/// Data for training: sources of samples, their files, transforms of images, and a loader that
/// prepares batches ahead.
///
/// Start with [gradus.nn.data.DataLoader].
package gradus.nn.data;
