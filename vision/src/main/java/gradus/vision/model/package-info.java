/// Networks for pictures with what belongs to them: architecture, classes, and the form of their
/// input; and their files.
package gradus.vision.model;
