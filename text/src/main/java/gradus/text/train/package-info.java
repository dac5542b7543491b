/// Training of language models on a text.
package gradus.text.train;
