/// Vectors of sentences.
package gradus.text.embed;
