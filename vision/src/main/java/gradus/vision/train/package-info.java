/// Training of networks on pictures.
package gradus.vision.train;
