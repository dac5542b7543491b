/// Pictures of tensors.
package gradus.vision.figures;
