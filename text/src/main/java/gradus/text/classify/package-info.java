/// Texts and their classes: a bag of words and a transformer, side by side.
package gradus.text.classify;
