/// Measurements of trained networks, the choice among them, and the diagnosis of one.
package gradus.vision.compare;
